import net from 'node:net';
import type { RungError } from '../../src-shared/errors.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import type { Endpoint, StreamListener, StreamSocket } from '../ports.ts';
import { remoteError } from './network-error.ts';
import { listen, wrapSocket } from './stream.ts';

/** Errors: `port-in-use`, `address-not-available`, `permission-denied`. */
export function listenTcp(wanted: Endpoint): Promise<Result<StreamListener, RungError>> {
  return listen(net.createServer({ noDelay: true, keepAlive: true }), wanted, 'connection');
}

/** Connects to a literal address. Errors: `connection-refused`, `unreachable`, `timeout`. */
export function connectTcp(remote: Endpoint, timeoutMs: number, localAddress?: string): Promise<Result<StreamSocket, RungError>> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: remote.address, port: remote.port, localAddress, noDelay: true, keepAlive: true });
    const timer = setTimeout(() => socket.destroy(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })), timeoutMs);
    const refuse = (error: NodeJS.ErrnoException): void => {
      clearTimeout(timer);
      resolve(err(remoteError(error, remote)));
    };
    socket.once('error', refuse);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', refuse);
      resolve(ok(wrapSocket(socket)));
    });
  });
}
