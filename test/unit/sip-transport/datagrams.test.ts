import { describe, expect, it } from 'vitest';
import type { SipMessage } from '../../../src-shared/sip/message.ts';
import { answer, field, openRawPeer, sip } from '../../fakes/raw-sip-peer.ts';
import type { RawPeer } from '../../fakes/raw-sip-peer.ts';
import type { Host, Wire } from '../../fakes/sip-hosts.ts';
import { ALICE, BOB, createWire, requestOf, toward } from '../../fakes/sip-hosts.ts';

const AT_BOB = { address: BOB, port: 5060 };

function options(lines: string[] = [], via = `SIP/2.0/UDP ${ALICE}:5060;branch=z9hG4bK1`): string {
  return sip(['OPTIONS sip:bob@b SIP/2.0', `Via: ${via}`, 'Max-Forwards: 70', 'From: <sip:a@a>;tag=a', 'To: <sip:b@b>', 'Call-ID: c', 'CSeq: 1 OPTIONS', ...lines]);
}

async function scene(listen?: string): Promise<{ wire: Wire; bob: Host; alice: RawPeer; messages: SipMessage[] }> {
  const wire = createWire();
  const [bob, alice] = [await wire.open(BOB, { listen }), await openRawPeer(wire.network, ALICE)];
  const messages: SipMessage[] = [];
  bob.transport.onMessage = (message) => void messages.push(message);
  return { wire, bob, alice, messages };
}

describe('what is not SIP', () => {
  it.each([
    ['nothing', []],
    ['a keep-alive of RFC 5626', [13, 10, 13, 10]],
    ['a longer one', [13, 10, 13, 10, 13, 10]],
    ['zeros', [0, 0, 0, 0, 0, 0, 0, 0]],
    ['four letters', [0x6a, 0x61, 0x4b, 0x21]],
    ['STUN', [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
    ['RTP', [0x80, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]],
  ])('%s leaves no trace', async (_name, octets) => {
    const { wire, bob, alice, messages } = await scene();
    alice.socket.send(Uint8Array.from(octets), AT_BOB);
    await wire.clock.advance(10);
    expect([messages, bob.tapped, alice.received]).toEqual([[], [], []]);
  });

  it('garbage is noted in the trace and dropped', async () => {
    const { wire, bob, alice, messages } = await scene();
    alice.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n', AT_BOB);
    await wire.clock.advance(10);
    expect([messages, alice.received]).toEqual([[], []]);
    expect(bob.tapped).toMatchObject([{ direction: 'in', transport: 'udp', remote: { address: ALICE, port: 5060 } }]);
    expect(bob.tapped[0]?.note).toMatch(/dropped\)$/);
  });
});

describe('refused requests', () => {
  it.each([
    ['no CSeq number', options().replace('CSeq: 1 OPTIONS', 'CSeq: x OPTIONS'), '400'],
    ['no From (RFC 4475 3.3.1)', options().replace('From: <sip:a@a>;tag=a\r\n', ''), '400'],
    ['a version of the future', options().replace('b SIP/2.0', 'b SIP/7.0'), '505'],
    ['a body cut short', options().replace('Content-Length: 0', 'Content-Length: 10'), '400'],
  ])('%s is answered without state', async (_name, text, status) => {
    const { wire, bob, alice, messages } = await scene();
    for (let i = 0; i < 2; i++) alice.send(text, AT_BOB);
    await wire.clock.advance(10);
    expect(messages).toEqual([]);
    expect(alice.received.map((received) => received.slice(8, 11))).toEqual([status, status]);
    expect(alice.received[0]).toBe(alice.received[1]);
    expect(field(alice.received[0], 'To')).toContain(';tag=');
    expect(bob.tapped.map(({ direction }) => direction)).toEqual(['in', 'out', 'in', 'out']);
    expect(bob.tapped[0]?.note).toContain(`answered ${status}`);
    expect(bob.layer.live()).toEqual([]);
  });

  it('the answer goes back through a NAT', async () => {
    const { wire } = await scene();
    const nat = await openRawPeer(wire.network, '192.0.2.9', 33_000);
    nat.send(options([], 'SIP/2.0/UDP 10.0.0.1;rport;branch=z9hG4bK1').replace('CSeq: 1', 'CSeq: x'), AT_BOB);
    await wire.clock.advance(10);
    expect(field(nat.received[0], 'Via')).toBe('SIP/2.0/UDP 10.0.0.1;rport=33000;branch=z9hG4bK1;received=192.0.2.9');
  });

  it.each([
    ['an ACK', options().replaceAll('OPTIONS', 'ACK').replace('CSeq: 1 ACK', 'CSeq: x ACK')],
    ['a response', options().replace('OPTIONS sip:bob@b SIP/2.0', 'SIP/2.0 200 OK').replace('CSeq: 1', 'CSeq: x')],
    ['one without Via', options().replace(/Via: .*\r\n/, '')],
  ])('%s is not answered', async (_name, text) => {
    const { wire, bob, alice, messages } = await scene();
    alice.send(text, AT_BOB);
    await wire.clock.advance(10);
    expect([messages, alice.received]).toEqual([[], []]);
    expect(bob.tapped[0]?.note).toBeDefined();
  });

  it('a flood of them gets a bounded number of answers a second', async () => {
    const { wire, alice } = await scene();
    const broken = options().replace('CSeq: 1', 'CSeq: x');
    for (let i = 0; i < 500; i++) alice.send(broken, AT_BOB);
    await wire.clock.advance(10);
    expect(alice.received).toHaveLength(100);
    await wire.clock.advance(1000);
    alice.send(broken, AT_BOB);
    await wire.clock.advance(10);
    expect(alice.received).toHaveLength(101);
  });
});

describe('responses', () => {
  it('are ours only with a sent-by that we wrote (RFC 3261 18.1.2)', async () => {
    const { wire, bob, alice, messages } = await scene();
    await bob.transport.sendRequest(withVia(requestOf('OPTIONS')), toward(ALICE));
    await wire.clock.advance(10);
    const good = answer(alice.received[0], 200, 'x');
    for (const text of [good.replace(`${BOB}:5060`, `${BOB}:5070`), good.replace('CSeq:', 'Via: SIP/2.0/UDP x;branch=z9hG4bK2\r\nCSeq:'), good]) alice.send(text, AT_BOB);
    await wire.clock.advance(10);
    expect(messages).toHaveLength(1);
    expect(bob.tapped.slice(1).map(({ note }) => note?.slice(0, 8))).toEqual(['The top ', 'More tha', undefined]);
  });
});

describe('the way back', () => {
  it('follows rport through a NAT, else sent-by', async () => {
    const { wire, bob } = await scene();
    const [nat, plain] = [await openRawPeer(wire.network, '192.0.2.9', 33_000), await openRawPeer(wire.network, '192.0.2.9', 5077)];
    bob.transport.onMessage = (message, source) => {
      if (message.kind !== 'request') return;
      void bob.transport.sendResponse({ kind: 'response', status: 200, reason: 'OK', headers: message.headers, body: message.body, notes: [] }, source);
    };
    nat.send(options([], 'SIP/2.0/UDP 10.0.0.1:5060;rport;branch=z9hG4bK1'), AT_BOB);
    nat.send(options([], 'SIP/2.0/UDP 10.0.0.1:5077;branch=z9hG4bK2'), AT_BOB);
    await wire.clock.advance(10);
    expect(field(nat.received[0], 'Via')).toBe('SIP/2.0/UDP 10.0.0.1:5060;rport=33000;branch=z9hG4bK1;received=192.0.2.9');
    expect(field(plain.received[0], 'Via')).toBe('SIP/2.0/UDP 10.0.0.1:5077;branch=z9hG4bK2;received=192.0.2.9');
  });
});

describe('listening on all addresses', () => {
  it('the route decides which own address a peer is told', async () => {
    const { wire, bob, alice } = await scene('0.0.0.0');
    expect(bob.transport.listening.map(({ transport }) => transport)).toEqual(['udp', 'tcp']);
    expect(await bob.transport.contactFor(toward(ALICE))).toEqual({ ok: true, value: { address: BOB, port: 5060 } });
    await bob.transport.sendRequest(withVia(requestOf('OPTIONS')), toward(ALICE));
    await wire.clock.advance(10);
    expect(field(alice.received[0], 'Via')).toBe(`SIP/2.0/UDP ${BOB}:5060;rport;branch=z9hG4bKtest`);
  });

  it('messages that wait for it stay in order, and bear it', async () => {
    const { wire, bob, alice, messages } = await scene('0.0.0.0');
    for (const id of ['1', '2', '3']) alice.send(options().replace('Call-ID: c', `Call-ID: ${id}`), AT_BOB);
    await wire.clock.advance(10);
    expect(messages.map((message) => message.headers.first('call-id'))).toEqual(['1', '2', '3']);
    expect(bob.tapped.map(({ local }) => local)).toEqual(Array(3).fill({ address: BOB, port: 5060 }));
  });

  it('it is asked for once in ten seconds', async () => {
    const wire = createWire();
    const network = wire.network.host(BOB);
    let asked = 0;
    wire.network.host = () => ({ ...network, addressTowards: (remote) => (asked++, network.addressTowards(remote)) });
    const bob = await wire.open(BOB, { listen: '0.0.0.0' });
    for (const waitMs of [0, 9000, 2000]) {
      await wire.clock.advance(waitMs);
      await bob.transport.contactFor(toward(ALICE));
    }
    expect(asked).toBe(2);
  });

  it('strangers who come too many at a time are heard without asking', async () => {
    const wire = createWire();
    const network = wire.network.host(BOB);
    const host = wire.network.host;
    wire.network.host = (address) => (address === BOB ? { ...network, addressTowards: () => new Promise(() => {}) } : host(address));
    const bob = await wire.open(BOB, { listen: '0.0.0.0' });
    const heard: string[] = [];
    bob.transport.onMessage = (_message, source) => void heard.push(source.remote.address);
    for (let i = 0; i < 40; i++) (await openRawPeer(wire.network, `198.51.100.${i}`)).send(options(), AT_BOB);
    await wire.clock.advance(10);
    expect(heard).toHaveLength(40 - 32);
  });

  it('an address that is not routed is an error, told at once', async () => {
    const wire = createWire();
    const network = wire.network.host(BOB);
    const error = { code: 'unreachable', message: '' };
    wire.network.host = () => ({ ...network, addressTowards: async () => ({ ok: false, error }) });
    const bob = await wire.open(BOB, { listen: '0.0.0.0' });
    expect(await bob.transport.sendRequest(withVia(requestOf('OPTIONS')), toward(ALICE))).toEqual({ ok: false, error });
    expect(await bob.transport.contactFor(toward(ALICE))).toEqual({ ok: false, error });
  });
});

describe('opening', () => {
  it('a port that is taken is an error, and nothing stays open', async () => {
    const wire = createWire();
    await wire.open(BOB);
    await expect(wire.open(BOB)).rejects.toThrow('Port 5060 is in use.');
    expect(wire.network.open).toBe(2);
  });

  it('TCP taken: UDP is given back', async () => {
    const wire = createWire();
    await wire.network.host(BOB).listenTcp(AT_BOB);
    await expect(wire.open(BOB)).rejects.toThrow('Port 5060 is in use.');
    expect(wire.network.open).toBe(1);
  });
});

it('errors of the socket reach the owner with their target', async () => {
  const { wire, bob } = await scene();
  const errors: string[] = [];
  bob.transport.onTargetError = (target, transport, error) => void errors.push(`${target.address} ${transport} ${error.code}`);
  await bob.transport.sendRequest(withVia(requestOf('OPTIONS')), toward('192.0.2.99'));
  await wire.clock.advance(10);
  expect(errors).toEqual(['192.0.2.99 udp connection-refused']);
});

function withVia(request: ReturnType<typeof requestOf>): ReturnType<typeof requestOf> {
  request.headers.prepend('via', 'SIP/2.0/UDP placeholder;branch=z9hG4bKtest');
  return request;
}
