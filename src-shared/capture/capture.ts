/** A capture file (pcap or pcapng, also from others): its SIP messages, calls, announcements of sessions, RTP streams and their sound.
 *
 *      const capture = createCapture();
 *      for (piece of file) capture.push(piece);     // at any time: calls, messages(), media(), streams, notes
 *      capture.finish();
 *
 *  Runs where the file is looked at (docs/decisions/0014). The pieces of the file are kept as they are, and of a message or packet no
 *  more than where it stands: all in all less than twice the file. Never throws, whatever the file holds. */
import { endpointText } from '../endpoint-text.ts';
import type { RungError } from '../errors.ts';
import { rungError } from '../errors.ts';
import type { Result } from '../result.ts';
import { err, ok } from '../result.ts';
import { classifyPacket } from '../rtp/demultiplex.ts';
import { createRtpView, readRtp } from '../rtp/packet.ts';
import { createBudget } from './budget.ts';
import { createFragmentStore } from './ip-fragments.ts';
import { exportedPdu } from './exported-pdu.ts';
import { HEP3 } from './hep-chunks.ts';
import { decodeHep, hepLength } from './hep-read.ts';
import { icmpErrorIn } from './icmp.ts';
import type { IpPacket } from './ip-packet.ts';
import { ipIn } from './link-layers.ts';
import { spansOf } from './media-spans.ts';
import { createNotes } from './notes.ts';
import { createOctetStore } from './octet-store.ts';
import { createRecentMap } from './recent-map.ts';
import { createReportedStreams } from './reported-streams.ts';
import type { Frame, RecordReader } from './frame.ts';
import { validMs } from './frame.ts';
import { createRecordReader, MAGIC_BYTES } from './record-reader.ts';
import { isAnnouncement } from './sap-rows.ts';
import { startsLikeSip } from './sip-start.ts';
import { createStreamIndex } from './stream-index.ts';
import type { CapturedStream, LinkedStream } from './stream-links.ts';
import { createStreamLinks } from './stream-links.ts';
import { soundOf } from './stream-sound.ts';
import type { StreamSound } from './stream-sound.ts';
import { createTcpStreams } from './tcp-streams.ts';
import { allCalls, createTraceIndex } from './trace-index.ts';
import type { TraceSource } from './trace-source.ts';
import { ANNOUNCEMENTS } from './trace-source.ts';
import type { Ends, TransportPacket } from './transport-packet.ts';
import { endsOf, transportPacketIn, wayKey } from './transport-packet.ts';

export interface Capture extends TraceSource {
  /** The next piece of the file, of any size. It is kept and must not change afterwards. Error: `not-a-capture`, with the first piece
   *  that shows it; what is pushed after an error is ignored. */
  push(bytes: Uint8Array): Result<void, RungError>;
  /** The file has ended. Error: `not-a-capture`. */
  finish(): Result<void, RungError>;
  /** Of the file (not packed), so far. */
  readonly bytesRead: number;
  /** Octets that are held besides the file's own, about. */
  readonly heldBytes: number;
  /** All RTP streams, also those that nobody has announced; in order of first packet. */
  readonly streams: readonly CapturedStream[];
  /** The decoded sound of a stream, by its `id`. Errors: `sound-encrypted`, `sound-codec`, `no-such-stream`. */
  sound(streamId: number): Result<StreamSound, RungError>;
}

const NOT_A_CAPTURE = rungError('not-a-capture', 'This is neither a pcap nor a pcapng file. Save the capture in one of these formats.');
const LINKTYPE_EXPORTED = 252;
const FEWEST_ENDS = 2048;

export function createCapture(): Capture {
  /** Of the frame that is being looked at. */
  let nowMs = 0;
  let position = 0;
  let comment: string | undefined;
  const store = createOctetStore();
  const notes = createNotes();
  const budget = createBudget(() => position);
  const index = createTraceIndex(store, budget, notes);
  const rtp = createStreamIndex(budget, notes);
  const rtcp = createReportedStreams();
  const links = createStreamLinks(index, rtp, rtcp, store);
  const fragments = createFragmentStore();
  const tcp = createTcpStreams((message) => index.add({ ...message, atMs: nowMs, transport: 'tcp', comment }), () => position, notes);
  const ends = createRecentMap<Ends>(FEWEST_ENDS);
  const view = createRtpView();
  let reader: RecordReader | undefined;
  let linked: readonly LinkedStream[] | undefined;
  let isRefused = false;
  let isFinished = false;

  function onFrame(frame: Frame): void {
    nowMs = frame.atMs;
    position = frame.position;
    comment = frame.comment;
    const packet = packetIn(frame);
    if (!packet) return;
    const { payload } = packet;
    // What was put together of fragments lies elsewhere.
    const payloadAt = payload.buffer === frame.bytes.buffer ? frame.position + payload.byteOffset - frame.bytes.byteOffset : undefined;
    if (packet.transport === 'tcp' && frame.linkType !== LINKTYPE_EXPORTED) tcp.segment(packet, payloadAt);
    else datagram(packet, payloadAt);
  }

  function packetIn({ linkType, bytes }: Frame): TransportPacket | undefined {
    if (linkType === LINKTYPE_EXPORTED) return exportedPdu(bytes);
    const ip = ipIn(linkType, bytes);
    if (!ip) notes.add('linkType', { linkType });
    return ip && transportPacketIn(ip, fragments, other);
  }

  function other(ip: IpPacket): void {
    const error = icmpErrorIn(ip);
    if (error) index.quote(error);
  }

  function datagram(packet: TransportPacket, payloadAt: number | undefined): void {
    const { payload } = packet;
    if (startsLikeSip(payload)) {
      const { source, destination } = knownEnds(packet);
      index.add({ atMs: nowMs, transport: packet.transport, source, destination, bytes: payload, position: payloadAt, comment });
    } else if (payload[0] === HEP3[0] && hepLength(payload)) {
      reported(payload, payloadAt);
    } else if (isAnnouncement(packet)) {
      index.announce({ atMs: nowMs, ...knownEnds(packet), bytes: payload, position: payloadAt });
    } else {
      const kind = classifyPacket(payload);
      if (kind === 'rtcp') rtcp.add(payload, nowMs);
      else if (kind === 'rtp' && readRtp(view, payload) === null) addRtp(packet, payloadAt);
    }
  }

  /** A capture agent was at work in what was captured. */
  function reported(payload: Uint8Array, payloadAt: number | undefined): void {
    const report = decodeHep(payload);
    if (!report.ok || !startsLikeSip(report.value.bytes)) return;
    const { atMs, source, destination, transport, bytes } = report.value;
    const at = payloadAt === undefined ? undefined : payloadAt + bytes.byteOffset - payload.byteOffset;
    index.add({ atMs: atMs === undefined ? nowMs : validMs(atMs), transport, source: endpointText(source), destination: endpointText(destination), bytes, position: at, comment });
  }

  function addRtp(packet: TransportPacket, payloadAt: number | undefined): void {
    if (payloadAt === undefined && !budget.take(packet.payload.length)) return notes.add('packets');
    rtp.add(packet, view, nowMs, payloadAt ?? store.keep(packet.payload));
  }

  /** The texts of few addresses are many messages'. */
  function knownEnds(packet: TransportPacket): Ends {
    const key = wayKey(packet);
    const known = ends.get(key);
    if (known) return known;
    const made = endsOf(packet);
    ends.set(key, made);
    return made;
  }

  function refuse(): Result<void, RungError> {
    isRefused = true;
    return err(NOT_A_CAPTURE);
  }

  function streams(): readonly LinkedStream[] {
    return (linked ??= links.read());
  }

  return {
    push(bytes) {
      if (isRefused) return err(NOT_A_CAPTURE);
      if (isFinished) return ok(undefined);
      store.append(bytes);
      linked = undefined;
      if (store.length < MAGIC_BYTES) return ok(undefined);
      reader ??= createRecordReader(store, onFrame, notes);
      if (!reader) return refuse();
      reader.read();
      return ok(undefined);
    },
    finish() {
      if (!reader) return refuse();
      if (isFinished) return ok(undefined);
      isFinished = true;
      reader.finish();
      tcp.finish();
      if (fragments.missing() > 0) notes.add('fragment', {}, fragments.missing());
      linked = undefined;
      return ok(undefined);
    },
    get bytesRead() {
      return store.length;
    },
    get heldBytes() {
      return budget.held + rtp.candidateBytes + tcp.heldBytes;
    },
    get messageCount() {
      return index.messageCount;
    },
    get announcementCount() {
      return index.announcementCount;
    },
    get calls() {
      return allCalls(index);
    },
    get callCount() {
      return index.callCount;
    },
    callAt: index.callAt,
    get methods() {
      return index.methods;
    },
    messages: index.messages,
    countOf: index.countOf,
    media: (callIds) => spansOf(streams(), (callId) => (callId === ANNOUNCEMENTS ? 0 : index.answeredAtMs(callId))).filter(({ callId }) => callIds?.has(callId) ?? true),
    get streams() {
      return streams().map(({ row }) => row);
    },
    sound(streamId) {
      const stream = streams()[streamId];
      return stream ? soundOf(stream.stream, rtp.rows, stream.row, store) : err(rungError('no-such-stream', 'The capture has no such stream.'));
    },
    get notes() {
      return notes.list;
    },
  };
}
