/** A capture file read: pcap or pcapng to UDP datagrams and TCP payload in order. */
import type { RungError } from '../errors.ts';
import { rungError } from '../errors.ts';
import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import { captureRecords } from './capture-records.ts';
import type { FrameRecord } from './capture-records.ts';
import { createFragmentStore } from './ip-fragments.ts';
import type { FragmentStore } from './ip-fragments.ts';
import type { CapturedPacket } from './captured-packet.ts';
import { ipPacketOf, segmentOf } from './unframe.ts';
import type { IpPacket, Segment } from './unframe.ts';

/** Packets are found while iterating and are views into `file`. IP fragments are put together. TCP bytes that were already
 *  given (retransmissions) are left out; segments that overtook others are not put back into order. Frames that are neither
 *  UDP nor TCP over IP are passed over. Error: `not-a-capture`. */
export function readCapture(file: Uint8Array): Result<Iterable<CapturedPacket>, RungError> {
  const records = captureRecords(file);
  if (records) return ok(packets(records));
  return err(rungError('not-a-capture', 'This is neither a pcap nor a pcapng file. Save the capture in one of these formats.'));
}

function* packets(records: Iterable<FrameRecord>): Generator<CapturedPacket> {
  const nextSequence = new Map<string, number>();
  const fragments = createFragmentStore();
  for (const { linkType, atMs, frame } of records) {
    const packet = ipPacketOf(linkType, frame);
    const whole = packet && wholePacket(packet, fragments);
    const segment = whole && segmentOf(whole);
    if (!segment) continue;
    const bytes = segment.transport === 'tcp' ? newBytes(segment, nextSequence) : segment.payload;
    if (bytes.length === 0) continue;
    yield { atMs, source: segment.source, destination: segment.destination, transport: segment.transport, bytes };
  }
}

function wholePacket(packet: IpPacket, fragments: FragmentStore): IpPacket | undefined {
  const { source, destination, protocol, fragment } = packet;
  if (!fragment) return packet;
  const payload = fragments.add(`${source}|${destination}|${protocol}|${fragment.id}`, fragment, packet.payload);
  return payload && { ...packet, payload };
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
