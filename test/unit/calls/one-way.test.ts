import { describe, expect, it } from 'vitest';
import type { OneWayInput } from '../../../src-main/calls/one-way.ts';
import { beginOneWay, watchOneWay } from '../../../src-main/calls/one-way.ts';
import { isUnroutableFrom } from '../../../src-shared/sip/unroutable.ts';
import type { StreamStats } from '../../../src-shared/model.ts';

type Verdict = StreamStats['oneWay'];
const none: StreamStats = {
  codec: 'PCMA', sent: 0, received: 0, lost: 0, jitterMs: 0, concealed: 0, discarded: 0, bufferMs: 0, levelOut: 0, levelIn: 0, understood: 0,
};

/** A call whose figures come twice a second. */
function createWatch(changes: Partial<OneWayInput> = {}): { half(next?: Partial<StreamStats>, input?: Partial<OneWayInput>): Verdict; run(halves: number, next: Partial<StreamStats>): Verdict } {
  let watch = beginOneWay();
  let nowMs = 1000;
  let stats = none;
  let input: Omit<OneWayInput, 'nowMs' | 'stats'> = { bothWays: true, local: '192.0.2.1:4000', remote: '192.0.2.7:5004', ...changes };
  function half(next: Partial<StreamStats> = {}, inputNow: Partial<OneWayInput> = {}): Verdict {
    stats = { ...stats, sent: stats.sent + 25, ...next };
    input = { ...input, ...inputNow };
    const step = watchOneWay(watch, { nowMs, stats, ...input });
    watch = step.watch;
    nowMs += 500;
    return step.oneWay;
  }
  function run(halves: number, next: Partial<StreamStats>): Verdict {
    let verdict: Verdict;
    for (let n = 0; n < halves; n++) verdict = half(next);
    return verdict;
  }
  return { half, run };
}

describe('nothing heard', () => {
  it('is told within two seconds, and no sooner than a second and a half', () => {
    const { half } = createWatch();
    expect([half(), half(), half()]).toEqual([undefined, undefined, undefined]);
    expect(half()).toEqual({ direction: 'in', reason: 'no-packets', address: '192.0.2.7:5004' });
  });

  it('is over with the first packet that is understood', () => {
    const { half, run } = createWatch();
    expect(run(6, {})).toBeDefined();
    expect(half({ understood: 1 })).toBeUndefined();
  });

  it.each<[string, Partial<StreamStats>, Verdict]>([
    ['from elsewhere', { refused: { foreign: { count: 9, from: '198.51.100.9:7000' } } }, { direction: 'in', reason: 'foreign-address', address: '198.51.100.9:7000' }],
    ['of a payload type that was not agreed', { refused: { payloadType: { count: 9, number: 96 } } }, { direction: 'in', reason: 'payload-type', payloadType: 96 }],
    ['encrypted by another key', { unauthentic: 9 }, { direction: 'in', reason: 'srtp-not-authentic' }],
  ])('names the reason when packets come %s', (_what, stats, expected) => {
    const { half, run } = createWatch();
    half();
    expect(run(4, stats)).toEqual(expected);
  });

  it('names the address when ours cannot lead there', () => {
    expect(createWatch({ remote: '192.168.1.20:5004' }).run(4, {})).toEqual({ direction: 'in', reason: 'private-address', address: '192.168.1.20:5004' });
  });

  it('a new way begins anew: time to arrive, and counters', () => {
    const { half, run } = createWatch();
    expect(run(4, { refused: { payloadType: { count: 9, number: 96 } } })).toBeDefined();
    expect(half({}, { remote: '192.0.2.8:6000' })).toBeUndefined();
    expect(run(3, {})).toMatchObject({ reason: 'no-packets', address: '192.0.2.8:6000' });
  });
});

describe('no false alarm', () => {
  it('before the call is answered, and on hold of either side', () => {
    expect(createWatch({ bothWays: false }).run(20, {})).toBeUndefined();
  });

  it('for a peer that sent, and is silent now: muted, or DTX', () => {
    const { half, run } = createWatch();
    half({ understood: 40 });
    expect(run(60, {})).toBeUndefined();
  });

  it('for a peer whose comfort noise comes once in a while', () => {
    const { half } = createWatch();
    for (let n = 0; n < 20; n++) expect(half({ understood: 1 + Math.floor(n / 5) })).toBeUndefined();
  });

  it('once a peer that was muted from the start says that it sends nothing', () => {
    const { half, run } = createWatch();
    expect(run(5, {})).toBeDefined();
    expect(half({ remote: { sent: 0, reports: 1, lossPercent: 0 } })).toBeUndefined();
  });

  it('for a stray packet of another payload type while the sound goes on', () => {
    const { half } = createWatch();
    for (let n = 1; n < 20; n++) expect(half({ understood: n * 25, refused: { payloadType: { count: n, number: 13 } } })).toBeUndefined();
  });
});

describe('heard before', () => {
  it('is told when only what is not agreed comes now', () => {
    const { half, run } = createWatch();
    half({ understood: 40 });
    half({ refused: { payloadType: { count: 20, number: 9 } } });
    expect(run(3, { refused: { payloadType: { count: 90, number: 9 } } })).toMatchObject({ reason: 'payload-type', payloadType: 9 });
  });

  it('is told when the peer counts packets that do not come', () => {
    const { half, run } = createWatch();
    half({ understood: 40, remote: { sent: 100, reports: 1, lossPercent: 0 } });
    half({ understood: 65 });
    run(8, {});
    expect(half({ remote: { sent: 350, reports: 2, lossPercent: 0 } }), 'some of these came before the silence').toBeUndefined();
    run(8, {});
    expect(half({ remote: { sent: 600, reports: 3, lossPercent: 0 } })).toMatchObject({ direction: 'in', reason: 'no-packets' });
    expect(half({ understood: 66 })).toBeUndefined();
  });
});

describe('the other way', () => {
  it('is told when two reports of the peer name nothing of ours', () => {
    const { half } = createWatch();
    let understood = 0;
    const talk = (remote: NonNullable<StreamStats['remote']>, halves: number): Verdict => {
      let verdict: Verdict;
      for (let n = 0; n < halves; n++) verdict = half({ understood: understood += 25, remote });
      return verdict;
    };
    expect(talk({ sent: 100, reports: 1 }, 10)).toBeUndefined();
    expect(talk({ sent: 300, reports: 2 }, 10)).toBeUndefined();
    expect(talk({ sent: 500, reports: 3 }, 1)).toEqual({ direction: 'out', reason: 'peer-hears-nothing', address: '192.0.2.7:5004' });
    expect(talk({ sent: 700, reports: 4, lossPercent: 0 }, 1)).toBeUndefined();
  });
});

describe('isUnroutableFrom', () => {
  it.each([
    ['192.0.2.1:1', '10.1.2.3:1', true],
    ['192.0.2.1:1', '172.31.0.1:1', true],
    ['192.0.2.1:1', '100.64.0.9:1', true],
    ['192.0.2.1:1', '[fd00::1]:1', true],
    ['192.168.1.5:1', '127.0.0.1:1', true],
    ['192.168.1.5:1', '10.1.2.3:1', false],
    ['127.0.0.1:1', '127.0.0.1:2', false],
    ['10.0.0.1:1', '198.51.100.1:1', false],
    ['192.0.2.1:1', '172.32.0.1:1', false],
  ])('from %s to %s: %s', (local, remote, expected) => {
    expect(isUnroutableFrom(local, remote)).toBe(expected);
  });
});
