/** Real handshakes on loopback, with the certificates of test/vectors/tls. */
import { readFileSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RungError } from '../../../src-shared/errors.ts';
import type { Endpoint, Network, StreamListener, StreamSocket, TlsCheck } from '../../../src-main/ports.ts';
import { createNodeNetwork } from '../../../src-main/net/network.ts';

const LOOPBACK = { address: '127.0.0.1', port: 0 };
const PATIENCE_MS = 5_000;
const pem = (name: string): string => readFileSync(new URL(`../../vectors/tls/${name}.pem`, import.meta.url), 'utf8');
const AUTHORITY = pem('authority');

async function listener(network: Network, certificate: string): Promise<StreamListener> {
  const listening = await network.listenTls(LOOPBACK, { certificate: pem(certificate), key: pem('key') });
  if (!listening.ok) throw new Error(listening.error.message);
  onTestFinished(() => listening.value.close());
  return listening.value;
}

async function attempt(network: Network, remote: Endpoint, check: Partial<TlsCheck>, timeoutMs = PATIENCE_MS): Promise<StreamSocket | RungError> {
  const connected = await network.connectTls(remote, timeoutMs, { domain: 'lab.test', ca: AUTHORITY, verify: true, ...check });
  if (connected.ok) onTestFinished(() => connected.value.close());
  return connected.ok ? connected.value : connected.error;
}

async function errorOf(certificate: string, check: Partial<TlsCheck> = {}): Promise<RungError> {
  const network = createNodeNetwork();
  const { local } = await listener(network, certificate);
  const outcome = await attempt(network, local, check);
  if (!('code' in outcome)) throw new Error('should have failed');
  return outcome;
}

/** A server of Node's own, for what ours would not do. */
async function serve(server: net.Server): Promise<Endpoint> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { address: '127.0.0.1', port: (server.address() as net.AddressInfo).port };
}

describe('a certificate', () => {
  it.each(['lab.test', 'LAB.test', 'example.test', '127.0.0.1'])('that is right for %s carries bytes both ways', async (domain) => {
    const network = createNodeNetwork();
    const listening = await listener(network, 'good');
    listening.onConnection = (socket) => (socket.onData = (bytes) => socket.write(bytes));
    const socket = await attempt(network, listening.local, { domain });
    if ('code' in socket) throw new Error(socket.message);
    const echoed = new Promise<string>((resolve) => (socket.onData = (bytes) => resolve(new TextDecoder().decode(bytes))));
    socket.write(new TextEncoder().encode('ping'));
    expect(await echoed).toBe('ping');
    expect(socket.remote).toEqual(listening.local);
  });

  it('without other names is for its common name', async () => {
    const network = createNodeNetwork();
    const { local } = await listener(network, 'common');
    expect(await attempt(network, local, { domain: 'common.test' })).toHaveProperty('write');
  });

  it.each([
    ['expired', {}, 'tls-expired', /expired on 2020-02-01/],
    ['early', {}, 'tls-not-yet-valid', /only from 2110-01-01/],
    ['selfsigned', {}, 'tls-self-signed', /signed itself/],
    ['unknown', {}, 'tls-untrusted', /issued by "Nobody's authority"/],
    ['good', { ca: undefined }, 'tls-untrusted', /issued by "Rung test authority"/],
    ['good', { domain: 'other.test' }, 'tls-wrong-name', /for other\.test belongs to lab\.test, example\.test, 127\.0\.0\.1\./],
    ['good', { domain: 'person.test' }, 'tls-wrong-name', /for person\.test/],
    ['good', { domain: '127.0.0.2' }, 'tls-wrong-name', /for 127\.0\.0\.2/],
    ['wildcard', { domain: 'sip.lab.test' }, 'tls-wrong-name', /Wildcards do not count/],
    ['good', { ca: 'nonsense' }, 'tls-ca-unreadable', /PEM/],
  ] as const)('%s, %j: %s', async (certificate, check, code, sentence) => {
    const error = await errorOf(certificate, check);
    expect(error).toMatchObject({ code, message: expect.stringMatching(sentence) });
  });

  it.each(['expired', 'selfsigned', 'unknown', 'wildcard'])('%s is taken where that was asked for', async (certificate) => {
    const network = createNodeNetwork();
    const { local } = await listener(network, certificate);
    expect(await attempt(network, local, { verify: false })).toHaveProperty('write');
  });

  it('that signed itself is trusted as its own authority', async () => {
    const network = createNodeNetwork();
    const { local } = await listener(network, 'selfsigned');
    expect(await attempt(network, local, { ca: pem('selfsigned') })).toHaveProperty('write');
  });

  it.each([['certificate', { certificate: 'none', key: pem('key') }], ['key', { certificate: pem('good'), key: 'none' }]])('of our own with no %s is told', async (_what, server) => {
    expect(await createNodeNetwork().listenTls(LOOPBACK, server)).toMatchObject({ error: { code: 'tls-certificate-unreadable' } });
  });
});

describe('a session', () => {
  /** Counts handshakes that resumed one. */
  async function server(): Promise<{ local: Endpoint; reused: boolean[] }> {
    const reused: boolean[] = [];
    const local = await serve(tls.createServer({ cert: pem('good'), key: pem('key') }, (socket) => {
      reused.push(socket.isSessionReused());
      socket.on('error', () => {});
      socket.write('x');
    }));
    return { local, reused };
  }

  /** The first byte comes behind the session tickets. */
  async function once(network: Network, local: Endpoint, check: Partial<TlsCheck>): Promise<void> {
    const socket = await attempt(network, local, check);
    if ('code' in socket) return;
    await new Promise<void>((resolve) => (socket.onData = () => resolve()));
    socket.close();
  }

  it('is resumed with the same peer, for the same domain', async () => {
    const network = createNodeNetwork();
    const { local, reused } = await server();
    await once(network, local, {});
    await once(network, local, {});
    await once(network, local, { domain: 'example.test' });
    expect(reused).toEqual([false, true, false]);
  });

  it('that nobody checked opens no door', async () => {
    const network = createNodeNetwork();
    const { local } = await server();
    await once(network, local, { ca: undefined, verify: false });
    expect(await attempt(network, local, { ca: undefined })).toMatchObject({ code: 'tls-untrusted' });
  });
});

describe('a peer', () => {
  it('that speaks something else', async () => {
    const local = await serve(net.createServer((socket) => socket.on('error', () => {}).end('SIP/2.0 400 Bad Request\r\n\r\n')));
    expect(await attempt(createNodeNetwork(), local, {})).toMatchObject({ code: 'tls-not-spoken' });
  });

  it('that says nothing', async () => {
    const open = new Set<net.Socket>();
    const local = await serve(net.createServer((socket) => void open.add(socket)));
    onTestFinished(() => open.forEach((socket) => socket.destroy()));
    expect(await attempt(createNodeNetwork(), local, {}, 100)).toMatchObject({ code: 'tls-not-spoken' });
  });

  it('that speaks only old versions', async () => {
    const options: tls.TlsOptions = { cert: pem('good'), key: pem('key'), minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' };
    const local = await serve(tls.createServer(options).on('tlsClientError', () => {}));
    expect(await attempt(createNodeNetwork(), local, {})).toMatchObject({ code: 'tls-too-old' });
  });

  it('that hangs up', async () => {
    const local = await serve(net.createServer((socket) => socket.destroy()));
    expect(await attempt(createNodeNetwork(), local, {})).toMatchObject({ code: 'tls-failed' });
  });

  it('that does not listen', async () => {
    const network = createNodeNetwork();
    const gone = await network.listenTcp(LOOPBACK);
    if (!gone.ok) throw new Error(gone.error.message);
    await gone.value.close();
    expect(await attempt(network, gone.value.local, {})).toMatchObject({ code: 'connection-refused' });
  });

  it('that connects to us and speaks no TLS is not heard, and does not keep us from closing', async () => {
    const network = createNodeNetwork();
    const listening = await network.listenTls(LOOPBACK, { certificate: pem('good'), key: pem('key') });
    if (!listening.ok) throw new Error(listening.error.message);
    listening.value.onConnection = () => expect.fail('no handshake');
    const [rude, silent] = ['OPTIONS sip:x SIP/2.0\r\n\r\n', ''].map((text) => {
      const socket = net.connect(listening.value.local.port, '127.0.0.1').on('error', () => {});
      if (text !== '') socket.write(text);
      return socket;
    });
    await new Promise((resolve) => rude?.once('close', resolve));
    const ended = new Promise((resolve) => silent?.once('close', resolve));
    await listening.value.close();
    await ended;
  });
});
