/** Between a stream and its sockets: what arrives is told apart and decrypted, what leaves is encrypted, and whoever looks on sees both. */
import type { Clock, DatagramSocket, Endpoint } from '../ports.ts';
import { classifyPacket } from '../../src-shared/rtp/demultiplex.ts';
import type { Srtp } from '../rtp/srtp.ts';
import type { Route } from '../stun/transactions.ts';
import type { SessionPacket, StunPacket, TappedPacket } from './engine-port.ts';
import { createEncryption } from './encryption.ts';
import type { SocketPair, StreamSockets } from './stream-sockets.ts';
import { createStreamSockets } from './stream-sockets.ts';

export interface StreamWireOptions {
  clock: Clock;
  /** On the first own address. */
  sockets: SocketPair;
  onStun: (packet: StunPacket) => void;
  /** Sees RTCP and STUN, and RTP while it is kept. */
  onPacket: (packet: SessionPacket) => void;
  /** Sees every RTP, RTCP and STUN packet. Undefined: nobody looks, nothing is copied. */
  tap: () => ((packet: TappedPacket) => void) | undefined;
}

/** What has arrived, in the clear. */
export interface StreamWireEvents {
  /** Has anything been agreed? Before, sound is ignored. */
  isAgreed(): boolean;
  onRtp(packet: Uint8Array, from: Endpoint): void;
  onRtcp(packet: Uint8Array, from: Endpoint): void;
  /** Something that is none of these, or comes too early. */
  onOther(): void;
}

export interface StreamWire {
  readonly sockets: StreamSockets;
  readonly srtp: Srtp;
  sendRtp(packet: Uint8Array, to: Endpoint): void;
  /** `muxed`: from the RTP socket (RFC 5761). */
  sendRtcp(packet: Uint8Array, to: Endpoint, muxed: boolean): void;
  /** STUN out. From a socket that is not ours nothing is sent. */
  sendRaw(bytes: Uint8Array, route: Route): void;
  /** See MediaSession. */
  keepSound(on: boolean): void;
  /** Twice a second: as much STUN is let in again, and as much RTCP told of. */
  renewBudgets(): void;
}

/** STUN messages between two renewals. An agent with a hundred pairs starts ten checks in that time (RFC 8445 14.2). */
const MAX_STUN = 100;
/** RTCP packets told of between two renewals. */
const MAX_RTCP = 5;

export function createStreamWire(options: StreamWireOptions, events: StreamWireEvents): StreamWire {
  const { clock } = options;
  const sockets = createStreamSockets(options.sockets, receive);
  const encryption = createEncryption();
  let stunBudget = MAX_STUN;
  let rtcpBudget = MAX_RTCP;
  let keepsSound = false;

  /** By content, not by port: peers that multiplex (RFC 5761) without asking are understood too. */
  function receive(bytes: Uint8Array, from: Endpoint, socket: DatagramSocket): void {
    const kind = classifyPacket(bytes);
    if (kind === 'stun') return receiveStun(bytes, from, socket);
    if (kind === 'rtp' || kind === 'rtcp') observe('in', socket.local, from, bytes);
    if (!events.isAgreed()) return events.onOther();
    if (kind === 'rtp') return receiveRtp(bytes, from, socket);
    if (kind === 'rtcp') return receiveRtcp(bytes, from, socket);
    events.onOther();
  }

  /** Decrypted before anything else: only who has the key can become a source, or the address that we send to. */
  function receiveRtp(bytes: Uint8Array, from: Endpoint, socket: DatagramSocket): void {
    if (keepsSound) tell('rtp', 'in', socket.local, from, bytes);
    const packet = encryption.openRtp(bytes);
    if (packet) events.onRtp(packet, from);
  }

  function receiveRtcp(bytes: Uint8Array, from: Endpoint, socket: DatagramSocket): void {
    const packet = encryption.openRtcp(bytes);
    if (!packet) return;
    tellRtcp('in', socket.local, from, packet, packet !== bytes);
    events.onRtcp(packet, from);
  }

  /** Copied: sockets may reuse their buffers, and it goes to another thread. */
  function receiveStun(bytes: Uint8Array, from: Endpoint, socket: DatagramSocket): void {
    if (stunBudget-- <= 0) return;
    observe('in', socket.local, from, bytes);
    tell('stun', 'in', socket.local, from, bytes);
    options.onStun({ bytes: bytes.slice(), local: socket.local, from: { address: from.address, port: from.port } });
  }

  function send(socket: DatagramSocket, bytes: Uint8Array | undefined, to: Endpoint): void {
    if (!bytes) return;
    observe('out', socket.local, to, bytes);
    socket.send(bytes, to);
  }

  function tellRtcp(direction: 'in' | 'out', local: Endpoint, remote: Endpoint, packet: Uint8Array, isEncrypted: boolean): void {
    if (rtcpBudget-- > 0) tell('rtcp', direction, local, remote, packet, isEncrypted);
  }

  function tell(kind: SessionPacket['kind'], direction: 'in' | 'out', local: Endpoint, { address, port }: Endpoint, bytes: Uint8Array, isEncrypted = false): void {
    options.onPacket({ kind, direction, local, remote: { address, port }, atMs: clock.wallMs(), bytes: bytes.slice(), ...(isEncrypted && { isEncrypted }) });
  }

  function observe(direction: 'in' | 'out', local: Endpoint, remote: Endpoint, bytes: Uint8Array): void {
    options.tap()?.({ direction, local, remote, atMs: clock.wallMs(), bytes: bytes.slice() });
  }

  return {
    sockets,
    srtp: encryption.srtp,
    sendRtp(packet, to) {
      const sealed = encryption.sealRtp(packet);
      if (sealed && keepsSound) tell('rtp', 'out', sockets.rtp.local, to, sealed);
      send(sockets.rtp, sealed, to);
    },
    sendRtcp(packet, to, muxed) {
      const socket = muxed ? sockets.rtp : sockets.rtcp;
      const sealed = encryption.sealRtcp(packet);
      if (sealed) tellRtcp('out', socket.local, to, packet, sealed !== packet);
      send(socket, sealed, to);
    },
    sendRaw(bytes, { local, remote }) {
      const socket = sockets.find(local);
      if (!socket) return;
      tell('stun', 'out', local, remote, bytes);
      send(socket, bytes, remote);
    },
    keepSound: (on) => void (keepsSound = on),
    renewBudgets() {
      stunBudget = MAX_STUN;
      rtcpBudget = MAX_RTCP;
    },
  };
}
