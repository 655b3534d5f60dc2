/** A capture file read: pcap or pcapng to UDP datagrams and TCP payload in order. */
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import { captureRecords } from './capture-records.ts';
import type { FrameRecord } from './capture-records.ts';
import type { CapturedPacket } from './pcap.ts';
import { unframe } from './unframe.ts';
import type { Segment } from './unframe.ts';

/** Packets are found while iterating and are views into `file`. TCP bytes that were already given (retransmissions) are left
 *  out. Frames that are neither UDP nor TCP over IP, and IP fragments, are passed over. Error: `not-a-capture`. */
export function readCapture(file: Uint8Array): Result<Iterable<CapturedPacket>, RungError> {
  const records = captureRecords(file);
  if (records) return ok(packets(records));
  return err(rungError('not-a-capture', 'This is neither a pcap nor a pcapng file. Save the capture in one of these formats.'));
}

function* packets(records: Iterable<FrameRecord>): Generator<CapturedPacket> {
  const nextSequence = new Map<string, number>();
  for (const { linkType, atMs, frame } of records) {
    const segment = unframe(linkType, frame);
    if (!segment) continue;
    const bytes = segment.transport === 'tcp' ? newBytes(segment, nextSequence) : segment.payload;
    if (bytes.length === 0) continue;
    yield { atMs, source: segment.source, destination: segment.destination, transport: segment.transport, bytes };
  }
}

/** What of this segment goes beyond what was seen; sequence numbers wrap at 2^32 (RFC 9293 3.4). */
function newBytes(segment: Segment, nextSequence: Map<string, number>): Uint8Array {
  const { source, destination, payload } = segment;
  const way = `${source.address}|${source.port}|${destination.address}|${destination.port}`;
  if (segment.isSyn) nextSequence.set(way, (segment.sequence + 1) >>> 0);
  const expected = nextSequence.get(way) ?? segment.sequence;
  const seen = segment.isSyn ? 0 : (expected - segment.sequence) | 0;
  if (seen >= payload.length) return payload.subarray(payload.length);
  nextSequence.set(way, (segment.sequence + payload.length) >>> 0);
  return payload.subarray(Math.max(0, seen));
}
