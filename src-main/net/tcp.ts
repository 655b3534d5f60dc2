import net from 'node:net';
import { endpointText } from '../../src-shared/endpoint-text.ts';
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import type { Endpoint, StreamListener, StreamSocket } from '../ports.ts';
import { localError, remoteError } from './network-error.ts';

/** More connections than a phone ever has; fewer than a stranger could use to exhaust it. */
const MAX_CONNECTIONS = 1_024;
/** What may wait for a peer that does not read, before the connection is given up. */
const MAX_BACKLOG_BYTES = 1024 * 1024;

/** Errors: `port-in-use`, `address-not-available`, `permission-denied`. */
export function listenTcp(wanted: Endpoint): Promise<Result<StreamListener, RungError>> {
  const server = net.createServer({ noDelay: true, keepAlive: true });
  server.maxConnections = MAX_CONNECTIONS;
  return new Promise((resolve) => {
    const refuse = (error: NodeJS.ErrnoException): void => resolve(err(localError(error, wanted, 'TCP')));
    server.once('error', refuse);
    server.listen({ host: wanted.address, port: wanted.port, ipv6Only: wanted.address.includes(':'), exclusive: true }, () => {
      server.off('error', refuse);
      resolve(ok(wrapServer(server)));
    });
  });
}

function wrapServer(server: net.Server): StreamListener {
  const { address, port } = server.address() as net.AddressInfo;
  const connections = new Set<net.Socket>();
  const listener: StreamListener = {
    local: { address, port },
    onConnection: () => {},
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of connections) connection.destroySoon();
      return closed;
    },
  };
  server.on('connection', (connection) => {
    // Gone before it was accepted: it has no addresses any more.
    if (connection.remoteAddress === undefined) return connection.destroy();
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
    listener.onConnection(wrapSocket(connection));
  });
  // A single connection that could not be accepted (out of descriptors); the listener goes on.
  server.on('error', () => {});
  return listener;
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

function wrapSocket(socket: net.Socket): StreamSocket {
  const remote = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
  let failure: RungError | undefined;
  let closedByUs = false;
  const stream: StreamSocket = {
    local: { address: socket.localAddress ?? '', port: socket.localPort ?? 0 },
    remote,
    write(bytes) {
      if (!socket.writable) return;
      socket.write(bytes);
      if (socket.writableLength > MAX_BACKLOG_BYTES) giveUp();
    },
    onData: () => {},
    onClose: () => {},
    close() {
      closedByUs = true;
      socket.destroySoon();
    },
  };

  function giveUp(): void {
    failure = rungError('connection-stalled', `${endpointText(remote)} does not read what is sent to it; the connection was given up.`, {
      address: remote.address, port: remote.port,
    });
    socket.destroy();
  }

  socket.on('data', (bytes) => !closedByUs && stream.onData(bytes));
  socket.on('error', (error) => (failure ??= remoteError(error, remote)));
  socket.on('close', () => !closedByUs && stream.onClose(failure));
  return stream;
}
