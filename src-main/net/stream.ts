/** What TCP and TLS have in common: sockets and listeners of Node as the ports see them. */
import type net from 'node:net';
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
/** RFC 4594 4: signalling is class CS5. As the whole octet (docs/decisions/0007-dscp.md). */
const SIGNALLING_CLASS = 40 << 2;

/** `ready`: the event that brings connections fit for use. Errors: `port-in-use`, `address-not-available`, `permission-denied`. */
export function listen(server: net.Server, wanted: Endpoint, ready: 'connection' | 'secureConnection'): Promise<Result<StreamListener, RungError>> {
  server.maxConnections = MAX_CONNECTIONS;
  return new Promise((resolve) => {
    const refuse = (error: NodeJS.ErrnoException): void => resolve(err(localError(error, wanted, ready === 'connection' ? 'TCP' : 'TLS')));
    server.once('error', refuse);
    server.listen({ host: wanted.address, port: wanted.port, ipv6Only: wanted.address.includes(':'), exclusive: true }, () => {
      server.off('error', refuse);
      resolve(ok(wrapServer(server, ready)));
    });
  });
}

function wrapServer(server: net.Server, ready: string): StreamListener {
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
  // With TLS, `connection` comes first and is what close() has to end; `ready` may never come.
  server.on('connection', (connection: net.Socket) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  server.on(ready, (connection: net.Socket) => {
    // Gone before it was accepted: it has no addresses any more.
    if (connection.remoteAddress === undefined) return connection.destroy();
    listener.onConnection(wrapSocket(connection));
  });
  // A single connection that could not be accepted (out of descriptors); the listener goes on.
  server.on('error', () => {});
  return listener;
}

export function wrapSocket(socket: net.Socket): StreamSocket {
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
  markAsSignalling(socket);

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

/** A wish to the network; no system has to grant it, and TLS sockets do not pass it on. */
function markAsSignalling(socket: net.Socket): void {
  try {
    socket.setTypeOfService?.(SIGNALLING_CLASS);
  } catch {
    // Then it goes unmarked.
  }
}
