/** Flows: kept open, found dead, seen from outside, lost with the network. */
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../src-main/ports.ts';
import type { KeepAliveOptions, Target } from '../../../src-main/sip/transport.ts';
import { decodeStun, encodeStun } from '../../../src-main/stun/message.ts';
import { openRawPeer, sip } from '../../fakes/raw-sip-peer.ts';
import type { Host, Wire } from '../../fakes/sip-hosts.ts';
import { ALICE, BOB, createWire, requestOf, toward } from '../../fakes/sip-hosts.ts';

const AT_ALICE = { address: ALICE, port: 5060 };

function request(id = '1'): ReturnType<typeof requestOf> {
  const made = requestOf('OPTIONS', id);
  made.headers.prepend('via', `SIP/2.0/UDP placeholder;branch=z9hG4bK${id}`);
  return made;
}

interface Kept {
  lost: { atMs: number; code: string }[];
  mapped: Endpoint[];
  stop(): void;
}

function keep(wire: Wire, host: Host, target: Target, options: Partial<KeepAliveOptions> = {}): Kept {
  const kept: Kept = { lost: [], mapped: [], stop: () => {} };
  const { stop } = host.transport.keepAlive(target, {
    ...options,
    onLost: ({ code }) => void kept.lost.push({ atMs: wire.clock.nowMs(), code }),
    onMapped: (endpoint) => void kept.mapped.push(endpoint),
  });
  return Object.assign(kept, { stop });
}

describe('keep-alives on a connection (RFC 5626 4.4.1)', () => {
  interface Server {
    pings: number[];
    /** Answers pings until told otherwise. */
    isAlive: boolean;
    close(): void;
  }

  async function scene(): Promise<{ wire: Wire; alice: Host; server: Server; errors: string[] }> {
    const wire = createWire();
    const bound = await wire.network.host(BOB).listenTcp({ address: BOB, port: 5060 });
    if (!bound.ok) throw new Error(bound.error.message);
    const server: Server = { pings: [], isAlive: true, close: () => {} };
    bound.value.onConnection = (socket) => {
      server.close = socket.close;
      socket.onData = (bytes) => {
        if (new TextDecoder().decode(bytes) !== '\r\n\r\n') return;
        server.pings.push(wire.clock.nowMs());
        if (server.isAlive) socket.write(Uint8Array.of(13, 10));
      };
    };
    const alice = await wire.open(ALICE);
    const errors: string[] = [];
    alice.transport.onTargetError = (target, transport, error) => void errors.push(`${target.address} ${transport} ${error.code}`);
    await alice.transport.sendRequest(request(), toward(BOB, 'tcp'));
    return { wire, alice, server, errors };
  }

  it('go every 80 to 100 % of the interval, and an answered one is the end of nothing', async () => {
    const { wire, alice, server } = await scene();
    const kept = keep(wire, alice, toward(BOB, 'tcp'));
    await wire.clock.advance(3600_000);
    const pauses = server.pings.map((atMs, i) => atMs - (server.pings[i - 1] ?? 0));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(96_000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(120_000);
    expect(new Set(pauses).size).toBeGreaterThan(10);
    expect(kept.lost).toEqual([]);
  });

  it('a server that falls silent is lost after ten seconds, and so are its transactions', async () => {
    const { wire, alice, server, errors } = await scene();
    const kept = keep(wire, alice, toward(BOB, 'tcp'), { intervalS: 30 });
    await wire.clock.advance(100_000);
    server.isAlive = false;
    const answered = server.pings.length;
    await wire.clock.advance(100_000);
    expect(kept.lost).toEqual([{ atMs: (server.pings[answered] ?? 0) + 10_000, code: 'flow-lost' }]);
    expect(errors).toEqual([`${BOB} tcp flow-lost`]);
  });

  it('one that never answers is left in peace, unless it promised to', async () => {
    const { wire, alice, server } = await scene();
    server.isAlive = false;
    const hopeful = keep(wire, alice, toward(BOB, 'tcp'));
    await wire.clock.advance(600_000);
    expect(hopeful.lost).toEqual([]);
    hopeful.stop();
    const agreed = keep(wire, alice, toward(BOB, 'tcp'), { agreed: true });
    await wire.clock.advance(600_000);
    expect(agreed.lost).toMatchObject([{ code: 'flow-lost' }]);
  });

  it('the end of the connection is told once, whoever ends it; none at all at once', async () => {
    const { wire, alice, server } = await scene();
    const kept = keep(wire, alice, toward(BOB, 'tcp'));
    server.close();
    await wire.clock.advance(1000);
    const none = keep(wire, alice, toward(BOB, 'tcp'));
    await wire.clock.advance(0);
    expect([kept.lost.length, none.lost.length]).toEqual([1, 1]);
    expect(wire.clock.pending).toBe(0);
  });

  it('our own closing is not a loss, and leaves no timer', async () => {
    const { wire, alice } = await scene();
    const kept = keep(wire, alice, toward(BOB, 'tcp'));
    const stopped = keep(wire, alice, toward(BOB, 'tcp'));
    stopped.stop();
    await alice.transport.close();
    kept.stop();
    await wire.clock.advance(1000);
    expect([kept.lost, stopped.lost, wire.clock.pending]).toEqual([[], [], 0]);
  });
});

describe('keep-alives by UDP (RFC 5626 4.4.2)', () => {
  interface StunServer {
    asked: number[];
    crlf: number;
    mapped: Endpoint | undefined;
  }

  async function scene(mapped: Endpoint | undefined): Promise<{ wire: Wire; alice: Host; server: StunServer }> {
    const wire = createWire();
    const [alice, raw] = [await wire.open(ALICE), await openRawPeer(wire.network, BOB)];
    const server: StunServer = { asked: [], crlf: 0, mapped };
    raw.socket.onMessage = (bytes, from) => {
      const message = decodeStun(bytes);
      if (!message.ok) return void server.crlf++;
      server.asked.push(wire.clock.nowMs());
      if (server.mapped) raw.socket.send(encodeStun({ class: 'success', transactionId: message.value.transactionId, mapped: server.mapped }), from);
    };
    return { wire, alice, server };
  }

  it('tell our address as the server sees it, first and when it changes', async () => {
    const { wire, alice, server } = await scene({ address: '198.51.100.1', port: 40_000 });
    const kept = keep(wire, alice, toward(BOB));
    await wire.clock.advance(120_000);
    server.mapped = { address: '198.51.100.1', port: 40_001 };
    await wire.clock.advance(120_000);
    expect(kept.mapped.map(({ port }) => port)).toEqual([40_000, 40_001]);
    expect(kept.lost).toEqual([]);
    expect([server.asked.length > 7, server.crlf, alice.tapped]).toEqual([true, 0, []]);
    expect(alice.packets.slice(0, 2)).toMatchObject([
      { protocol: 'stun', direction: 'out', local: AT_ALICE, remote: { address: BOB, port: 5060 }, summary: 'STUN Binding request', fold: true },
      { protocol: 'stun', direction: 'in', local: AT_ALICE, remote: { address: BOB, port: 5060 }, summary: 'STUN Binding success 198.51.100.1:40000', fold: true },
    ]);
    expect(alice.packets).toHaveLength(2 * server.asked.length);
    kept.stop();
    expect(wire.clock.pending).toBe(0);
  });

  it('to a server that knows no STUN become CRLF, and nothing is ever lost', async () => {
    const { wire, alice, server } = await scene(undefined);
    const kept = keep(wire, alice, toward(BOB));
    await wire.clock.advance(300_000);
    expect(server.asked).toHaveLength(2);
    expect(server.crlf).toBeGreaterThan(8);
    expect(kept.lost).toEqual([]);
  });

  it('a server that falls silent is lost after 7.5 s', async () => {
    const { wire, alice, server } = await scene({ address: '198.51.100.1', port: 40_000 });
    const errors: string[] = [];
    alice.transport.onTargetError = (_target, transport, error) => void errors.push(`${transport} ${error.code}`);
    const kept = keep(wire, alice, toward(BOB));
    await wire.clock.advance(100_000);
    server.mapped = undefined;
    const answered = server.asked.length;
    await wire.clock.advance(60_000);
    expect(server.asked.slice(answered)).toHaveLength(4);
    expect(kept.lost).toEqual([{ atMs: (server.asked[answered] ?? 0) + 7500, code: 'flow-lost' }]);
    expect(errors).toEqual(['udp flow-lost']);
    expect(wire.clock.pending).toBe(0);
  });

  it('an answer from somewhere else is none', async () => {
    const { wire, alice, server } = await scene({ address: '198.51.100.1', port: 40_000 });
    const evil = await openRawPeer(wire.network, '192.0.2.66');
    wire.network.filter = ({ from, bytes }) => {
      const message = from.address === BOB ? decodeStun(bytes) : undefined;
      if (message?.ok) evil.socket.send(bytes, AT_ALICE);
      return message === undefined;
    };
    const kept = keep(wire, alice, toward(BOB));
    await wire.clock.advance(100_000);
    expect(server.asked.length).toBeGreaterThan(1);
    expect(kept.mapped).toEqual([]);
  });
});

describe('another network', () => {
  it('the address is asked for anew, connections from the old one are lost, listening goes on', async () => {
    const wire = createWire();
    const [alice, bob] = [await wire.open(ALICE, { listen: '0.0.0.0' }), await wire.open(BOB)];
    const errors: string[] = [];
    alice.transport.onTargetError = (target, transport, error) => void errors.push(`${target.address} ${transport} ${error.code}`);
    await alice.transport.sendRequest(request('1'), toward(BOB, 'tcp'));
    expect(await alice.transport.contactFor(toward(BOB))).toMatchObject({ value: { address: ALICE } });
    const kept = keep(wire, alice, toward(BOB, 'tcp'));
    await wire.clock.advance(10);
    wire.network.renumber(ALICE, '198.51.100.7');
    expect(await alice.transport.contactFor(toward(BOB))).toMatchObject({ value: { address: ALICE } });
    alice.transport.networkChanged();
    expect(await alice.transport.contactFor(toward(BOB))).toMatchObject({ value: { address: '198.51.100.7', port: 5060 } });
    expect([errors, kept.lost.map(({ code }) => code)]).toEqual([[`${BOB} tcp own-address-gone`], ['own-address-gone']]);

    const heard: string[] = [];
    bob.transport.onMessage = (_message, source) => void heard.push(`${source.remote.address} ${source.transport}`);
    await alice.transport.sendRequest(request('2'), toward(BOB, 'tcp'));
    await alice.transport.sendRequest(request('3'), toward(BOB));
    await wire.clock.advance(10);
    expect(heard).toEqual(['198.51.100.7 tcp', '198.51.100.7 udp']);
  });

  it('connections whose address is still there stay', async () => {
    const wire = createWire();
    const [alice] = [await wire.open(ALICE), await wire.open(BOB)];
    await alice.transport.sendRequest(request('1'), toward(BOB, 'tcp'));
    const kept = keep(wire, alice, toward(BOB, 'tcp'));
    alice.transport.networkChanged();
    await wire.clock.advance(10);
    expect(kept.lost).toEqual([]);
  });

  it('none at all is told at once', async () => {
    const wire = createWire();
    const alice = await wire.open(ALICE, { listen: '0.0.0.0' });
    wire.network.renumber(ALICE, undefined);
    alice.transport.networkChanged();
    expect(await alice.transport.sendRequest(request(), toward(BOB))).toMatchObject({ error: { code: 'unreachable' } });
  });
});

describe('a guard', () => {
  it('sees what arrives before anybody else, and what it drops leaves no trace', async () => {
    const wire = createWire();
    const seen: string[] = [];
    const bob = await wire.open(BOB, {
      guard(message, { remote }) {
        seen.push(message?.kind === 'request' ? message.method : 'unreadable');
        return remote.port === 6666 ? 'drop' : 'pass';
      },
    });
    const heard: string[] = [];
    bob.transport.onMessage = (message) => void heard.push(message.kind);
    const [scanner, friend] = [await openRawPeer(wire.network, ALICE, 6666), await openRawPeer(wire.network, ALICE)];
    const options = sip(['OPTIONS sip:b SIP/2.0', `Via: SIP/2.0/UDP ${ALICE};branch=z9hG4bK1`, 'From: <sip:a@a>;tag=a', 'To: <sip:b@b>', 'Call-ID: c', 'CSeq: 1 OPTIONS']);
    for (const text of [options, options.replace('CSeq: 1', 'CSeq: x'), 'GET / HTTP/1.1\r\n\r\n']) scanner.send(text, { address: BOB, port: 5060 });
    await wire.clock.advance(10);
    expect([bob.tapped, heard, scanner.received]).toEqual([[], [], []]);
    friend.send('\r\n\r\n', { address: BOB, port: 5060 });
    friend.send(options, { address: BOB, port: 5060 });
    await wire.clock.advance(10);
    expect(bob.packets).toMatchObject([{ protocol: 'keep-alive', direction: 'in', summary: 'CRLF CRLF (ping)', remote: { address: ALICE } }]);
    expect([bob.tapped.length, heard]).toEqual([1, ['request']]);
    expect(seen).toEqual(['OPTIONS', 'OPTIONS', 'unreadable', 'OPTIONS']);
  });
});
