/** SIP messages out of TCP connections: octets in order, several messages in a segment, messages over several, SIP over WebSocket. */
import { indexOfBlankLine, latin1 } from '../sip/bytes.ts';
import type { StreamFramer } from '../sip/stream-framing.ts';
import { createStreamFramer } from '../sip/stream-framing.ts';
import type { Notes } from './notes.ts';
import { createRecentMap } from './recent-map.ts';
import { startsLikeSip } from './sip-start.ts';
import type { Piece, TcpOrder } from './tcp-order.ts';
import { createTcpOrder } from './tcp-order.ts';
import type { TransportPacket } from './transport-packet.ts';
import { endsOf, oppositeKey, TCP_ACK, TCP_SYN, wayKey } from './transport-packet.ts';
import type { WebSocketReader } from './websocket.ts';
import { createWebSocketReader } from './websocket.ts';

export interface TcpMessage {
  source: string;
  destination: string;
  bytes: Uint8Array;
  /** In the file; absent: put together from several places. */
  position?: number;
}

export interface TcpStreams {
  /** `position`: of the payload in the file. */
  segment(packet: TransportPacket, position: number | undefined): void;
  /** The file has ended: what waited for missing segments. */
  finish(): void;
}

/** One direction of a connection. */
interface Way {
  source: string;
  destination: string;
  order: TcpOrder;
  /** The last message was whole, so that what comes next is the beginning of another. */
  inSync: boolean;
  /** Holds the beginning of a message that goes on in the next segment. */
  framer: StreamFramer | undefined;
  webSocket: WebSocketReader | undefined;
}

/** Directions of connections that are followed at a time. */
const FEWEST_WAYS = 8192;
/** That hold half a message each. */
const FEWEST_OPEN = 512;
/** That wait for a missing segment. */
const MOST_WAITING = 1024;
const LONGEST_LINE = 2048;

export function createTcpStreams(onMessage: (message: TcpMessage) => void, notes: Notes): TcpStreams {
  const ways = createRecentMap<Way>(FEWEST_WAYS);
  const waiting = new Map<string, Way>();
  /** Those with a framer: given up when there are too many. */
  let open = new Set<Way>();

  function wayOf(key: string, packet: TransportPacket): Way {
    const known = ways.get(key);
    if (known) return known;
    const way: Way = { ...endsOf(packet), order: createTcpOrder(), inSync: false, framer: undefined, webSocket: undefined };
    ways.set(key, way);
    return way;
  }

  function segment(packet: TransportPacket, position: number | undefined): void {
    const isSyn = (packet.flags & TCP_SYN) !== 0;
    if (waiting.size > 0 && (packet.flags & TCP_ACK) !== 0) confirm(oppositeKey(packet), packet.acknowledged);
    if (!isSyn && packet.payload.length === 0) return;
    const key = wayKey(packet);
    const way = wayOf(key, packet);
    if (isSyn) way.order.begin(packet.sequence);
    else deliver(key, way, way.order.push({ sequence: packet.sequence, payload: packet.payload, position: position ?? Number.NaN }));
  }

  function confirm(key: string, sequence: number): void {
    const way = waiting.get(key);
    if (way) deliver(key, way, way.order.acknowledged(sequence));
  }

  function deliver(key: string, way: Way, pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      if (piece.afterGap) gap(way);
      octets(way, piece.payload, piece.position);
    }
    if (!way.order.isWaiting) return void waiting.delete(key);
    waiting.set(key, way);
    const [oldest] = waiting.size > MOST_WAITING ? waiting : [];
    if (oldest) deliver(...oldest, oldest[1].order.flush());
  }

  function gap(way: Way): void {
    notes.add('tcpGap');
    close(way);
    way.inSync = false;
    if (way.webSocket) way.webSocket = createWebSocketReader();
  }

  function octets(way: Way, bytes: Uint8Array, position: number): void {
    if (way.webSocket) return webSocket(way, bytes);
    if (way.framer) return framed(way, way.framer, bytes);
    let from = 0;
    while (from < bytes.length) {
      const rest = bytes.subarray(from);
      if (!startsLikeSip(rest)) return other(way, rest);
      const length = lengthOf(rest);
      if (length === undefined || length > rest.length) return framed(way, opened(way), rest);
      give(way, rest.subarray(0, length), position + from);
      way.inSync = true;
      from += length;
    }
  }

  function give({ source, destination }: Way, bytes: Uint8Array, position: number): void {
    onMessage({ source, destination, bytes, ...(Number.isNaN(position) ? {} : { position }) });
  }

  /** No message begins here, or no whole first line is there. */
  function other(way: Way, bytes: Uint8Array): void {
    if (isUpgrade(bytes)) way.webSocket = createWebSocketReader();
    else if (way.inSync || isHalfALine(bytes)) framed(way, opened(way), bytes);
  }

  function webSocket(way: Way, bytes: Uint8Array): void {
    for (const message of way.webSocket?.push(bytes) ?? []) if (startsLikeSip(message)) give(way, message, Number.NaN);
  }

  function framed(way: Way, framer: StreamFramer, bytes: Uint8Array): void {
    for (const each of framer.push(bytes)) {
      if (each.kind === 'message') give(way, each.bytes, Number.NaN);
      way.inSync = each.kind !== 'broken';
    }
    if (framer.isEmpty()) close(way);
  }

  function opened(way: Way): StreamFramer {
    if (open.size >= 2 * FEWEST_OPEN) {
      const [...all] = open;
      for (const oldest of all.slice(0, FEWEST_OPEN)) oldest.framer = undefined;
      open = new Set(all.slice(FEWEST_OPEN));
    }
    open.add(way);
    return (way.framer = createStreamFramer());
  }

  function close(way: Way): void {
    if (!way.framer) return;
    way.framer = undefined;
    open.delete(way);
  }

  return {
    segment,
    finish() {
      for (const [key, way] of [...waiting]) deliver(key, way, way.order.flush());
    },
  };
}

/** Octets of the message that begins here; undefined: its head is not whole. Without Content-Length, which a stream must have
 *  (RFC 3261 18.3), it is taken to end with the segment. */
function lengthOf(bytes: Uint8Array): number | undefined {
  const blank = indexOfBlankLine(bytes, 0);
  if (blank < 0) return undefined;
  const length = /\n(?:content-length|l)[ \t]*:[ \t]*(\d{1,9})/i.exec(latin1(bytes, 0, blank + 2))?.[1];
  return length === undefined ? bytes.length : blank + 4 + Number(length);
}

/** RFC 7118 4: after the handshake, both directions are frames. */
function isUpgrade(bytes: Uint8Array): boolean {
  const head = latin1(bytes, 0, Math.min(bytes.length, LONGEST_LINE));
  if (!/^(?:GET [^\r\n]* HTTP\/1\.1|HTTP\/1\.1 101 [^\r\n]*)\r\n/.test(head)) return false;
  return /\r\nsec-websocket-protocol:[^\r\n]*\bsip\b/i.test(head) || head.startsWith('HTTP/1.1 101 ');
}

function isHalfALine(bytes: Uint8Array): boolean {
  return bytes.length < LONGEST_LINE && bytes.every((code) => code >= 0x20 && code < 0x7f);
}
