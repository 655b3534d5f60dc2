import { describe, expect, it } from 'vitest';
import type { StreamListener, StreamSocket } from '../../../src-main/ports.ts';
import type { SipMessage, SipResponse } from '../../../src-shared/sip/message.ts';
import { createResponse } from '../../../src-main/sip/transactions.ts';
import type { Source } from '../../../src-main/sip/transport.ts';
import { field, sip } from '../../fakes/raw-sip-peer.ts';
import type { Host, Wire } from '../../fakes/sip-hosts.ts';
import { ALICE, BOB, createWire, requestOf, toward } from '../../fakes/sip-hosts.ts';

const AT_BOB = { address: BOB, port: 5060 };

function options(id: string, sentBy = `${ALICE}:5060`): string {
  return sip(['OPTIONS sip:bob@b SIP/2.0', `Via: SIP/2.0/TCP ${sentBy};branch=z9hG4bK${id}`, 'Max-Forwards: 70', 'From: <sip:a@a>;tag=a', 'To: <sip:b@b>', `Call-ID: ${id}`, 'CSeq: 1 OPTIONS']);
}

function largeRequest(id: string, bytes = 2000): ReturnType<typeof requestOf> {
  const request = requestOf('INVITE', id, 'x'.repeat(bytes));
  request.headers.prepend('via', `SIP/2.0/UDP placeholder;branch=z9hG4bK${id}`);
  return request;
}

interface Line {
  socket: StreamSocket;
  received: string[];
  closed: boolean;
  write(text: string): void;
}

function watch(socket: StreamSocket): Line {
  const line: Line = { socket, received: [], closed: false, write: (text) => socket.write(new TextEncoder().encode(text)) };
  socket.onData = (bytes) => void line.received.push(new TextDecoder().decode(bytes));
  socket.onClose = () => void (line.closed = true);
  return line;
}

async function connect(wire: Wire, from = ALICE): Promise<Line> {
  const connected = await wire.network.host(from).connectTcp(AT_BOB, 1000);
  if (!connected.ok) throw new Error(connected.error.message);
  return watch(connected.value);
}

async function scene(): Promise<{ wire: Wire; bob: Host; messages: { message: SipMessage; source: Source }[] }> {
  const wire = createWire();
  const bob = await wire.open(BOB);
  const messages: { message: SipMessage; source: Source }[] = [];
  bob.transport.onMessage = (message, source) => void messages.push({ message, source });
  return { wire, bob, messages };
}

/** A listener on the wire, and the connections that came. */
async function listener(wire: Wire, address: string): Promise<{ lines: Line[]; close(): Promise<void> }> {
  const bound = await wire.network.host(address).listenTcp({ address, port: 5060 });
  if (!bound.ok) throw new Error(bound.error.message);
  const tcp: StreamListener = bound.value;
  const lines: Line[] = [];
  tcp.onConnection = (socket) => void lines.push(watch(socket));
  return { lines, close: () => tcp.close() };
}

function ok(message: SipMessage): SipResponse {
  if (message.kind !== 'request') throw new Error('not a request');
  return createResponse(message, 200, { toTag: 't' });
}

describe('messages on a connection', () => {
  it('are framed however they are cut, tapped one by one, and answered on the same connection', async () => {
    const { wire, bob, messages } = await scene();
    const line = await connect(wire);
    const both = options('1') + options('2');
    for (let at = 0; at < both.length; at += 50) line.write(both.slice(at, at + 50));
    await wire.clock.advance(10);
    expect(bob.tapped.map(({ bytes }) => new TextDecoder().decode(bytes))).toEqual([options('1'), options('2')]);
    for (const { message, source } of messages) await bob.transport.sendResponse(ok(message), source);
    await wire.clock.advance(10);
    expect(line.received.map((text) => field(text, 'Call-ID'))).toEqual(['1', '2']);
    expect(bob.tapped.at(-1)).toMatchObject({ direction: 'out', transport: 'tcp', remote: line.socket.local });
  });

  it('a response whose connection is gone goes over a new one, to the port of sent-by', async () => {
    const { wire, bob, messages } = await scene();
    const alice = await listener(wire, ALICE);
    const line = await connect(wire);
    line.write(options('1'));
    await wire.clock.advance(10);
    line.socket.close();
    await wire.clock.advance(10);
    for (const { message, source } of messages) expect((await bob.transport.sendResponse(ok(message), source)).ok).toBe(true);
    await wire.clock.advance(10);
    expect(alice.lines[0]?.received[0]).toMatch(/^SIP\/2\.0 200 OK\r\n/);
    await alice.close();
    wire.network.cut();
    for (const { message, source } of messages) expect(await bob.transport.sendResponse(ok(message), source)).toMatchObject({ error: { code: 'connection-refused' } });
  });

  it('a double CRLF is answered with a single one, a single one with nothing', async () => {
    const { wire, bob } = await scene();
    const line = await connect(wire);
    line.write('\r\n\r\n');
    await wire.clock.advance(10);
    expect(line.received).toEqual(['\r\n']);
    expect(bob.tapped).toEqual([]);
  });

  it('a stream that cannot be followed is answered and closed', async () => {
    const { wire, bob, messages } = await scene();
    const line = await connect(wire);
    line.write(options('1').replace('Content-Length: 0\r\n', ''));
    await wire.clock.advance(10);
    expect(line.received[0]).toMatch(/^SIP\/2\.0 400 /);
    expect(line.closed).toBe(true);
    expect(messages).toEqual([]);
    expect(bob.tapped.map(({ direction }) => direction)).toEqual(['in', 'out']);
  });

  it('a refused request does not end the connection', async () => {
    const { wire, messages } = await scene();
    const line = await connect(wire);
    line.write(options('1').replace('CSeq: 1', 'CSeq: x') + options('2'));
    await wire.clock.advance(10);
    expect(line.received[0]).toMatch(/^SIP\/2\.0 400 /);
    expect(messages).toHaveLength(1);
    expect(line.closed).toBe(false);
  });
});

describe('requests by TCP', () => {
  it('share one connection, also those sent while it is being made', async () => {
    const { wire, bob } = await scene();
    const alice = await listener(wire, ALICE);
    const sends = ['1', '2'].map((id) => bob.transport.sendRequest(largeRequest(id), toward(ALICE, 'tcp')));
    expect(await Promise.all(sends)).toEqual([{ ok: true, value: 'tcp' }, { ok: true, value: 'tcp' }]);
    await bob.transport.sendRequest(largeRequest('3'), toward(ALICE, 'tcp'));
    await wire.clock.advance(10);
    expect(alice.lines.map((line) => line.received.map((text) => field(text, 'Call-ID')))).toEqual([['call-1', 'call-2', 'call-3']]);
    expect(field(alice.lines[0]?.received[0], 'Via')).toBe(`SIP/2.0/TCP ${BOB}:5060;rport;alias;branch=z9hG4bK1`);
  });

  it('go over a connection that the peer made, when it is to that very port', async () => {
    const { wire, bob } = await scene();
    const line = await connect(wire);
    await wire.clock.advance(10);
    await bob.transport.sendRequest(largeRequest('1'), { ...line.socket.local, transport: 'tcp' });
    await wire.clock.advance(10);
    expect(line.received).toHaveLength(1);
  });

  it('a peer that refuses is an error', async () => {
    const { bob } = await scene();
    expect(await bob.transport.sendRequest(largeRequest('1'), toward(ALICE, 'tcp'))).toMatchObject({ error: { code: 'connection-refused' } });
  });
});

describe('large requests (RFC 3261 18.1.1)', () => {
  it('go by TCP above the limit, by UDP at it', async () => {
    const wire = createWire();
    const bob = await wire.open(BOB, { datagramLimitBytes: 1000 });
    const alice = await wire.open(ALICE);
    alice.transport.onMessage = () => {};
    const overhead = await sizeOf(bob, 0);
    expect(await bob.transport.sendRequest(largeRequest('1', 1000 - overhead), toward(ALICE))).toEqual({ ok: true, value: 'udp' });
    expect(bob.tapped.at(-1)?.bytes).toHaveLength(1000);
    expect(await bob.transport.sendRequest(largeRequest('1', 1001 - overhead), toward(ALICE))).toEqual({ ok: true, value: 'tcp' });

    /** Content-Length has three digits here, as in the requests that are measured. */
    async function sizeOf(host: Host, bytes: number): Promise<number> {
      await host.transport.sendRequest(largeRequest('1', bytes + 100), toward(ALICE));
      return (host.tapped.at(-1)?.bytes.length ?? 0) - 100;
    }
  });

  it('fall back to UDP where TCP is refused, keep their branch, and do not ask again for a while', async () => {
    const { wire, bob } = await scene();
    const udp = await wire.network.host(ALICE).bindUdp({ address: ALICE, port: 5060 });
    const received: string[] = [];
    if (udp.ok) udp.value.onMessage = (bytes) => void received.push(new TextDecoder().decode(bytes));
    expect(await bob.transport.sendRequest(largeRequest('1'), toward(ALICE))).toEqual({ ok: true, value: 'udp' });
    await wire.clock.advance(10);
    expect(field(received[0], 'Via')).toBe(`SIP/2.0/UDP ${BOB}:5060;rport;branch=z9hG4bK1`);
    expect(bob.tapped.map(({ transport }) => transport)).toEqual(['udp']);

    const alice = await listener(wire, ALICE);
    expect(await bob.transport.sendRequest(largeRequest('2'), toward(ALICE))).toEqual({ ok: true, value: 'udp' });
    await wire.clock.advance(11 * 60_000);
    expect(await bob.transport.sendRequest(largeRequest('3'), toward(ALICE))).toEqual({ ok: true, value: 'tcp' });
    expect(alice.lines).toHaveLength(1);
  });
});

describe('the life of a connection', () => {
  it('one on which no message ever came whole is closed after 32 s', async () => {
    const { wire } = await scene();
    const [silent, slow] = [await connect(wire), await connect(wire)];
    slow.write('OPTIONS sip:b SIP/2.0\r\n');
    await wire.clock.advance(31_900);
    expect([silent.closed, slow.closed]).toEqual([false, false]);
    await wire.clock.advance(200);
    expect([silent.closed, slow.closed]).toEqual([true, true]);
  });

  it('one in use stays, and is closed 40 minutes after its last message', async () => {
    const { wire } = await scene();
    const line = await connect(wire);
    line.write(options('1'));
    await wire.clock.advance(39 * 60_000);
    line.write(options('2'));
    await wire.clock.advance(39 * 60_000);
    expect(line.closed).toBe(false);
    await wire.clock.advance(2 * 60_000);
    expect(line.closed).toBe(true);
    expect(wire.clock.pending).toBe(0);
  });

  it('of too many the one that was silent longest goes', async () => {
    const { wire } = await scene();
    const lines: Line[] = [];
    for (let i = 0; i < 1000; i++) lines.push(await connect(wire));
    lines[0]?.write(options('1'));
    await wire.clock.advance(10);
    await connect(wire);
    await wire.clock.advance(10);
    expect([lines[0]?.closed, lines[1]?.closed, lines[2]?.closed]).toEqual([false, true, false]);
  });

  it('its loss is told with the place, an orderly end is not', async () => {
    const { wire, bob } = await scene();
    const alice = await listener(wire, ALICE);
    const lost: string[] = [];
    bob.transport.onTargetError = (target, transport, error) => void lost.push(`${target.address}:${target.port} ${transport} ${error.code}`);
    await bob.transport.sendRequest(largeRequest('1'), toward(ALICE, 'tcp'));
    alice.lines[0]?.socket.close();
    await wire.clock.advance(10);
    expect(lost).toEqual([]);
    await bob.transport.sendRequest(largeRequest('2'), toward(ALICE, 'tcp'));
    expect(alice.lines).toHaveLength(2);
    wire.network.cut();
    expect(lost).toEqual([`${ALICE}:5060 tcp connection-lost`]);
  });

  it('nothing is heard any more after close, not even what came in the same piece', async () => {
    const { wire, bob } = await scene();
    let heard = 0;
    bob.transport.onMessage = () => {
      heard++;
      void bob.transport.close();
    };
    const line = await connect(wire);
    line.write(options('1') + options('2'));
    await wire.clock.advance(10);
    expect(heard).toBe(1);
  });

  it('close ends them all, and what is still being made', async () => {
    const { wire, bob } = await scene();
    const alice = await listener(wire, ALICE);
    await connect(wire);
    const late = bob.transport.sendRequest(largeRequest('1'), toward(ALICE, 'tcp'));
    await bob.transport.close();
    expect(await late).toMatchObject({ error: { code: 'closed' } });
    expect(await bob.transport.sendRequest(largeRequest('1'), toward(ALICE, 'tcp'))).toMatchObject({ error: { code: 'closed' } });
    await wire.clock.runUntilIdle(1000);
    await alice.close();
    expect([wire.network.open, wire.clock.pending]).toEqual([0, 0]);
  });
});
