/** One session on several own addresses: what ICE needs of the engine. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalPorts, MediaPath, StunPacket } from '../../../../src-main/media/engine-port.ts';
import type { StreamStats } from '../../../../src-shared/model.ts';
import { encodeStun } from '../../../../src-main/stun/message.ts';
import type { Laboratory, Side } from './laboratory.ts';
import { createLaboratory } from './laboratory.ts';

const OTHER = '198.51.100.1';
const bytes = encodeStun({ class: 'request', transactionId: new Uint8Array(12) });

describe('a session on two addresses', () => {
  let lab: Laboratory;
  /** Of A, besides its first. */
  let other: LocalPorts;
  let sent: { from: string; to: string }[];

  beforeEach(async () => {
    lab = await createLaboratory();
    const bound = await lab.a.session.listenOn(OTHER);
    if (!bound.ok) throw new Error(bound.error.message);
    other = bound.value;
    sent = [];
    lab.network.filter = ({ from, to, bytes: [first] }) => {
      if (first! >= 128) sent.push({ from: from.address, to: to.address });
      return true;
    };
  });
  afterEach(() => lab.close());

  const lastStats = (side: Side): StreamStats | undefined => side.events.flatMap((event) => (event.kind === 'stats' ? [event.stats] : [])).at(-1);

  function pathFromOther(): MediaPath {
    const { rtp, rtcp } = lab.b.session.local;
    return {
      rtp: { local: other.rtp, remote: rtp }, rtcp: { local: other.rtcp, remote: rtcp }, seenAs: { address: '203.0.113.9', port: 7 }, kind: 'srflx', proven: [rtp, rtcp],
    };
  }

  it('has the same ports on both, and binds an address once', async () => {
    expect(other.rtp).toEqual({ address: OTHER, port: lab.a.session.local.rtp.port });
    expect(await lab.a.session.listenOn(OTHER)).toEqual({ ok: true, value: other });
    expect(await lab.a.session.listenOn('192.0.2.1')).toEqual({ ok: true, value: lab.a.session.local });
    expect(lab.network.open).toBe(6);
  });

  it('gives every port back at its end, also one that was just being bound', async () => {
    const late = lab.a.session.listenOn('198.51.100.2');
    await lab.a.session.close();
    await late;
    await lab.b.session.close();
    expect(lab.network.open).toBe(0);
  });

  it('does not take more than eight', async () => {
    for (let i = 2; i < 8; i++) expect(await lab.a.session.listenOn(`198.51.100.${i}`)).toMatchObject({ ok: true });
    expect(await lab.a.session.listenOn('198.51.100.8')).toMatchObject({ ok: false, error: { code: 'address-not-available' } });
  });

  it('sends from the one that the agreement names', async () => {
    lab.connect({ localRtp: other.rtp });
    await lab.clock.advance(1000);
    expect(new Set(sent.filter(({ to }) => to === '192.0.2.2').map(({ from }) => from))).toEqual(new Set([OTHER]));
  });

  it('moves to the selected path at once, RTP and RTCP, hears on, and back', async () => {
    lab.connect();
    await lab.clock.advance(1000);
    expect(lastStats(lab.a)?.path).toEqual({ kind: 'default', local: expect.stringContaining('192.0.2.1:'), remote: expect.stringContaining('192.0.2.2:') });
    sent.length = 0;
    lab.a.session.selectPath(pathFromOther());
    await lab.clock.advance(10_000);
    expect(sent.filter(({ from }) => from === '192.0.2.1')).toEqual([]);
    expect(lastStats(lab.a)).toMatchObject({ lost: 0, concealed: 0, path: { local: '203.0.113.9:7', kind: 'srflx' } });
    // B follows by symmetric RTP once the old address has been silent.
    expect(lastStats(lab.b)).toMatchObject({ source: `${OTHER}:${other.rtp.port}`, path: { kind: 'latched' } });
    sent.length = 0;
    lab.a.session.selectPath(null);
    await lab.clock.advance(1000);
    expect(sent.filter(({ from }) => from === OTHER)).toEqual([]);
  });

  it('on a selected path no stranger is heard or followed, however long the peer is silent', async () => {
    const path = pathFromOther();
    const third = { address: '203.0.113.66', port: 9 };
    lab.connect();
    lab.a.session.selectPath({ ...path, rtp: { ...path.rtp, remote: third }, proven: [third] });
    await lab.clock.advance(5000);
    expect(lastStats(lab.a)).toMatchObject({ received: 0, path: { remote: '203.0.113.66:9' } });
  });

  it('a new agreement keeps the selected path', async () => {
    lab.connect();
    lab.a.session.selectPath(pathFromOther());
    lab.connect({ ptimeMs: 40 });
    await lab.clock.advance(1000);
    expect(sent.filter(({ from, to }) => from === '192.0.2.1' && to === '192.0.2.2')).toEqual([]);
  });
});

describe('STUN on the sockets of a session', () => {
  let lab: Laboratory;
  let heard: StunPacket[];
  beforeEach(async () => {
    lab = await createLaboratory();
    heard = [];
    lab.b.session.onStun = (packet) => void heard.push(packet);
  });
  afterEach(() => lab.close());

  it('goes out by the socket that is named and comes in with where it came from and to, before anything is agreed', async () => {
    const [a, b] = [lab.a.session.local, lab.b.session.local];
    lab.a.session.sendRaw(bytes, { local: a.rtcp, remote: b.rtp });
    lab.a.session.sendRaw(bytes, { local: { address: '192.0.2.1', port: 1 }, remote: b.rtp });
    await lab.clock.advance(1);
    expect(heard).toEqual([{ bytes, local: b.rtp, from: a.rtcp }]);
  });

  it('is not counted as sound, nor heard after the end, and a flood does not reach the core', async () => {
    const [a, b] = [lab.a.session.local, lab.b.session.local];
    lab.connect();
    for (let i = 0; i < 1000; i++) lab.a.session.sendRaw(bytes, { local: a.rtp, remote: b.rtp });
    await lab.clock.advance(10);
    expect(heard).toHaveLength(100);
    await lab.clock.advance(1000);
    lab.a.session.sendRaw(bytes, { local: a.rtp, remote: b.rtp });
    await lab.clock.advance(10);
    expect(heard).toHaveLength(101);
    const stats = await lab.b.session.close();
    expect(stats).toMatchObject({ discarded: 0 });
  });
});
