/** SIP over TLS (RFC 3261 26.2, RFC 5922): version 1.2 and above, sessions resumed, certificates judged as SIP wants it. */
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import tls from 'node:tls';
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import type { Endpoint, StreamListener, StreamSocket, TlsCheck, TlsServer } from '../ports.ts';
import { identitiesOf, speaksFor } from './certificate-identity.ts';
import { listen, wrapSocket } from './stream.ts';
import { certificateError, handshakeError, wrongNameError } from './tls-error.ts';

const MIN_VERSION = 'TLSv1.2';
/** A peer that connects and then says nothing. */
const HANDSHAKE_TIMEOUT_MS = 10_000;
const MAX_SESSIONS = 64;
const MAX_CONTEXTS = 8;

export interface TlsNetwork {
  listenTls(local: Endpoint, server: TlsServer): Promise<Result<StreamListener, RungError>>;
  connectTls(remote: Endpoint, timeoutMs: number, check: TlsCheck, localAddress?: string): Promise<Result<StreamSocket, RungError>>;
}

export function createTls(): TlsNetwork {
  /** By own authority: reading the system's costs a tenth of a second. */
  const contexts = new Map<string, tls.SecureContext>();
  const sessions = new Map<string, Buffer>();

  function contextFor(ca = ''): Result<tls.SecureContext, RungError> {
    const known = contexts.get(ca);
    if (known) return ok(known);
    try {
      if (ca !== '') new X509Certificate(ca);
      const context = tls.createSecureContext({ ca: ca === '' ? systemRoots() : [...systemRoots(), ca], minVersion: MIN_VERSION });
      remember(contexts, ca, context, MAX_CONTEXTS);
      return ok(context);
    } catch (error) {
      const reason = (error as Error).message;
      return err(rungError('tls-ca-unreadable', `The certificate of your own authority could not be read (${reason}). It should be a PEM file.`, { reason }));
    }
  }

  async function connectTls(remote: Endpoint, timeoutMs: number, check: TlsCheck, localAddress?: string): Promise<Result<StreamSocket, RungError>> {
    const context = contextFor(check.ca);
    if (!context.ok) return context;
    // A session carries the verdict on its certificate along, so it is kept apart by all that the verdict depends on.
    const sessionKey = [remote.address, remote.port, check.domain, check.verify, check.ca ?? ''].join('|');
    return new Promise((resolve) => {
      const socket = tls.connect({
        host: remote.address,
        port: remote.port,
        ...(localAddress === undefined ? {} : { localAddress }),
        secureContext: context.value,
        session: sessions.get(sessionKey),
        // RFC 6066 3: names only.
        servername: isIP(check.domain) ? '' : check.domain,
        // Judged below, where the certificate is still at hand for the error's words. Nothing is sent before.
        rejectUnauthorized: false,
        checkServerIdentity: () => undefined,
      });
      let isConnected = false;
      const timer = setTimeout(() => socket.destroy(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })), timeoutMs);
      const fail = (error: RungError): void => {
        clearTimeout(timer);
        sessions.delete(sessionKey);
        resolve(err(error));
      };
      const refuse = (error: NodeJS.ErrnoException): void => fail(handshakeError(error, isConnected, check.domain, remote));
      socket.setNoDelay(true).setKeepAlive(true);
      socket.once('error', refuse);
      socket.once('connect', () => (isConnected = true));
      socket.once('secureConnect', () => {
        const problem = check.verify ? judge(socket, check.domain) : undefined;
        if (problem) {
          socket.destroy();
          return fail(problem);
        }
        clearTimeout(timer);
        socket.off('error', refuse);
        resolve(ok(wrapSocket(socket)));
      });
      socket.on('session', (session) => socket.destroyed || remember(sessions, sessionKey, session, MAX_SESSIONS));
    });
  }

  return { listenTls, connectTls };
}

function judge(socket: tls.TLSSocket, domain: string): RungError | undefined {
  // A resumed session is that of a certificate which was judged for this very domain.
  if (socket.isSessionReused()) return undefined;
  const certificate = socket.getPeerCertificate();
  // Node's types call it an Error; it is the code.
  if (!socket.authorized) return certificateError(String(socket.authorizationError), domain, certificate);
  const identities = identitiesOf(certificate);
  return speaksFor(identities, domain) ? undefined : wrongNameError(domain, identities);
}

async function listenTls(wanted: Endpoint, { certificate, key }: TlsServer): Promise<Result<StreamListener, RungError>> {
  try {
    const server = tls.createServer({ cert: certificate, key, minVersion: MIN_VERSION, handshakeTimeout: HANDSHAKE_TIMEOUT_MS, noDelay: true, keepAlive: true });
    return await listen(server, wanted, 'secureConnection');
  } catch (error) {
    const reason = (error as Error).message;
    return err(rungError('tls-certificate-unreadable', `The certificate or the key for incoming TLS connections cannot be used (${reason}). Both should be PEM files, and belong together.`, { reason }));
  }
}

let roots: string[] | undefined;

/** The authorities that the system trusts; where it tells none, those that Node brings along. */
function systemRoots(): string[] {
  if (roots) return roots;
  const system = tls.getCACertificates('system');
  roots = system.length > 0 ? [...new Set(system)] : tls.getCACertificates('default');
  return roots;
}

function remember<T>(map: Map<string, T>, key: string, value: T, max: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > max) map.delete(map.keys().next().value ?? '');
}
