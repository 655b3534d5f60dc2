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
  /** It stands there masked with this. */
  mask?: number;
}

export interface TcpStreams {
  /** `position`: of the payload in the file. */
  segment(packet: TransportPacket, position: number | undefined): void;
  /** The file has ended: what waited for missing segments. */
  finish(): void;
  /** Octets that connections and unfinished messages take, about. */
  readonly heldBytes: number;
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

/** Directions of connections that are followed at a time, at least: so many, and one for so many octets of the file. */
const FEWEST_WAYS = 512;
const BYTES_PER_WAY = 16_384;
/** That wait for a missing segment. */
const MOST_WAITING = 64;
/** Octets of unfinished messages, of all connections: so many, and this share of the file. */
const OPEN_BYTES = 1_500_000;
const OPEN_SHARE = 1 / 16;
const WAY_BYTES = 1000;
/** Of 64 segments. */
const WAITING_BYTES = 16_000;
/** Of an unfinished message, besides its octets. */
const READER_BYTES = 1024;
const LONGEST_LINE = 2048;

/** `position`: how far the file has been looked at. */
export function createTcpStreams(onMessage: (message: TcpMessage) => void, position: () => number, notes: Notes): TcpStreams {
  const ways = createRecentMap<Way>(() => FEWEST_WAYS + position() / BYTES_PER_WAY);
  const waiting = new Map<string, Way>();
  /** What those hold that have half a message; the oldest first. Given up when it is too much. */
  const open = new Map<Way, number>();
  let openBytes = 0;

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
    if (way.webSocket) return webSocket(way, way.webSocket, bytes, position);
    if (way.framer) return framed(way, way.framer, bytes);
    let from = 0;
    while (from < bytes.length) {
      const rest = bytes.subarray(from);
      if (!startsLikeSip(rest)) return other(way, rest);
      const length = lengthOf(rest);
      if (length === undefined || length > rest.length) return framed(way, createStreamFramer(), rest);
      give(way, rest.subarray(0, length), position + from);
      way.inSync = true;
      from += length;
    }
  }

  function give({ source, destination }: Way, bytes: Uint8Array, position: number, mask = 0): void {
    onMessage({ source, destination, bytes, ...(Number.isNaN(position) ? {} : { position, mask }) });
  }

  /** No message begins here, or no whole first line is there. */
  function other(way: Way, bytes: Uint8Array): void {
    if (isUpgrade(bytes)) way.webSocket = createWebSocketReader();
    else if (way.inSync || isHalfALine(bytes)) framed(way, createStreamFramer(), bytes);
  }

  function webSocket(way: Way, reader: WebSocketReader, bytes: Uint8Array, position: number): void {
    for (const message of reader.push(bytes)) {
      if (startsLikeSip(message.bytes)) give(way, message.bytes, message.at === undefined ? Number.NaN : position + message.at, message.mask);
    }
    hold(way, reader.held());
  }

  function framed(way: Way, framer: StreamFramer, bytes: Uint8Array): void {
    way.framer = framer;
    for (const each of framer.push(bytes)) {
      if (each.kind === 'message') give(way, each.bytes, Number.NaN);
      way.inSync = each.kind !== 'broken';
    }
    if (framer.isEmpty()) close(way);
    else hold(way, framer.held());
  }

  function hold(way: Way, bytes: number): void {
    openBytes -= open.get(way) ?? 0;
    open.delete(way);
    if (bytes === 0) return;
    open.set(way, bytes + READER_BYTES);
    openBytes += bytes + READER_BYTES;
    while (openBytes > OPEN_BYTES + OPEN_SHARE * position()) giveUp();
  }

  function giveUp(): void {
    const [oldest] = open.keys();
    if (!oldest) return;
    notes.add('tcpOpen');
    close(oldest);
    oldest.inSync = false;
    if (oldest.webSocket) oldest.webSocket = createWebSocketReader();
  }

  function close(way: Way): void {
    way.framer = undefined;
    hold(way, 0);
  }

  return {
    segment,
    get heldBytes() {
      return ways.size * WAY_BYTES + waiting.size * WAITING_BYTES + openBytes;
    },
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
