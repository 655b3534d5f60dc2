import { describe, expect, it } from 'vitest';
import type { StreamStats } from '../../../../src-shared/model.ts';
import { createRtpView, readRtp } from '../../../../src-shared/rtp/packet.ts';
import { levelOf, rms, sine } from '../signal.ts';
import type { Laboratory, Side } from './laboratory.ts';
import { agreementWith, createLaboratory } from './laboratory.ts';
import { PCMU } from '../../../fakes/payload-formats.ts';

interface SeenPacket {
  atMs: number;
  from: number;
  payloadType: number;
  sequence: number;
  timestamp: number;
  marker: boolean;
  payloadLength: number;
}

/** Notes every RTP packet that leaves `side`. */
function watchRtp(lab: Laboratory, side: Side): SeenPacket[] {
  const seen: SeenPacket[] = [];
  const view = createRtpView();
  lab.network.filter = ({ from, bytes }) => {
    if (from.port !== side.session.local.rtp.port || from.address !== side.session.local.rtp.address) return true;
    if (readRtp(view, bytes)) return true;
    const { payloadType, sequence, timestamp, marker, payloadLength } = view;
    seen.push({ atMs: lab.clock.nowMs(), from: from.port, payloadType, sequence, timestamp, marker, payloadLength });
    return true;
  };
  return seen;
}

const tone = (frequencyHz: number): { kind: 'tone'; frequencyHz: number } => ({ kind: 'tone', frequencyHz });

/** What the person at `side` heard during the next `ms`. */
async function listen(lab: Laboratory, side: Side, ms: number): Promise<Int16Array> {
  const from = side.port.frames.length;
  await lab.clock.advance(ms);
  const frames = side.port.frames.slice(from);
  return Int16Array.from(frames.flatMap((frame) => [...frame]));
}

function lastStats(side: Side): StreamStats {
  const stats = side.events.findLast((event) => event.kind === 'stats');
  if (stats?.kind !== 'stats') throw new Error('no stats yet');
  return stats.stats;
}

describe('a call between two engines', () => {
  it('each hears the tone of the other, soon and for as long as it lasts', async () => {
    const lab = await createLaboratory();
    lab.connect();
    await lab.a.session.setSource(tone(1000));
    await lab.b.session.setSource(tone(600));
    lab.a.session.setSink('device');
    lab.b.session.setSink('device');
    const start = await listen(lab, lab.b, 200);
    // 20 ms are packetised and at most 60 wait in the jitter buffer at its start.
    const firstSound = start.findIndex((sample) => Math.abs(sample) > 3000);
    expect(firstSound).toBeGreaterThan(0);
    expect(firstSound / 8).toBeLessThan(100);
    await lab.clock.advance(1000);
    expect(levelOf(1000, await listen(lab, lab.b, 1000))).toBeCloseTo(0.5, 1);
    expect(levelOf(600, await listen(lab, lab.a, 1000))).toBeCloseTo(0.5, 1);
    expect(lab.a.events.filter(({ kind }) => kind === 'first-packet')).toEqual([{ kind: 'first-packet', source: lab.b.session.local.rtp }]);
    await lab.close();
  });

  it('leaves nothing behind: sockets and timers are gone, the port is told', async () => {
    const lab = await createLaboratory();
    lab.connect();
    lab.a.session.setSink('device');
    await lab.clock.advance(500);
    expect(lab.network.open).toBe(4);
    const stats = await lab.a.session.close();
    expect(stats.sent).toBe(25);
    expect(await lab.a.session.close()).toBe(stats);
    expect(lab.a.port.wanted).toEqual([8000, null]);
    await lab.close();
    await lab.clock.advance(100);
    expect(lab.network.open).toBe(0);
    expect(lab.clock.pending).toBe(0);
    expect(await lab.a.engine.open({ address: '192.0.2.1', ports: { min: 40_000, max: 40_099 } })).toMatchObject({
      ok: false, error: { code: 'media-engine-closed' },
    });
  });

  it('keeps the beat for ten minutes: every packet on its 20 ms, none lost, none concealed', async () => {
    const lab = await createLaboratory();
    const seen = watchRtp(lab, lab.a);
    lab.connect();
    await lab.clock.advance(600_000);
    expect(seen).toHaveLength(30_000);
    const first = seen[0]!;
    const strays = seen.filter(({ atMs, timestamp, sequence }, n) =>
      Math.abs(atMs - first.atMs - n * 20) > 1e-6 || ((timestamp - first.timestamp) >>> 0) !== n * 160 || ((sequence - first.sequence) & 0xffff) !== (n & 0xffff));
    expect(strays).toEqual([]);
    expect(lastStats(lab.b)).toMatchObject({ received: 30_000 - 1, lost: 0, concealed: 0, discarded: 0 });
    await lab.close();
  });

  it('10 % loss is concealed: the tone stays loud and the figures say so', async () => {
    const lab = await createLaboratory(3);
    lab.connect();
    lab.network.weather = { loss: 0.1 };
    await lab.a.session.setSource(tone(500));
    lab.b.session.setSink('device');
    await lab.clock.advance(1000);
    const heard = await listen(lab, lab.b, 20_000);
    const silentFrames = Array.from({ length: 1000 }, (_, n) => rms(heard.subarray(n * 160, (n + 1) * 160))).filter((level) => level < 0.1);
    expect(silentFrames.length).toBeLessThan(10);
    expect(levelOf(500, heard)).toBeGreaterThan(0.44);
    const stats = lastStats(lab.b);
    expect(stats.lost / 1050).toBeGreaterThan(0.06);
    expect(stats.concealed).toBeGreaterThan(60);
    expect(stats.mos).toBeLessThan(4);
    await lab.close();
  });

  it('network jitter and reordering do not reach the ear', async () => {
    const lab = await createLaboratory();
    lab.connect();
    lab.network.weather = { delayMs: 40, jitterMs: 45 };
    await lab.a.session.setSource(tone(500));
    lab.b.session.setSink('device');
    await lab.clock.advance(5000);
    const before = lastStats(lab.b);
    expect(levelOf(500, await listen(lab, lab.b, 10_000))).toBeGreaterThan(0.48);
    const after = lastStats(lab.b);
    expect(after.concealed - before.concealed).toBeLessThan(5);
    expect(after.jitterMs).toBeGreaterThan(5);
    await lab.close();
  });
});

describe('hold', () => {
  it('who is held sends no audio, hears nothing, and goes on with RTCP; resuming begins with a marker', async () => {
    const lab = await createLaboratory();
    lab.connect();
    await lab.a.session.setSource(tone(1000));
    await lab.b.session.setSource(tone(600));
    lab.a.session.setSink('device');
    lab.b.session.setSink('device');
    await lab.clock.advance(1000);

    const seen = watchRtp(lab, lab.b);
    const rtcp: number[] = [];
    const watch = lab.network.filter;
    lab.network.filter = (datagram) => {
      if (datagram.from.port === lab.b.session.local.rtcp.port && datagram.from.address === '192.0.2.2') rtcp.push(datagram.bytes[1]!);
      return watch(datagram);
    };
    lab.connect({ direction: 'sendonly' }, { direction: 'recvonly' });
    await lab.clock.advance(100);
    expect(rms(await listen(lab, lab.a, 30_000))).toBe(0);
    expect(levelOf(1000, await listen(lab, lab.b, 1000))).toBeCloseTo(0.5, 1);
    expect(seen).toEqual([]);
    // Sender reports (200) as long as sending was lately, then receiver reports (201).
    expect(rtcp.at(-1)).toBe(201);
    expect(rtcp.length).toBeGreaterThan(3);

    lab.connect();
    await lab.clock.advance(500);
    expect(levelOf(600, await listen(lab, lab.a, 1000))).toBeCloseTo(0.5, 1);
    expect(seen[0]!.marker).toBe(true);
    expect(seen[1]!.marker).toBe(false);
    await lab.close();
  });

  it('what was on its way when the call was held is not heard when it is resumed', async () => {
    const lab = await createLaboratory();
    lab.network.weather = { delayMs: 5, jitterMs: 60 };
    lab.connect();
    await lab.a.session.setSource(tone(1000));
    lab.b.session.setSink('device');
    await lab.clock.advance(3000);
    lab.connect({ direction: 'inactive' }, { direction: 'inactive' });
    await lab.clock.advance(1000);
    await lab.a.session.setSource({ kind: 'silence' });
    lab.connect();
    expect(rms(await listen(lab, lab.b, 1000))).toBeLessThan(0.001);
    await lab.close();
  });

  it('inactive: nothing in either direction', async () => {
    const lab = await createLaboratory();
    lab.connect({ direction: 'inactive' }, { direction: 'inactive' });
    const fromA = watchRtp(lab, lab.a);
    await lab.a.session.setSource(tone(1000));
    lab.b.session.setSink('device');
    expect(rms(await listen(lab, lab.b, 1000))).toBe(0);
    expect(fromA).toEqual([]);
    await lab.close();
  });

  it('sends nothing before there is an address, and nothing to nobody', async () => {
    const lab = await createLaboratory();
    const fromA = watchRtp(lab, lab.a);
    await lab.a.session.setSource(tone(1000));
    await lab.clock.advance(500);
    lab.a.session.agree(agreementWith(lab.b.session, { remoteRtp: null, remoteRtcp: null }));
    await lab.clock.advance(500);
    expect(fromA).toEqual([]);
    await lab.close();
  });
});

describe('packets', () => {
  it.each([10, 20, 30, 40, 50, 60])('of %i ms leave exactly in time and are heard whole', async (ptimeMs) => {
    const lab = await createLaboratory();
    const seen = watchRtp(lab, lab.a);
    lab.connect({ ptimeMs });
    await lab.a.session.setSource(tone(1000));
    lab.b.session.setSink('device');
    await lab.clock.advance(3000);
    expect(levelOf(1000, await listen(lab, lab.b, 3000))).toBeCloseTo(0.5, 1);
    expect(seen.length).toBeGreaterThanOrEqual(Math.floor(5900 / ptimeMs));
    const [first] = seen;
    for (const [n, { atMs, timestamp, payloadLength }] of seen.entries()) {
      expect(atMs).toBeCloseTo(first!.atMs + n * ptimeMs, 6);
      expect((timestamp - first!.timestamp) >>> 0).toBe(n * ptimeMs * 8);
      expect(payloadLength).toBe(ptimeMs * 8);
    }
    expect(lastStats(lab.b)).toMatchObject({ lost: 0, concealed: 0 });
    await lab.close();
  });

  it('an odd ptime is rounded, an absurd one held within bounds', async () => {
    for (const [wished, used] of [[25, 30], [1, 10], [900, 60], [Number.NaN, 20]] as const) {
      const lab = await createLaboratory();
      const seen = watchRtp(lab, lab.a);
      lab.connect({ ptimeMs: wished });
      await lab.clock.advance(500);
      expect(seen[0]!.payloadLength).toBe(used * 8);
      await lab.close();
    }
  });

  it('the codec changes within the call, in either direction, and is heard without a gap', async () => {
    const lab = await createLaboratory();
    lab.connect();
    await lab.a.session.setSource(tone(1000));
    lab.b.session.setSink('device');
    await lab.clock.advance(1000);
    const seen = watchRtp(lab, lab.a);
    lab.connect({ send: PCMU });
    expect(levelOf(1000, await listen(lab, lab.b, 1000))).toBeCloseTo(0.5, 1);
    expect(new Set(seen.map(({ payloadType }) => payloadType))).toEqual(new Set([0]));
    expect(lastStats(lab.a).codec).toBe('PCMU');
    expect(lastStats(lab.b)).toMatchObject({ lost: 0, concealed: 0 });
    await lab.close();
  });

  it('go to a new address after a re-negotiation', async () => {
    const lab = await createLaboratory();
    lab.connect();
    await lab.a.session.setSource(tone(1000));
    await lab.clock.advance(1000);
    const opened = await lab.b.engine.open({ address: '192.0.2.2', ports: { min: 41_000, max: 41_001 } });
    if (!opened.ok) throw new Error(opened.error.message);
    expect(opened.value.local).toEqual({ rtp: { address: '192.0.2.2', port: 41_000 }, rtcp: { address: '192.0.2.2', port: 41_001 } });
    const third = opened.value;
    third.setSink('device');
    third.agree(agreementWith(lab.a.session));
    lab.a.session.agree(agreementWith(third));
    await lab.clock.advance(500);
    expect(levelOf(1000, await listen(lab, lab.b, 1000))).toBeCloseTo(0.5, 1);
    await lab.close();
  });

  it('go where the peer really sends from (symmetric RTP), when the SDP names an address behind a NAT', async () => {
    const lab = await createLaboratory();
    lab.a.session.agree(agreementWith(lab.b.session, { remoteRtp: { address: '10.0.0.9', port: 9000 }, remoteRtcp: null }));
    lab.b.session.agree(agreementWith(lab.a.session));
    await lab.a.session.setSource(tone(1000));
    lab.b.session.setSink('device');
    await lab.clock.advance(2000);
    expect(levelOf(1000, await listen(lab, lab.b, 1000))).toBeCloseTo(0.5, 1);
    await lab.close();
  });

  it('that are garbage or a stranger\'s are counted and not heard', async () => {
    const lab = await createLaboratory();
    lab.connect();
    await lab.a.session.setSource(tone(1000));
    lab.b.session.setSink('device');
    const bound = await lab.network.host('198.51.100.66').bindUdp({ address: '198.51.100.66', port: 0 });
    if (!bound.ok) throw new Error(bound.error.message);
    await lab.clock.advance(1000);
    const stranger = sine(2000, 160).map((_, i) => i & 0xff);
    const datagrams = [
      new Uint8Array(0), Uint8Array.of(0x80), new Uint8Array(1500).fill(0xff),
      Uint8Array.of(0x80, 8, 0, 1, 0, 0, 0, 1, 9, 9, 9, 9, ...stranger), new TextEncoder().encode('OPTIONS sip:x SIP/2.0'),
    ];
    for (let n = 0; n < 20; n++) {
      for (const bytes of datagrams) {
        bound.value.send(bytes, lab.b.session.local.rtp);
        bound.value.send(bytes, lab.b.session.local.rtcp);
      }
      await lab.clock.advance(20);
    }
    const heard = await listen(lab, lab.b, 1000);
    expect(levelOf(1000, heard)).toBeCloseTo(0.5, 1);
    expect(lastStats(lab.b)).toMatchObject({ discarded: 200, lost: 0, source: '192.0.2.1:' + lab.a.session.local.rtp.port });
    await bound.value.close();
    await lab.close();
  });
});
