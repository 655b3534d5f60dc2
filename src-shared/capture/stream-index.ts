/** RTP streams of a capture: who sends to whom under which SSRC, and where the packets stand. Whether it is RTP at all, and what the
 *  figures are, is found out when somebody asks (stream-figures.ts). */
import type { RtpView } from '../rtp/packet.ts';
import type { Column } from './columns.ts';
import { createColumn } from './columns.ts';
import type { Notes } from './notes.ts';
import { createRecentMap } from './recent-map.ts';
import type { TransportPacket } from './transport-packet.ts';
import { endsOf, wayKey } from './transport-packet.ts';

export interface IndexedStream {
  source: string;
  destination: string;
  ssrc: number;
  startedAtMs: number;
  endedAtMs: number;
  packets: number;
  /** A row a packet: where it stands, its length, when it came. */
  positions: Column;
  lengths: Column;
  times: Column;
}

export interface StreamIndex {
  /** `position`: of the payload, in the file or kept. */
  add(packet: TransportPacket, rtp: RtpView, atMs: number, position: number): void;
  /** In order of first packet; with few packets they may be something else that looks alike. */
  readonly streams: readonly IndexedStream[];
}

/** Of a stream that nobody has announced: fewer are something else that looks alike. */
export const FEWEST_PACKETS = 10;
const MOST_STREAMS = 10_000;
/** With fewer packets than that, at a time. */
const FEWEST_CANDIDATES = 4096;

export function createStreamIndex(notes: Notes): StreamIndex {
  const streams = new Map<string, IndexedStream>();
  const candidates = createRecentMap<IndexedStream>(FEWEST_CANDIDATES);
  let lastKey = '';
  let last: IndexedStream | undefined;

  function streamOf(key: string, packet: TransportPacket, { ssrc }: RtpView, atMs: number): IndexedStream {
    if (last && key === lastKey) return last;
    const known = streams.get(key) ?? candidates.get(key);
    if (known) return known;
    const stream: IndexedStream = {
      ...endsOf(packet), ssrc, startedAtMs: atMs, endedAtMs: atMs, packets: 0,
      positions: createColumn('f64'), lengths: createColumn('u32'), times: createColumn('f64'),
    };
    candidates.set(key, stream);
    return stream;
  }

  /** A candidate has sent enough. */
  function confirm(key: string, stream: IndexedStream): void {
    candidates.delete(key);
    if (streams.size < MOST_STREAMS) streams.set(key, stream);
    else notes.add('streams', { most: MOST_STREAMS }, stream.packets);
  }

  return {
    add(packet, rtp, atMs, position) {
      const key = wayKey(packet) + String.fromCharCode(rtp.ssrc >>> 16, rtp.ssrc & 0xffff);
      const stream = streamOf(key, packet, rtp, atMs);
      lastKey = key;
      last = stream;
      const row = stream.packets++;
      stream.positions.set(row, position);
      stream.lengths.set(row, rtp.bytes.length);
      stream.times.set(row, atMs);
      stream.endedAtMs = atMs;
      if (stream.packets === FEWEST_PACKETS) confirm(key, stream);
    },
    get streams() {
      return [...streams.values(), ...candidates.values()].sort((a, b) => a.startedAtMs - b.startedAtMs);
    },
  };
}
