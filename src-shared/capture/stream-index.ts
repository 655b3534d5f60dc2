/** RTP streams of a capture: a row each, figures as a receiver has them (RFC 3550 A), and where the packets stand. */
import type { RtpView } from '../rtp/packet.ts';
import type { SourceState } from '../rtp/source-statistics.ts';
import { beginSource, createSourceState, expectedPackets, updateJitter, updateSequence } from '../rtp/source-statistics.ts';
import type { Column } from './columns.ts';
import { createColumn } from './columns.ts';

export interface FoundRtp {
  atMs: number;
  source: string;
  destination: string;
  /** Where the packet stands in the store. */
  position: number;
  length: number;
}

export interface IndexedStream {
  source: string;
  destination: string;
  ssrc: number;
  /** Of the first packet. */
  payloadType: number;
  startedAtMs: number;
  endedAtMs: number;
  packets: number;
  /** A row a packet. */
  positions: Column;
  lengths: Column;
  times: Column;
  figures: SourceState;
  /** Of the sequences before the last restart. */
  lostBefore: number;
}

export interface StreamIndex {
  add(found: FoundRtp, packet: RtpView): void;
  /** In order of first packet, also those that may not be RTP at all. */
  readonly streams: readonly IndexedStream[];
}

/** Streams beyond this are not counted: a scan must not fill the memory. */
const MAX_STREAMS = 10_000;
const CLOCK_RATE_HZ = 8000;

export function createStreamIndex(): StreamIndex {
  const streams: IndexedStream[] = [];
  const byWay = new Map<string, IndexedStream>();

  return {
    streams,
    add(found, packet) {
      const key = `${found.source}|${found.destination}|${packet.ssrc}`;
      let stream = byWay.get(key);
      if (!stream) {
        if (streams.length >= MAX_STREAMS) return;
        stream = begin(found, packet);
        byWay.set(key, stream);
        streams.push(stream);
      }
      count(stream, found, packet);
    },
  };
}

function begin({ atMs, source, destination }: FoundRtp, { ssrc, payloadType, sequence }: RtpView): IndexedStream {
  const figures = createSourceState();
  beginSource(figures, ssrc, sequence, 1);
  return {
    source, destination, ssrc, payloadType, startedAtMs: atMs, endedAtMs: atMs, packets: 0,
    positions: createColumn('f64'), lengths: createColumn('u32'), times: createColumn('f64'), figures, lostBefore: 0,
  };
}

function count(stream: IndexedStream, { atMs, position, length }: FoundRtp, packet: RtpView): void {
  const row = stream.packets++;
  stream.positions.set(row, position);
  stream.lengths.set(row, length);
  stream.times.set(row, atMs);
  stream.endedAtMs = atMs;
  updateSequence(stream.figures, packet.sequence);
  updateJitter(stream.figures, packet.timestamp, atMs, CLOCK_RATE_HZ);
}

export function lostOf({ figures, lostBefore }: IndexedStream): number {
  return lostBefore + Math.max(0, expectedPackets(figures) - figures.received);
}

export function jitterMsOf({ figures }: IndexedStream): number {
  return figures.jitter * 1000 / CLOCK_RATE_HZ;
}
