/** RTP streams of a capture: who sends to whom under which SSRC, and where the packets stand. Whether it is RTP at all, and what the
 *  figures are, is found out when somebody asks (stream-figures.ts). */
import type { RtpView } from '../rtp/packet.ts';
import type { Budget } from './budget.ts';
import type { Column } from './columns.ts';
import { createColumn } from './columns.ts';
import type { Notes } from './notes.ts';
import { createRecentMap } from './recent-map.ts';
import type { Ends, TransportPacket } from './transport-packet.ts';
import { endsOfKey, wayKey } from './transport-packet.ts';

export interface IndexedStream {
  /** Names its way (`wayKey`). */
  way: string;
  ssrc: number;
  packets: number;
  /** Rows of its first and last packet. */
  first: number;
  last: number;
}

/** A row a packet, of all streams together. */
export interface PacketRows {
  /** Where the payload of the datagram stands, in the file or kept, and its length. */
  position: Column;
  length: Column;
  atMs: Column;
  /** Row of the same stream's next packet. */
  next: Column;
}

export interface StreamIndex {
  /** `position`: of the payload, in the file or kept. */
  add(packet: TransportPacket, rtp: RtpView, atMs: number, position: number): void;
  /** In order of first packet; with few packets they may be something else that looks alike. */
  readonly streams: readonly IndexedStream[];
  readonly rows: PacketRows;
  /** Octets that candidates take, about. */
  readonly candidateBytes: number;
}

/** Of a stream that nobody has announced: fewer are something else that looks alike. */
export const FEWEST_PACKETS = 10;
const MOST_STREAMS = 10_000;
/** With fewer packets than that, at a time. */
const FEWEST_CANDIDATES = 4096;
const CANDIDATE_BYTES = 200;
const ROW_BYTES = 22;
/** With its figures. */
const STREAM_BYTES = 700;

export function createStreamIndex(budget: Budget, notes: Notes): StreamIndex {
  const streams = new Map<string, IndexedStream>();
  const candidates = createRecentMap<IndexedStream>(FEWEST_CANDIDATES);
  const rows: PacketRows = { position: createColumn('f64'), length: createColumn('u16'), atMs: createColumn('f64'), next: createColumn('u32') };
  let count = 0;
  let lastKey = '';
  let last: IndexedStream | undefined;

  function streamOf(key: string, way: string, { ssrc }: RtpView): IndexedStream {
    if (last && key === lastKey) return last;
    const known = streams.get(key) ?? candidates.get(key);
    if (known) return known;
    const stream: IndexedStream = { way, ssrc, packets: 0, first: count, last: count };
    candidates.set(key, stream);
    return stream;
  }

  /** A candidate has sent enough. */
  function confirm(key: string, stream: IndexedStream): void {
    candidates.delete(key);
    if (streams.size < MOST_STREAMS && budget.takeSpare(STREAM_BYTES)) streams.set(key, stream);
    else notes.add('streams', {}, stream.packets);
  }

  return {
    add(packet, rtp, atMs, position) {
      if (!budget.take(ROW_BYTES)) return notes.add('packets');
      const way = wayKey(packet);
      const key = way + String.fromCharCode(rtp.ssrc >>> 16, rtp.ssrc & 0xffff);
      const stream = streamOf(key, way, rtp);
      lastKey = key;
      last = stream;
      const row = count++;
      rows.position.set(row, position);
      rows.length.set(row, rtp.bytes.length);
      rows.atMs.set(row, atMs);
      if (stream.packets++ > 0) rows.next.set(stream.last, row);
      stream.last = row;
      if (stream.packets === FEWEST_PACKETS) confirm(key, stream);
    },
    get streams() {
      return [...streams.values(), ...candidates.values()].sort((a, b) => a.first - b.first);
    },
    rows,
    get candidateBytes() {
      return candidates.size * CANDIDATE_BYTES;
    },
  };
}

/** Rows of its packets, in order. */
export function* packetsOf({ first, packets }: IndexedStream, { next }: PacketRows): Generator<number> {
  for (let row = first, left = packets; left > 0; left--, row = next.get(row)) yield row;
}

export function streamEnds({ way }: IndexedStream): Ends {
  return endsOfKey(way);
}
