import { describe, expect, it } from 'vitest';
import type { TappedPacket } from '../../../../src-main/media/engine-port.ts';
import { classifyPacket } from '../../../../src-shared/rtp/demultiplex.ts';
import { readRtcp } from '../../../../src-shared/rtp/rtcp.ts';
import type { SrtpKey, SrtpSuite } from '../../../../src-main/rtp/srtp-suites.ts';
import { SRTP_SUITES, keyAndSaltBytes } from '../../../../src-main/rtp/srtp-suites.ts';
import type { StreamStats } from '../../../../src-shared/model.ts';
import { levelOf, rms } from '../signal.ts';
import type { Laboratory, Side } from './laboratory.ts';
import { createLaboratory } from './laboratory.ts';

const STRANGER = { address: '203.0.113.9', port: 6000 };

function key(fill: number, suite: SrtpSuite = 'AES_CM_128_HMAC_SHA1_80'): SrtpKey {
  return { suite, keyAndSalt: new Uint8Array(keyAndSaltBytes(suite)).fill(fill) };
}

/** A call in which each hears the other's tone. `a` sends with the first key, `b` with the second. */
async function talk(lab: Laboratory, ofA: SrtpKey, ofB: SrtpKey): Promise<void> {
  lab.connect({ srtp: { send: ofA, receive: ofB } }, { srtp: { send: ofB, receive: ofA } });
  await lab.a.session.setSource({ kind: 'tone', frequencyHz: 1000 });
  await lab.b.session.setSource({ kind: 'tone', frequencyHz: 600 });
  lab.a.session.setSink('device');
  lab.b.session.setSink('device');
  await lab.clock.advance(1000);
}

async function listen(lab: Laboratory, side: Side, ms: number): Promise<Int16Array> {
  const from = side.port.frames.length;
  await lab.clock.advance(ms);
  return Int16Array.from(side.port.frames.slice(from).flatMap((frame) => [...frame]));
}

function statsOf(side: Side): StreamStats {
  const event = side.events.findLast(({ kind }) => kind === 'stats');
  if (event?.kind !== 'stats') throw new Error('no stats yet');
  return event.stats;
}

describe('an encrypted call', () => {
  it.each(Object.keys(SRTP_SUITES) as SrtpSuite[])('%s: each hears the other', async (suite) => {
    const lab = await createLaboratory();
    await talk(lab, key(1, suite), key(2, suite));

    expect(levelOf(600, await listen(lab, lab.a, 1000))).toBeCloseTo(0.5, 1);
    expect(levelOf(1000, await listen(lab, lab.b, 1000))).toBeCloseTo(0.5, 1);
    expect(statsOf(lab.a)).toMatchObject({ unauthentic: 0, replayed: 0, lost: 0, discarded: 0 });
    await lab.close();
  });

  it('shows on the wire and to the tap what Wireshark would see: nothing that can be read', async () => {
    const lab = await createLaboratory();
    const tapped: TappedPacket[] = [];
    lab.a.engine.setPacketTap((packet) => void tapped.push(packet));
    await talk(lab, key(1), key(2));
    await lab.clock.advance(20_000);
    const ofKind = (kind: string): TappedPacket[] => tapped.filter(({ bytes }) => classifyPacket(bytes) === kind);

    expect(new Set(ofKind('rtp').map(({ bytes, direction }) => `${direction} ${bytes.length}`))).toEqual(new Set(['in 182', 'out 182']));
    expect(new Set(ofKind('rtcp').map(({ direction }) => direction))).toEqual(new Set(['in', 'out']));
    expect(ofKind('rtcp').filter(({ bytes }) => readRtcp(bytes).ok)).toEqual([]);
    expect(statsOf(lab.a).rttMs).toBeDefined();
    await lab.close();
  });

  it('goes on in both directions under new keys, and in the clear', async () => {
    const lab = await createLaboratory();
    await talk(lab, key(1), key(2));
    lab.connect({ srtp: { send: key(3), receive: key(4) } }, { srtp: { send: key(4), receive: key(3) } });
    expect(levelOf(1000, await listen(lab, lab.b, 1000))).toBeCloseTo(0.5, 1);
    lab.connect();
    expect(levelOf(1000, await listen(lab, lab.b, 1000))).toBeCloseTo(0.5, 1);

    expect(statsOf(lab.b)).not.toHaveProperty('unauthentic');
    await lab.close();
  });

  it('is silent where the keys differ, and counts why', async () => {
    const lab = await createLaboratory();
    lab.connect({ srtp: { send: key(1), receive: key(2) } }, { srtp: { send: key(2), receive: key(9) } });
    await lab.a.session.setSource({ kind: 'tone', frequencyHz: 1000 });
    lab.b.session.setSink('device');

    expect(rms(await listen(lab, lab.b, 1000))).toBe(0);
    expect(statsOf(lab.b).unauthentic).toBeGreaterThan(40);
    expect(statsOf(lab.b).received).toBe(0);
    await lab.close();
  });
});

describe('a stranger who knows the addresses of an encrypted call, but not its key', () => {
  /** What a stranger sends to `a`, for so long: `packet` makes each from what b sent last. */
  async function attack(lab: Laboratory, ms: number, packet: (last: Uint8Array) => Uint8Array): Promise<void> {
    const bound = await lab.network.host(STRANGER.address).bindUdp(STRANGER);
    if (!bound.ok) throw new Error(bound.error.message);
    let last = new Uint8Array(0);
    lab.network.filter = ({ from, bytes }) => {
      if (from.address === lab.b.session.local.rtp.address && classifyPacket(bytes) === 'rtp') last = bytes.slice();
      return true;
    };
    for (let passedMs = 0; passedMs < ms; passedMs += 20) {
      await lab.clock.advance(20);
      bound.value.send(packet(last), lab.a.session.local.rtp);
    }
    await bound.value.close();
  }

  it('is not heard, and cannot turn the sound to himself, even when the peer is silent', async () => {
    const lab = await createLaboratory();
    await talk(lab, key(1), key(2));
    lab.connect({ srtp: { send: key(1), receive: key(2) } }, { srtp: { send: key(2), receive: key(1) }, direction: 'inactive' });
    let sequence = 0;
    await attack(lab, 5000, () => Uint8Array.of(0x80, 8, 0, sequence++ & 0xff, 0, 0, 0, 1, 9, 9, 9, 9, ...new Uint8Array(170)));

    expect(statsOf(lab.a).path).toMatchObject({ kind: 'default' });
    expect(statsOf(lab.a).unauthentic).toBeGreaterThan(200);
    await lab.close();
  });

  it('nor with packets that he has recorded', async () => {
    const lab = await createLaboratory();
    await talk(lab, key(1), key(2));
    let recorded: Uint8Array | undefined;
    await attack(lab, 3000, (last) => (recorded ??= last).slice());

    expect(statsOf(lab.a).path).toMatchObject({ kind: 'default' });
    expect(statsOf(lab.a).replayed).toBeGreaterThan(100);
    expect(levelOf(600, await listen(lab, lab.a, 1000))).toBeCloseTo(0.5, 1);
    await lab.close();
  });

  it('while a plain call of the same kind follows him: that is what the key is for', async () => {
    const lab = await createLaboratory();
    lab.connect({}, { direction: 'inactive' });
    let sequence = 0;
    await attack(lab, 3000, () => Uint8Array.of(0x80, 8, 0, sequence++ & 0xff, 0, 0, 0, 1, 9, 9, 9, 9, ...new Uint8Array(160)));

    expect(statsOf(lab.a).path).toMatchObject({ remote: '203.0.113.9:6000', kind: 'latched' });
    await lab.close();
  });
});
