/** Descriptions and paths of a call whose account has a STUN server or ICE, and of peers of the other address family. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallMedia } from '../../../src-main/calls/call-media.ts';
import { createCallMedia } from '../../../src-main/calls/call-media.ts';
import type { NatOptions } from '../../../src-main/calls/call-nat.ts';
import type { MediaSession } from '../../../src-main/media/engine-port.ts';
import { createInThreadEngine } from '../../../src-main/media/engine/in-thread-engine.ts';
import type { Endpoint } from '../../../src-main/ports.ts';
import { decodeStun, encodeStun } from '../../../src-main/stun/message.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { StreamStats } from '../../../src-shared/model.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { FakeNetwork } from '../../fakes/fake-network.ts';
import { createFakeNetwork } from '../../fakes/fake-network.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import type { VirtualClock } from '../../fakes/virtual-clock.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const HERE = '192.0.2.1';
const PEER = '192.0.2.2';
const SERVER = { address: '198.51.100.1', port: 3478 };
const PUBLIC = '203.0.113.5';

let clock: VirtualClock;
let network: FakeNetwork;
const open: Phone[] = [];

interface Phone {
  media: CallMedia;
  session: () => MediaSession;
  stats: () => StreamStats | undefined;
}

beforeEach(() => {
  clock = createVirtualClock();
  network = createFakeNetwork(clock, createSeededRandom());
});
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ media }) => media.close()));
  await clock.advance(1000);
  expect(clock.pending, 'timers left behind').toBe(0);
});

function natOf(more: Partial<NatOptions> = {}): NatOptions {
  return { clock, random: createSeededRandom(open.length + 5), ice: false, stunServer: '', lookup: async (host) => ok([host]), addresses: () => [], ...more };
}

function phone(more: { nat?: NatOptions; ownAddressFor?: (remote: string) => ReturnType<NonNullable<Parameters<typeof createCallMedia>[0]['ownAddressFor']>> } = {}): Phone {
  const random = createSeededRandom(open.length + 1);
  const engine = createInThreadEngine({ clock, random, network: network.host(HERE) });
  let session: MediaSession | undefined;
  let stats: StreamStats | undefined;
  const media = createCallMedia({
    engine, ports: { min: 40_000, max: 40_099 }, codecs: ['PCMA'], plan: { source: { kind: 'tone', frequencyHz: 440 }, sink: 'none', records: [] },
    sessionId: '1', onAgreed: () => {}, ...more,
    onSession(opened) {
      session = opened;
      opened.onEvent = (event) => event.kind === 'stats' && (stats = event.stats);
    },
  });
  const made: Phone = { media, session: () => session!, stats: () => stats };
  open.push(made);
  return made;
}

/** Moves time until a promise has settled; gives its value and how long it took. */
async function timed<T>(work: Promise<T>): Promise<{ value: T; tookMs: number }> {
  const startMs = clock.nowMs();
  let value: { of: T } | undefined;
  void work.then((of) => (value = { of }));
  while (!value) await clock.advance(5);
  return { value: value.of, tookMs: clock.nowMs() - startMs };
}

function text(result: { ok: boolean; value?: Uint8Array }): string {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return new TextDecoder().decode(result.value);
}

async function offerOf({ media }: Phone, towards = HERE): Promise<{ sdp: string; tookMs: number }> {
  const { value, tookMs } = await timed(media.negotiator.offer(towards));
  return { sdp: text(value), tookMs };
}

function description(...lines: string[]): Uint8Array {
  return new TextEncoder().encode(['v=0', 'o=- 1 1 IN IP4 192.0.2.2', 's=-', `c=IN IP4 ${PEER}`, 't=0 0', ...lines, ''].join('\r\n'));
}

/** Tells each socket that it is seen 10 000 ports higher at PUBLIC, RTCP perhaps a few more. */
async function startServer(options: { afterMs?: number; rtcpMoves?: number } = {}): Promise<Endpoint[]> {
  const bound = await network.host(SERVER.address).bindUdp(SERVER);
  if (!bound.ok) throw new Error(bound.error.message);
  const asked: Endpoint[] = [];
  bound.value.onMessage = (bytes, from) => {
    const request = decodeStun(bytes);
    if (!request.ok) return;
    asked.push(from);
    const answer = encodeStun({ class: 'success', transactionId: request.value.transactionId, mapped: { address: PUBLIC, port: from.port + 10_000 + (from.port % 2) * (options.rtcpMoves ?? 0) } });
    clock.setTimer(options.afterMs ?? 30, () => bound.value.send(answer, from));
  };
  return asked;
}

const portIn = (sdp: string): number => Number(/m=audio (\d+)/.exec(sdp)?.[1]);
const addressIn = (sdp: string): string => /c=IN IP[46] (\S+)/.exec(sdp)?.[1] ?? '';

describe('with a STUN server', () => {
  it('the offer says what it saw, and does not wait longer than the answer takes', async () => {
    const asked = await startServer();
    const { sdp, tookMs } = await offerOf(phone({ nat: natOf({ stunServer: SERVER.address }) }));
    expect(addressIn(sdp)).toBe(PUBLIC);
    expect(portIn(sdp)).toBe(asked[0]!.port + 10_000);
    expect(sdp, 'RTCP is on the next port there too').not.toContain('a=rtcp:');
    expect(tookMs).toBeLessThan(50);
  });

  it('RTCP that is not on the next port there is said (RFC 3605)', async () => {
    const asked = await startServer({ rtcpMoves: 7 });
    const { sdp } = await offerOf(phone({ nat: natOf({ stunServer: SERVER.address }) }));
    expect(sdp).toContain(`a=rtcp:${asked[1]!.port + 10_007}\r\n`);
  });

  it('RTCP of which nothing is known is taken to be on the next port', async () => {
    await startServer();
    network.filter = ({ from, to }) => to.address !== SERVER.address || from.port % 2 === 0;
    const { sdp, tookMs } = await offerOf(phone({ nat: natOf({ stunServer: `${SERVER.address}:3478` }) }));
    expect([addressIn(sdp), sdp.includes('a=rtcp:'), tookMs]).toEqual([PUBLIC, false, 500]);
  });

  it('the answer says it as well', async () => {
    await startServer();
    const { value } = await timed(phone({ nat: natOf({ stunServer: SERVER.address }) }).media.negotiator.answer(description('m=audio 5004 RTP/AVP 8'), HERE));
    expect(addressIn(text(value))).toBe(PUBLIC);
  });

  it.each([
    ['is silent', natOf],
    ['has a name that nobody finds', () => natOf({ lookup: async () => err(rungError('name-not-found', '')) })],
    ['has a name that is looked for without end', () => natOf({ lookup: () => new Promise(() => {}) })],
  ])('that %s, the own address goes out after 500 ms at the most', async (_name, nat) => {
    const { sdp, tookMs } = await offerOf(phone({ nat: { ...nat(), clock, stunServer: 'stun.example.org' } }));
    expect(addressIn(sdp)).toBe(HERE);
    expect(tookMs).toBeLessThanOrEqual(500);
  });

  it('an answer that is late serves the next offer', async () => {
    const asked = await startServer({ afterMs: 700 });
    const one = phone({ nat: natOf({ stunServer: SERVER.address }) });
    const first = await offerOf(one);
    expect([addressIn(first.sdp), first.tookMs]).toEqual([HERE, 500]);
    await clock.advance(300);
    const [second, questions] = [await offerOf(one), asked.length];
    expect([addressIn(second.sdp), second.tookMs < 10]).toEqual([PUBLIC, true]);
    await offerOf(one);
    expect(asked.length, 'known is known').toBe(questions);
  });

  it('is not asked about loopback', async () => {
    const asked = await startServer();
    const { sdp, tookMs } = await offerOf(phone({ nat: natOf({ stunServer: SERVER.address }) }), '127.0.0.1');
    expect([addressIn(sdp), asked, tookMs < 10]).toEqual(['127.0.0.1', [], true]);
  });

  it('only a server of the socket\'s family is asked; a literal of IPv6 needs its brackets only where a port follows', async () => {
    const hosts: string[] = [];
    const lookup: NatOptions['lookup'] = async (host) => {
      hosts.push(host);
      return ok(['2001:db8::5']);
    };
    for (const stunServer of ['[2001:db8::5]:3479', '2001:db8::5', 'stun.example.org:3479']) {
      expect((await offerOf(phone({ nat: natOf({ stunServer, lookup }) }))).tookMs).toBeLessThan(10);
    }
    expect(hosts).toEqual(['2001:db8::5', '2001:db8::5', 'stun.example.org']);
  });
});

describe('ICE', () => {
  async function callBetween(a: Phone, b: Phone): Promise<{ offer: string; answer: string }> {
    const offer = await offerOf(a);
    const { value } = await timed(b.media.negotiator.answer(new TextEncoder().encode(offer.sdp), PEER));
    expect(a.media.negotiator.accept(new TextEncoder().encode(text(value)), false)).toMatchObject({ ok: true });
    return { offer: offer.sdp, answer: text(value) };
  }
  const icePhone = (more: Partial<NatOptions> = {}): Phone => phone({ nat: natOf({ ice: true, ...more }) });

  it('both sides speak it: the sound flows from the first moment, and moves to the pair that is selected', async () => {
    const [a, b] = [icePhone({ addresses: () => ['198.51.100.71', HERE, 'fe80::1', '127.0.0.1'] }), icePhone()];
    const { offer, answer } = await callBetween(a, b);
    expect(offer.match(/a=candidate:/g)).toHaveLength(4);
    expect(offer).toMatch(/a=ice-options:ice2\r\na=ice-ufrag:\S{8}\r\na=ice-pwd:\S{32}\r\n/);
    // RTCP goes with RTP (RFC 5761 5.1.3).
    expect(answer).toContain('a=rtcp-mux\r\n');
    expect(answer.match(/a=candidate:/g)).toHaveLength(1);
    await clock.advance(60);
    expect(b.session(), 'no check has been answered yet').toBeDefined();
    await clock.advance(1500);
    expect(a.stats()).toMatchObject({ path: { kind: 'host' }, lost: 0 });
    expect(b.stats()).toMatchObject({ path: { kind: 'host', remote: a.stats()?.path?.local }, lost: 0 });
    expect(a.stats()!.received).toBeGreaterThan(60);
  });

  it('a description after that names the selected pair, and the peer agrees without new checks', async () => {
    const [a, b] = [icePhone(), icePhone()];
    const first = await callBetween(a, b);
    await clock.advance(2000);
    const second = await callBetween(a, b);
    expect(second.offer).toContain('a=remote-candidates:1 ');
    expect(/a=ice-ufrag:\S+/.exec(second.offer)?.[0]).toBe(/a=ice-ufrag:\S+/.exec(first.offer)?.[0]);
    expect(/a=ice-ufrag:\S+/.exec(second.answer)?.[0]).toBe(/a=ice-ufrag:\S+/.exec(first.answer)?.[0]);
    await clock.advance(1000);
    expect(a.stats()?.path?.kind).toBe('host');
  });

  it('a new own address restarts it (RFC 8445 9): another ufrag, and the sound goes on there', async () => {
    const [a, b] = [icePhone(), icePhone()];
    const first = await callBetween(a, b);
    await clock.advance(2000);
    const { sdp } = await offerOf(a, '198.51.100.99');
    expect(addressIn(sdp)).toBe('198.51.100.99');
    expect(/a=ice-ufrag:\S+/.exec(sdp)?.[0]).not.toBe(/a=ice-ufrag:\S+/.exec(first.offer)?.[0]);
    const { value } = await timed(b.media.negotiator.answer(new TextEncoder().encode(sdp), PEER));
    expect(/a=ice-ufrag:\S+/.exec(text(value))?.[0]).not.toBe(/a=ice-ufrag:\S+/.exec(first.answer)?.[0]);
    a.media.negotiator.accept(new TextEncoder().encode(text(value)), false);
    await clock.advance(1500);
    expect(b.stats()?.path).toMatchObject({ kind: 'host', remote: expect.stringContaining('198.51.100.99:') });
    expect(a.stats()?.path).toMatchObject({ kind: 'host', local: expect.stringContaining('198.51.100.99:') });
  });

  it('a peer without it gets plain RTP, offered or answered', async () => {
    const one = icePhone();
    await offerOf(one);
    one.media.negotiator.accept(description('m=audio 5004 RTP/AVP 8'), false);
    await clock.advance(1000);
    expect(one.stats()?.path).toMatchObject({ kind: 'default', remote: `${PEER}:5004` });
    const { value } = await timed(icePhone().media.negotiator.answer(description('m=audio 5004 RTP/AVP 8'), HERE));
    expect(text(value)).not.toMatch(/a=(ice|candidate)/);
  });

  it('addresses that were changed on the way: a=ice-mismatch, and no ICE (RFC 8839 4.2.5)', async () => {
    const ice = ['a=ice-ufrag:8hhY', 'a=ice-pwd:YH75Fviy6338Vbrhrlp8Yh', 'a=candidate:1 1 UDP 2130706431 10.0.0.1 8998 typ host'];
    const { value } = await timed(icePhone().media.negotiator.answer(description('m=audio 5004 RTP/AVP 8', ...ice), HERE));
    expect(text(value)).toContain('a=ice-mismatch');
    expect(text(value)).not.toContain('a=ice-ufrag');
  });

  it('a peer that gives it up in the call is sent to where its description says', async () => {
    const [a, b] = [icePhone(), icePhone()];
    await callBetween(a, b);
    await clock.advance(2000);
    await b.media.close();
    await timed(a.media.negotiator.answer(description('m=audio 5004 RTP/AVP 8'), HERE));
    await clock.advance(1000);
    expect(a.stats()?.path).toMatchObject({ kind: 'default', remote: `${PEER}:5004` });
  });

  it('off: nothing of it is said', async () => {
    expect((await offerOf(phone({ nat: natOf() }))).sdp).not.toMatch(/a=(ice|candidate)/);
  });
});

describe('the address family', () => {
  const ipv6Lines = ['c=IN IP6 2001:db8::2'];
  const own = async (remote: string) => (remote.includes(':') ? ok('2001:db8::1') : ok(HERE));

  it('follows the offer: c= of IPv6 over signalling of IPv4', async () => {
    const asked: string[] = [];
    const one = phone({ ownAddressFor: (remote) => (asked.push(remote), own(remote)) });
    const { value } = await timed(one.media.negotiator.answer(description('m=audio 5004 RTP/AVP 8', ...ipv6Lines), HERE));
    expect(text(value)).toContain('c=IN IP6 2001:db8::1\r\n');
    expect(asked).toEqual(['2001:db8::2']);
    await clock.advance(1000);
    expect(one.stats()?.path).toMatchObject({ remote: '[2001:db8::2]:5004', local: expect.stringContaining('[2001:db8::1]:') });
  });

  it('the first stream that can be had counts, with its own c=', async () => {
    const none = async () => err(rungError('unreachable', ''));
    const mixed = description('m=audio 5004 RTP/AVP 8', ...ipv6Lines, 'm=audio 5006 RTP/AVP 8');
    const { value } = await timed(phone({ ownAddressFor: none }).media.negotiator.answer(mixed, HERE));
    expect(text(value)).toMatch(/c=IN IP4 192.0.2.1\r\n[\s\S]*m=audio 0 [\s\S]*m=audio 4\d+ /);
    const both = await timed(phone({ ownAddressFor: own }).media.negotiator.answer(mixed, HERE));
    expect(text(both.value)).toMatch(/c=IN IP6 2001:db8::1\r\n[\s\S]*m=audio 4\d+ [\s\S]*m=audio 0 /);
  });

  it('is refused with 488 and Warning 301 where there is none of it here', async () => {
    const offer = description('m=audio 5004 RTP/AVP 8', ...ipv6Lines);
    for (const ownAddressFor of [async () => err(rungError('unreachable', '')), async () => ok(HERE), undefined]) {
      const { value } = await timed(phone(ownAddressFor && { ownAddressFor }).media.negotiator.answer(offer, HERE));
      expect(value).toMatchObject({ ok: false, error: { status: 488, warning: { code: 301 } } });
    }
  });

  it('may change in the call, and a hold by 0.0.0.0 belongs to either', async () => {
    const one = phone({ ownAddressFor: own });
    await timed(one.media.negotiator.answer(description('m=audio 5004 RTP/AVP 8'), HERE));
    const { value } = await timed(one.media.negotiator.answer(description('m=audio 5004 RTP/AVP 8', ...ipv6Lines), HERE));
    expect(text(value)).toContain('c=IN IP6 2001:db8::1\r\n');
    await clock.advance(1000);
    expect(one.stats()?.path?.remote).toBe('[2001:db8::2]:5004');
    const held = await timed(phone().media.negotiator.answer(description('m=audio 5004 RTP/AVP 8', 'c=IN IP4 0.0.0.0'), '2001:db8::1'));
    expect(text(held.value)).toContain('a=recvonly');
  });
});
