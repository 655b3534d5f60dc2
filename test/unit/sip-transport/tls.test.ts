/** SIP over TLS on an imaginary wire: which connection carries what, and what our Via and Contact say. */
import { describe, expect, it } from 'vitest';
import type { SipRequest } from '../../../src-shared/sip/message.ts';
import type { StreamSocket } from '../../../src-main/ports.ts';
import { createResponse } from '../../../src-main/sip/transactions.ts';
import type { Target } from '../../../src-main/sip/transport.ts';
import { fakeCertificate } from '../../fakes/fake-certificate.ts';
import { field, sip } from '../../fakes/raw-sip-peer.ts';
import type { Host, Wire } from '../../fakes/sip-hosts.ts';
import { ALICE, BOB, createWire, requestOf, toward } from '../../fakes/sip-hosts.ts';

const SERVER = { certificate: fakeCertificate({ names: ['bob.example', 'pbx.example'] }), key: 'key' };

function at(host?: string): Target {
  return { ...toward(BOB, 'tls'), ...(host === undefined ? {} : { host }) };
}

function request(id = '1'): SipRequest {
  const made = requestOf('OPTIONS', id);
  made.headers.prepend('via', `SIP/2.0/UDP placeholder;branch=z9hG4bK${id}`);
  return made;
}

interface Line {
  socket: StreamSocket;
  received: string[];
}

/** Bob as a bare listener for TLS. */
async function bareBob(wire: Wire, certificate = SERVER.certificate): Promise<Line[]> {
  const bound = await wire.network.host(BOB).listenTls({ address: BOB, port: 5061 }, { certificate, key: '' });
  if (!bound.ok) throw new Error(bound.error.message);
  const lines: Line[] = [];
  bound.value.onConnection = (socket) => {
    const received: string[] = [];
    socket.onData = (bytes) => void received.push(new TextDecoder().decode(bytes));
    lines.push({ socket, received });
  };
  return lines;
}

async function codeOf(alice: Host, target: Target): Promise<string> {
  const sent = await alice.transport.sendRequest(request(), target);
  return sent.ok ? sent.value : sent.error.code;
}

describe('without a certificate of our own', () => {
  it('Via and Contact name the connection, over which answers and requests come back', async () => {
    const wire = createWire();
    const [alice, lines] = [await wire.open(ALICE), await bareBob(wire)];
    expect(alice.transport.listening.map(({ transport }) => transport)).toEqual(['udp', 'tcp']);
    const contact = await alice.transport.contactFor(at('bob.example'));
    expect(await codeOf(alice, at('bob.example'))).toBe('tls');
    await wire.clock.advance(10);
    const [line] = lines;
    const port = line?.socket.remote.port ?? 0;
    expect(port).toBeGreaterThan(49_000);
    expect(contact).toEqual({ ok: true, value: { address: ALICE, port } });
    expect(lines).toHaveLength(1);
    expect(field(line?.received[0], 'Via')).toBe(`SIP/2.0/TLS ${ALICE}:${port};rport;alias;branch=z9hG4bK1`);

    const heard: string[] = [];
    alice.transport.onMessage = (message, source) => {
      heard.push(`${message.kind} ${source.transport}`);
      if (message.kind === 'request') void alice.transport.sendResponse(createResponse(message, 200), source);
    };
    line?.socket.write(new TextEncoder().encode(sip([
      'SIP/2.0 200 OK', `Via: ${field(line.received[0], 'Via')}`, 'From: <sip:a@a>;tag=a', 'To: <sip:b@b>', 'Call-ID: c', 'CSeq: 1 OPTIONS',
    ]) + sip([
      'MESSAGE sip:alice@alice SIP/2.0', `Via: SIP/2.0/TLS ${BOB}:5061;branch=z9hG4bKm`, 'From: <sip:a@a>;tag=a', 'To: <sip:b@b>', 'Call-ID: d', 'CSeq: 1 MESSAGE',
    ])));
    await wire.clock.advance(10);
    expect(heard).toEqual(['response tls', 'request tls']);
    expect(line?.received[1]).toMatch(/^SIP\/2\.0 200 OK/);
    expect(alice.tapped.map(({ direction, transport }) => `${direction} ${transport}`)).toEqual(['out tls', 'in tls', 'in tls', 'out tls']);
  });

  it('no way to the server is no Contact, in the words of TLS', async () => {
    const wire = createWire();
    const alice = await wire.open(ALICE);
    await bareBob(wire, fakeCertificate({ names: ['bob.example'], isExpired: true }));
    expect(await alice.transport.contactFor(at('bob.example'))).toMatchObject({ error: { code: 'tls-expired' } });
  });
});

describe('with one', () => {
  it('we listen beside UDP and TCP, and say so', async () => {
    const wire = createWire();
    const [alice, bob] = [await wire.open(ALICE), await wire.open(BOB, { tls: SERVER })];
    expect(bob.transport.listening).toContainEqual({ address: BOB, port: 5061, transport: 'tls' });
    expect(await bob.transport.contactFor(toward(ALICE, 'tls'))).toEqual({ ok: true, value: { address: BOB, port: 5061 } });
    const heard: string[] = [];
    bob.transport.onMessage = (message, source) => void heard.push(`${message.kind} ${source.transport}`);
    await alice.transport.sendRequest(request(), at('bob.example'));
    await wire.clock.advance(10);
    expect(heard).toEqual(['request tls']);
    await Promise.all([alice.transport.close(), bob.transport.close()]);
    await wire.clock.runUntilIdle(1000);
    expect([wire.network.open, wire.clock.pending]).toEqual([0, 0]);
  });

  it('a port that is taken is an error, and nothing stays open', async () => {
    const wire = createWire();
    await bareBob(wire);
    await expect(wire.open(BOB, { tls: SERVER })).rejects.toThrow('Port 5061 is in use.');
    expect(wire.network.open).toBe(1);
  });
});

describe('the certificate', () => {
  it.each([
    ['is for another domain', at('other.example'), {}, 'tls-wrong-name'],
    ['is not for the address', at(), {}, 'tls-wrong-name'],
    ['does not matter', at('other.example'), { verify: false }, 'tls'],
    ['is for the domain of the URI', at('pbx.example'), {}, 'tls'],
  ])('%s', async (_what, target, tls, outcome) => {
    const wire = createWire();
    await bareBob(wire);
    expect(await codeOf(await wire.open(ALICE, { tls }), target)).toBe(outcome);
  });

  it('of an own authority is trusted where that is given', async () => {
    const wire = createWire();
    await bareBob(wire, fakeCertificate({ names: ['bob.example'], issuer: 'house' }));
    expect(await codeOf(await wire.open(ALICE), at('bob.example'))).toBe('tls-untrusted');
    expect(await codeOf(await wire.open('192.0.2.3', { tls: { ca: 'house' } }), at('bob.example'))).toBe('tls');
  });

  it('plain TCP is no TLS', async () => {
    const wire = createWire();
    await wire.open(BOB);
    expect(await codeOf(await wire.open(ALICE), { ...toward(BOB, 'tls'), port: 5060 })).toBe('tls-not-spoken');
  });
});

describe('a connection is used again (RFC 5923)', () => {
  it('by the domain it was checked for and by its literal address, never by another domain', async () => {
    const wire = createWire();
    const [alice, lines] = [await wire.open(ALICE), await bareBob(wire)];
    for (const host of ['bob.example', 'BOB.example', undefined, BOB]) expect(await codeOf(alice, at(host))).toBe('tls');
    expect(lines).toHaveLength(1);
    expect(await codeOf(alice, at('pbx.example'))).toBe('tls');
    expect(lines).toHaveLength(2);
    expect(await codeOf(alice, at('evil.example'))).toBe('tls-wrong-name');
  });

  it('that a peer made to us: by its very port, never for a domain', async () => {
    const wire = createWire();
    const bob = await wire.open(BOB, { tls: SERVER });
    const connected = await wire.network.host(ALICE).connectTls({ address: BOB, port: 5061 }, 1000, { domain: 'bob.example', verify: true });
    if (!connected.ok) throw new Error(connected.error.message);
    const received: string[] = [];
    connected.value.onData = (bytes) => void received.push(new TextDecoder().decode(bytes));
    const back: Target = { ...connected.value.local, transport: 'tls' };
    expect(await codeOf(bob, back)).toBe('tls');
    expect(await codeOf(bob, { ...back, host: 'alice.example' })).toBe('connection-refused');
    await wire.clock.advance(10);
    expect(received).toHaveLength(1);
    expect(field(received[0], 'Via')).toBe(`SIP/2.0/TLS ${BOB}:5061;rport;branch=z9hG4bK1`);
  });
});
