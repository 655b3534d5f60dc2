/** The sockets of one stream: a pair for RTP and RTCP on each own address, one of each of which sends. */
import type { DatagramSocket, Endpoint } from '../ports.ts';
import type { Mutable } from '../rtp/mutable.ts';
import type { LocalPorts } from './engine-port.ts';

export interface SocketPair {
  rtp: DatagramSocket;
  rtcp: DatagramSocket;
}

export interface StreamSockets {
  /** What sound is sent from. */
  readonly rtp: DatagramSocket;
  readonly rtcp: DatagramSocket;
  /** How many addresses. */
  readonly size: number;
  add(pair: SocketPair): void;
  /** The ports on that address. */
  on(address: string): LocalPorts | undefined;
  /** Sends from these from now on; from the first pair where they are absent or not ours. */
  use(rtp: Endpoint | undefined, rtcp: Endpoint | undefined): void;
  /** The socket that is bound there. */
  find(local: Endpoint): DatagramSocket | undefined;
  close(): Promise<void>;
}

export function createStreamSockets(first: SocketPair, onMessage: (bytes: Uint8Array, from: Endpoint, socket: DatagramSocket) => void): StreamSockets {
  const pairs: SocketPair[] = [];

  function locate(local: Endpoint | undefined): { socket: DatagramSocket; pair: SocketPair } | undefined {
    if (!local) return undefined;
    for (const pair of pairs) {
      for (const socket of [pair.rtp, pair.rtcp]) {
        if (socket.local.port === local.port && socket.local.address === local.address) return { socket, pair };
      }
    }
    return undefined;
  }

  const sockets: Mutable<StreamSockets> = {
    rtp: first.rtp,
    rtcp: first.rtcp,
    size: 0,
    add(pair) {
      sockets.size = pairs.push(pair);
      for (const socket of [pair.rtp, pair.rtcp]) {
        socket.onMessage = (bytes, from) => onMessage(bytes, from, socket);
        // The socket refuses to send (no route, peer's port closed): packets are lost, which the figures show.
        socket.onError = () => {};
      }
    },
    on(address) {
      const pair = pairs.find(({ rtp }) => rtp.local.address === address);
      return pair && { rtp: pair.rtp.local, rtcp: pair.rtcp.local };
    },
    use(rtp, rtcp) {
      const found = locate(rtp);
      sockets.rtp = found?.socket ?? first.rtp;
      sockets.rtcp = locate(rtcp)?.socket ?? found?.pair.rtcp ?? first.rtcp;
    },
    find: (local) => locate(local)?.socket,
    async close() {
      await Promise.all(pairs.flatMap(({ rtp, rtcp }) => [rtp.close(), rtcp.close()]));
    },
  };
  sockets.add(first);
  return sockets;
}
