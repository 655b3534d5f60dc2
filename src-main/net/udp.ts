import dgram from 'node:dgram';
import type { RungError } from '../../src-shared/errors.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import type { DatagramSocket, Endpoint } from '../ports.ts';
import { localError, remoteError } from './network-error.ts';
import { createSilenceWatch } from './silence-watch.ts';

/** Takes a burst of about a thousand INVITEs while the program is busy; the system may grant less (net.core.rmem_max). */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

const MAX_PORT = 65_535;

export interface UdpOptions {
  /** Ask peers that stay silent whether their port is closed (silence-watch.ts). For SIP, never for RTP. */
  askSilentPeers: boolean;
}

/** Binds a UDP socket. Errors: `port-in-use`, `address-not-available`, `permission-denied`.
 *
 *  Node's sockets are not connected and it does not offer IP_RECVERR, so an ICMP "port unreachable" never reaches the socket
 *  that sent. Errors that the system reports at sending do; for the others there is `askSilentPeers`. */
export async function bindUdp(wanted: Endpoint, options: UdpOptions): Promise<Result<DatagramSocket, RungError>> {
  const handle = createHandle(wanted.address);
  try {
    await bind(handle, wanted);
  } catch (error) {
    handle.close();
    return err(localError(error as NodeJS.ErrnoException, wanted, 'UDP'));
  }
  enlargeReceiveBuffer(handle);
  return ok(wrap(handle, options));
}

/** A datagram socket of the address's family that never asks a name server: the Resolver does that. `shared`: others may have its port too. */
export function createHandle(address: string, shared = false): dgram.Socket {
  const family = address.includes(':') ? 6 : 4;
  return dgram.createSocket({
    reuseAddr: shared,
    type: family === 6 ? 'udp6' : 'udp4',
    // `0.0.0.0` and `::` can have the same port, each for its own family.
    ipv6Only: family === 6,
    lookup: (literal, _options, callback) => callback(null, literal, family),
  });
}

/** Rejects with what the system says. */
export function bind(handle: dgram.Socket, local: Endpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    handle.once('error', reject);
    handle.bind({ address: local.address, port: local.port, exclusive: true }, () => {
      handle.off('error', reject);
      resolve();
    });
  });
}

export function enlargeReceiveBuffer(handle: dgram.Socket): void {
  try {
    handle.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  } catch {
    // The system's default has to do.
  }
}

function wrap(handle: dgram.Socket, options: UdpOptions): DatagramSocket {
  const { address, port } = handle.address();
  let open = true;
  const socket: DatagramSocket = {
    local: { address, port },
    send,
    onMessage: () => {},
    onError: () => {},
    close,
  };
  const silence = options.askSilentPeers ? createSilenceWatch((error, peer) => open && socket.onError(error, peer)) : undefined;

  handle.on('message', (bytes, from) => {
    // RFC 768: nothing can be sent back there. Node throws at the attempt.
    if (from.port === 0) return;
    silence?.heard(from);
    socket.onMessage(bytes, { address: from.address, port: from.port });
  });
  handle.on('error', (error) => socket.onError(localError(error, socket.local, 'UDP')));

  function send(bytes: Uint8Array, to: Endpoint): void {
    if (!open) return;
    // An address out of a message or a description of somebody else's.
    if (to.port < 1 || to.port > MAX_PORT) return socket.onError(remoteError(new Error(`there is no port ${to.port}`), to), to);
    silence?.sent(bytes, to);
    handle.send(bytes, to.port, to.address, (error) => {
      if (error && open) socket.onError(remoteError(error, to), to);
    });
  }

  function close(): Promise<void> {
    if (!open) return Promise.resolve();
    open = false;
    silence?.close();
    return new Promise((resolve) => handle.close(() => resolve()));
  }
  return socket;
}
