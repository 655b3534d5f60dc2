/** A capture file (pcap or pcapng, also from others): its SIP messages, calls, RTP streams and their sound.
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
import type { MediaSpan } from '../model.ts';
import type { Result } from '../result.ts';
import { err, ok } from '../result.ts';
import { classifyPacket } from '../rtp/demultiplex.ts';
import { createRtpView, readRtp } from '../rtp/packet.ts';
import { createStreamFramer } from '../sip/stream-framing.ts';
import type { StreamFramer } from '../sip/stream-framing.ts';
import type { CapturedPacket } from './captured-packet.ts';
import { isCapture } from './capture-records.ts';
import { createOctetStore } from './octet-store.ts';
import { readCapture } from './pcap-read.ts';
import { createStreamIndex } from './stream-index.ts';
import { linkStreams } from './stream-links.ts';
import type { CapturedStream, LinkedStream } from './stream-links.ts';
import { soundOf } from './stream-sound.ts';
import type { StreamSound } from './stream-sound.ts';
import { createTraceIndex } from './trace-index.ts';
import type { TraceSource } from './trace-source.ts';

export interface Capture extends TraceSource {
  /** The next piece of the file, of any size. It is kept and must not change afterwards. Error: `not-a-capture`, with the first piece
   *  that shows it; what is pushed after an error is ignored. */
  push(bytes: Uint8Array): Result<void, RungError>;
  /** The file has ended. Error: `not-a-capture`. */
  finish(): Result<void, RungError>;
  /** Of the file (not packed), so far. */
  readonly bytesRead: number;
  /** All RTP streams, also those that no call has announced; in order of first packet. */
  readonly streams: readonly CapturedStream[];
  /** The decoded sound of a stream, by its `id`. Errors: `sound-encrypted`, `sound-codec`, `no-such-stream`. */
  sound(streamId: number): Result<StreamSound, RungError>;
}

const NOT_A_CAPTURE = rungError('not-a-capture', 'This is neither a pcap nor a pcapng file. Save the capture in one of these formats.');
/** What the magic number needs. */
const MAGIC_BYTES = 4;

export function createCapture(): Capture {
  const store = createOctetStore();
  const index = createTraceIndex(store);
  const rtp = createStreamIndex();
  const view = createRtpView();
  const framers = new Map<string, StreamFramer>();
  let linked: readonly LinkedStream[] | undefined;
  let isRefused = false;

  function message(packet: CapturedPacket, bytes: Uint8Array): void {
    index.add({ atMs: packet.atMs, transport: packet.transport, source: endpointText(packet.source), destination: endpointText(packet.destination), bytes });
  }

  function segment(packet: CapturedPacket): void {
    const way = `${endpointText(packet.source)}|${endpointText(packet.destination)}`;
    const framer = framers.get(way) ?? (looksLikeSip(packet.bytes) ? createStreamFramer() : undefined);
    if (!framer) return;
    framers.set(way, framer);
    for (const framed of framer.push(packet.bytes)) if (framed.kind === 'message') message(packet, framed.bytes);
  }

  function datagram(packet: CapturedPacket): void {
    if (looksLikeSip(packet.bytes)) return message(packet, packet.bytes);
    if (classifyPacket(packet.bytes) !== 'rtp' || readRtp(view, packet.bytes) !== null) return;
    const { atMs, bytes } = packet;
    const found = { atMs, source: endpointText(packet.source), destination: endpointText(packet.destination), position: store.keep(bytes), length: bytes.length };
    rtp.add(found, view);
  }

  function refuse(): Result<void, RungError> {
    isRefused = true;
    return err(NOT_A_CAPTURE);
  }

  function streams(): readonly LinkedStream[] {
    return (linked ??= linkStreams(rtp.streams, [...index.descriptions()]));
  }

  return {
    push(bytes) {
      if (isRefused) return err(NOT_A_CAPTURE);
      store.append(bytes);
      linked = undefined;
      return store.length >= MAGIC_BYTES && !isCapture(store.read(0, MAGIC_BYTES)) ? refuse() : ok(undefined);
    },
    finish() {
      const capture = isRefused ? undefined : readCapture(store.read(0, store.length));
      if (!capture?.ok) return refuse();
      for (const packet of capture.value) {
        if (packet.transport === 'tcp') segment(packet);
        else datagram(packet);
      }
      linked = undefined;
      return ok(undefined);
    },
    get bytesRead() {
      return store.length;
    },
    get messageCount() {
      return index.messageCount;
    },
    get calls() {
      return index.calls;
    },
    messages: (callIds) => index.messages(callIds),
    media: (callIds) => streams().flatMap(({ span }) => (span && (callIds?.has(span.callId) ?? true) ? [span] : [])) satisfies MediaSpan[],
    get streams() {
      return streams().map(({ row }) => row);
    },
    sound(streamId) {
      const stream = streams()[streamId];
      return stream ? soundOf(stream.stream, stream.row, store) : err(rungError('no-such-stream', 'The capture has no such stream.'));
    },
    notes: [],
  };
}

/** `SIP/2.0 …` or a first line that ends with it; the first line of a request fits into 2 kB. */
function looksLikeSip(bytes: Uint8Array): boolean {
  const first = bytes[0] ?? 0;
  if (first < 0x21 || first > 0x7e) return false;
  const head = String.fromCharCode(...bytes.subarray(0, 2048));
  const end = head.search(/[\r\n]/);
  return head.startsWith('SIP/2.0 ') || / SIP\/\d+\.\d+$/.test(end < 0 ? head : head.slice(0, end));
}
