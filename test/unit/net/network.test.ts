import { describe, expect, it, onTestFinished } from 'vitest';
import type { RungError } from '../../../src-shared/errors.ts';
import type { DatagramSocket, Endpoint, Network, StreamListener, StreamSocket } from '../../../src-main/ports.ts';
import { createNodeNetwork } from '../../../src-main/net/network.ts';
import type { Result } from '../../../src-shared/result.ts';

const LOOPBACK = { address: '127.0.0.1', port: 0 };
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytesOf = (value: string): Uint8Array => new TextEncoder().encode(value);

function must<T>(result: Result<T, RungError>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}
function errorOf<T>(result: Result<T, RungError>): RungError {
  if (result.ok) throw new Error('should have failed');
  return result.error;
}
async function udp(network: Network, local: Endpoint = LOOPBACK): Promise<DatagramSocket> {
  const socket = must(await network.bindUdp(local));
  onTestFinished(() => socket.close());
  return socket;
}
async function listener(network: Network): Promise<StreamListener> {
  const listening = must(await network.listenTcp(LOOPBACK));
  onTestFinished(() => listening.close());
  return listening;
}
const message = (socket: DatagramSocket): Promise<{ bytes: Uint8Array; from: Endpoint }> =>
  new Promise((resolve) => (socket.onMessage = (bytes, from) => resolve({ bytes, from })));
const sendError = (socket: DatagramSocket): Promise<{ error: RungError; to?: Endpoint }> =>
  new Promise((resolve) => (socket.onError = (error, to) => resolve({ error, to })));

describe('UDP', () => {
  const network = createNodeNetwork();

  it('carries a datagram and tells where it came from', async () => {
    const [a, b] = [await udp(network), await udp(network)];
    const arrived = message(b);
    a.send(bytesOf('OPTIONS'), b.local);
    const { bytes, from } = await arrived;
    expect(text(bytes)).toBe('OPTIONS');
    expect(from).toEqual(a.local);
  });

  it('carries the largest datagram that IPv4 allows', async () => {
    const [a, b] = [await udp(network), await udp(network)];
    const arrived = message(b);
    a.send(new Uint8Array(65_507).fill(0x41), b.local);
    expect((await arrived).bytes.length).toBe(65_507);
  });

  it('reports a datagram that is too large, with its target', async () => {
    const [a, b] = [await udp(network), await udp(network)];
    const failed = sendError(a);
    a.send(new Uint8Array(65_508), b.local);
    expect(await failed).toMatchObject({ error: { code: 'message-too-large' }, to: b.local });
  });

  it('says which port is in use and what to do', async () => {
    const taken = await udp(network);
    const error = errorOf(await network.bindUdp(taken.local));
    expect(error).toMatchObject({ code: 'port-in-use', params: { port: taken.local.port } });
    expect(error.message).toContain(String(taken.local.port));
    expect(error.message).toContain('another port');
  });

  it('refuses an address of another computer', async () => {
    expect(errorOf(await network.bindUdp({ address: '192.0.2.1', port: 0 })).code).toBe('address-not-available');
  });

  it('never looks a name up', async () => {
    expect(errorOf(await network.bindUdp({ address: 'localhost', port: 0 })).code).toBe('address-not-available');
  });

  it('is silent after close, and the port is free again', async () => {
    const first = must(await network.bindUdp(LOOPBACK));
    await first.close();
    first.send(bytesOf('late'), LOOPBACK);
    const again = await udp(network, first.local);
    expect(again.local).toEqual(first.local);
  });
});

describe('a port that there is not', () => {
  it.each([0, -1, 65_536])('%i, out of somebody\'s message, is an error and no exception', async (port) => {
    const socket = await udp(createNodeNetwork());
    const failed = sendError(socket);
    const to = { address: '127.0.0.1', port };
    socket.send(bytesOf('x'), to);
    expect((await failed).to).toEqual(to);
  });
});

describe('a silent UDP peer', () => {
  const network = createNodeNetwork();
  const request = bytesOf('INVITE');

  async function closedPort(): Promise<Endpoint> {
    const gone = must(await network.bindUdp(LOOPBACK));
    await gone.close();
    return gone.local;
  }
  /** Retransmits until told otherwise, as a transaction does. */
  function retransmit(socket: DatagramSocket, to: Endpoint): void {
    socket.send(request, to);
    const timer = setInterval(() => socket.send(request, to), 100);
    onTestFinished(() => clearInterval(timer));
  }

  it('with a closed port is reported as refusing', async () => {
    const socket = await udp(network);
    const peer = await closedPort();
    const failed = sendError(socket);
    retransmit(socket, peer);
    expect(await failed).toMatchObject({ error: { code: 'connection-refused', params: { port: peer.port } }, to: peer });
  });

  it('is left in peace when that was asked for', async () => {
    const [socket, peer] = [await udp(createNodeNetwork({ askSilentPeers: false })), await udp(network)];
    let heard = 0;
    const sixth = new Promise<void>((resolve) => {
      peer.onMessage = (bytes) => {
        expect(text(bytes)).toBe('INVITE');
        if (++heard === 6) resolve();
      };
    });
    retransmit(socket, peer.local);
    await sixth;
  });

  it('with an open port gets one keep-alive and is not reported', async () => {
    const [socket, peer] = [await udp(network), await udp(network)];
    socket.onError = (error) => expect.fail(error.message);
    const asked = new Promise<Endpoint>((resolve) => {
      peer.onMessage = (bytes, from) => text(bytes) === '\r\n\r\n' && resolve(from);
    });
    retransmit(socket, peer.local);
    expect((await asked).port).not.toBe(socket.local.port);
  });
});

describe('TCP', () => {
  const network = createNodeNetwork();

  async function pair(): Promise<{ ours: StreamSocket; theirs: StreamSocket }> {
    const listening = await listener(network);
    const accepted = new Promise<StreamSocket>((resolve) => (listening.onConnection = resolve));
    const ours = must(await network.connectTcp(listening.local, 5_000));
    return { ours, theirs: await accepted };
  }

  it('connects, carries bytes both ways and closes in order', async () => {
    const { ours, theirs } = await pair();
    expect(theirs.remote).toEqual(ours.local);
    theirs.onData = (bytes) => theirs.write(bytes);
    const echoed = new Promise<string>((resolve) => (ours.onData = (bytes) => resolve(text(bytes))));
    ours.write(bytesOf('ping'));
    expect(await echoed).toBe('ping');
    const closed = new Promise<RungError | undefined>((resolve) => (theirs.onClose = resolve));
    ours.close();
    expect(await closed).toBeUndefined();
  });

  it('sends what was written before close', async () => {
    const { ours, theirs } = await pair();
    let received = 0;
    theirs.onData = (bytes) => (received += bytes.length);
    const closed = new Promise((resolve) => (theirs.onClose = resolve));
    ours.write(new Uint8Array(300_000));
    ours.close();
    await closed;
    expect(received).toBe(300_000);
  });

  it('gives up a peer that does not read', async () => {
    const listening = await listener(network);
    const { createConnection } = await import('node:net');
    const accepted = new Promise<StreamSocket>((resolve) => (listening.onConnection = resolve));
    const deaf = createConnection(listening.local.port, listening.local.address).pause().on('error', () => {});
    onTestFinished(() => void deaf.destroy());
    const socket = await accepted;
    const closed = new Promise<RungError | undefined>((resolve) => (socket.onClose = resolve));
    for (let i = 0; i < 200; i++) socket.write(new Uint8Array(100_000));
    expect(await closed).toMatchObject({ code: 'connection-stalled' });
  });

  it('says that nothing listens', async () => {
    const gone = must(await network.listenTcp(LOOPBACK));
    await gone.close();
    expect(errorOf(await network.connectTcp(gone.local, 5_000)).code).toBe('connection-refused');
  });

  it('says which port is in use', async () => {
    const listening = await listener(network);
    expect(errorOf(await network.listenTcp(listening.local))).toMatchObject({ code: 'port-in-use', params: { transport: 'TCP' } });
  });

  it('closes its connections with the listener', async () => {
    const listening = must(await network.listenTcp(LOOPBACK));
    const ours = must(await network.connectTcp(listening.local, 5_000));
    const closed = new Promise<void>((resolve) => (ours.onClose = () => resolve()));
    await listening.close();
    await closed;
  });
});

describe('routes', () => {
  const network = createNodeNetwork();

  it('gives the own address towards a peer', async () => {
    expect(must(await network.addressTowards('127.0.0.1'))).toBe('127.0.0.1');
  });

  it('never throws at an address that is none', async () => {
    expect((await network.addressTowards('not-an-address')).ok).toBe(false);
  });

  it('lists the interfaces, loopback included', () => {
    expect(network.interfaces()).toContainEqual(expect.objectContaining({ address: '127.0.0.1' }));
  });
});
