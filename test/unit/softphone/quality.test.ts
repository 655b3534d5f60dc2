/** How calls sound, as whole phones see it: the series, the alarm when nothing is heard, the report to a collector. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { classifyPacket } from '../../../src-shared/rtp/demultiplex.ts';
import { field } from '../../fakes/raw-sip-peer.ts';
import { ALICE, BOB, accountOf, createOffice } from './office.ts';
import type { Office, Phone } from './office.ts';
import type { Pbx } from './pbx.ts';
import { openPbx } from './pbx.ts';

let office: Office;

beforeEach(() => {
  office = createOffice();
});
afterEach(() => office.close());

const isSound = (bytes: Uint8Array): boolean => classifyPacket(bytes) === 'rtp';
const oneWay = (phone: Phone): string[] => phone.of('call.stats').map(({ stats }) => stats.oneWay?.reason ?? '');

describe('the sound of a call over its time', () => {
  it('is there while it lasts and afterwards, of both sides', async () => {
    const { alice } = await office.talking();
    const { id } = alice.call();
    await office.clock.advance(20_000);
    const live = await alice.handlers['call.quality']({ id });
    expect(live?.times.length).toBeGreaterThan(15);
    expect(live?.columns.mos.at(-1)).toBeGreaterThan(4);
    expect(live?.columns.remoteMos.at(-1)).toBeGreaterThan(4);
    await alice.handlers['call.hangup']({ id });
    await office.clock.advance(70_000);
    expect(alice.calls()).toEqual([]);
    expect((await alice.handlers['call.quality']({ id }))?.times.slice(0, 15)).toEqual(live?.times.slice(0, 15));
    expect(await alice.handlers['call.quality']({ id: 'nobody' })).toBeNull();
  });
});

describe('sound that goes one way only', () => {
  it('is told within two seconds of the answer, and not any more when sound comes', async () => {
    office.network.filter = ({ to, bytes }) => !(isSound(bytes) && to.address === ALICE);
    const { alice, bob } = await office.talking();
    await office.clock.advance(1800);
    expect(oneWay(alice).at(-1)).toBe('no-packets');
    expect(oneWay(bob).every((reason) => reason === '')).toBe(true);
    office.network.filter = () => true;
    await office.clock.advance(1000);
    expect(oneWay(alice).at(-1)).toBe('');
  });

  it('is no alarm on hold, on either side, nor when it goes on', async () => {
    const { alice, bob } = await office.talking();
    const { id } = alice.call();
    const held = alice.handlers['call.hold']({ id });
    await office.clock.advance(8000);
    await held;
    const resumed = alice.handlers['call.resume']({ id });
    await office.clock.advance(4000);
    await resumed;
    expect([...oneWay(alice), ...oneWay(bob)].filter((reason) => reason !== '')).toEqual([]);
  });

  it('is no alarm while the other side has not answered', async () => {
    const alice = await office.phone(ALICE);
    await office.phone(BOB);
    await alice.handlers['call.dial']({ target: `sip:bob@${BOB}` });
    await office.clock.advance(10_000);
    expect(oneWay(alice).filter((reason) => reason !== '')).toEqual([]);
  });

  it('is told of those who are not heard: the other side\'s reports name nothing of ours', async () => {
    office.network.filter = ({ to, bytes }) => !(isSound(bytes) && to.address === BOB);
    const { alice } = await office.talking();
    await office.clock.advance(20_000);
    expect(alice.of('call.stats').at(-1)?.stats.oneWay).toMatchObject({ direction: 'out', reason: 'peer-hears-nothing' });
  });
});

describe('a report to a collector (RFC 6035)', () => {
  let pbx: Pbx;
  let alice: Phone;
  const published = (): string[] => pbx.requests.map(({ text }) => text).filter((text) => text.startsWith('PUBLISH '));

  async function call(qualityReportUri: string): Promise<void> {
    pbx = await openPbx(office.network, () => office.clock.nowMs());
    alice = await office.phone(ALICE);
    const saved = alice.handlers['account.save']({ account: accountOf({ qualityReportUri }) });
    await office.clock.advance(3000);
    await saved;
    const bob = await office.phone(BOB, { speaksHz: 800 });
    await alice.handlers['call.dial']({ target: `sip:bob@${BOB}`, accountId: accountOf({}).id });
    await office.clock.advance(500);
    for (const { id } of bob.calls()) await bob.handlers['call.answer']({ id });
    await office.clock.advance(12_000);
    for (const { id } of alice.calls()) await alice.handlers['call.hangup']({ id });
    await office.clock.advance(3000);
  }
  afterEach(() => pbx.close());

  it('goes out once, when the call has ended', async () => {
    await call(`sip:collector@${accountOf({}).domain}`);
    expect(published()).toHaveLength(1);
    expect(field(published()[0], 'Event')).toBe('vq-rtcpxr');
    expect(field(published()[0], 'Content-Type')).toBe('application/vq-rtcpxr');
    expect(published()[0]).toMatch(/\r\nVQSessionReport: CallTerm\r\nCallID: [\s\S]*LocalMetrics:\r\nTimestamps:START=[\s\S]*PacketLoss:NLR=0\.0 [\s\S]*RemoteMetrics:/);
  });

  it('goes nowhere unless the account says so', async () => {
    await call('');
    expect(published()).toEqual([]);
  });
});
