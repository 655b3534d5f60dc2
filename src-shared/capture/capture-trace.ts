/** A capture's packets as the ladder wants them: SIP messages in order, RTP summed up into streams. */
import { endpointText } from '../endpoint-text.ts';
import type { MediaSpan, StreamStats, TracedMessage } from '../model.ts';
import { createMessageTracer } from '../ladder/trace-message.ts';
import { parseDatagram } from '../sip/parse.ts';
import { createStreamFramer } from '../sip/stream-framing.ts';
import type { StreamFramer } from '../sip/stream-framing.ts';
import { parseSdp } from '../sdp/parse.ts';
import { classifyPacket } from '../rtp/demultiplex.ts';
import type { RtpView } from '../rtp/packet.ts';
import { createRtpView, readRtp } from '../rtp/packet.ts';
import type { SourceState } from '../rtp/source-statistics.ts';
import { beginSource, createSourceState, expectedPackets, updateJitter, updateSequence } from '../rtp/source-statistics.ts';
import type { CapturedPacket } from './captured-packet.ts';

export interface CaptureTrace {
  messages: TracedMessage[];
  media: MediaSpan[];
}

interface Stream {
  source: string;
  destination: string;
  codec: string;
  callId: string;
  startedAtMs: number;
  endedAtMs: number;
  packets: number;
  figures: SourceState;
}

/** Streams beyond this are not summed up: a scan must not fill the memory. */
/** Of the codecs with static numbers that are shown. */
const CLOCK_RATE_HZ = 8000;
const MAX_STREAMS = 10_000;
const STATIC_CODECS: Record<number, string> = { 0: 'PCMU', 3: 'GSM', 8: 'PCMA', 9: 'G722', 18: 'G729' };

export function traceCapture(packets: Iterable<CapturedPacket>): CaptureTrace {
  const tracer = createMessageTracer();
  const messages: TracedMessage[] = [];
  const framers = new Map<string, StreamFramer>();
  const streams = new Map<string, Stream>();
  /** `address:port` of each m= line, and the call it belongs to. */
  const announced = new Map<string, string>();
  const view = createRtpView();

  function message(packet: CapturedPacket, bytes: Uint8Array): void {
    const traced = tracer.trace({
      seq: messages.length + 1,
      atMs: packet.atMs,
      direction: 'out',
      transport: packet.transport,
      local: endpointText(packet.source),
      remote: endpointText(packet.destination),
      bytes,
    });
    messages.push(traced);
    if (traced.hasSdp) announce(traced.callId, bytes);
  }

  function announce(callId: string, bytes: Uint8Array): void {
    const parsed = parseDatagram(bytes);
    const sdp = parsed.ok ? parseSdp(parsed.value.body) : undefined;
    if (!sdp?.ok) return;
    for (const media of sdp.value.description.media) {
      const connection = media.connections[0] ?? sdp.value.description.connection;
      if (connection && media.port > 0) announced.set(endpointText({ address: connection.address, port: media.port }), callId);
    }
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
    if (classifyPacket(packet.bytes) === 'rtp' && readRtp(view, packet.bytes) === null) rtp(packet, view);
  }

  function rtp(packet: CapturedPacket, seen: RtpView): void {
    const source = endpointText(packet.source);
    const destination = endpointText(packet.destination);
    const key = `${source}|${destination}|${seen.ssrc}`;
    const stream = streams.get(key) ?? begin(key, source, destination, packet, seen);
    if (!stream) return;
    stream.packets++;
    stream.endedAtMs = packet.atMs;
    updateSequence(stream.figures, seen.sequence);
    updateJitter(stream.figures, seen.timestamp, packet.atMs, CLOCK_RATE_HZ);
  }

  function begin(key: string, source: string, destination: string, packet: CapturedPacket, seen: RtpView): Stream | undefined {
    const callId = announced.get(destination) ?? announced.get(source);
    if (callId === undefined || streams.size >= MAX_STREAMS) return undefined;
    const figures = createSourceState();
    beginSource(figures, seen.ssrc, seen.sequence, 1);
    const codec = STATIC_CODECS[seen.payloadType] ?? `payload ${seen.payloadType}`;
    const stream = { source, destination, codec, callId, startedAtMs: packet.atMs, endedAtMs: packet.atMs, packets: 0, figures };
    streams.set(key, stream);
    return stream;
  }

  for (const packet of packets) {
    if (packet.transport === 'tcp') segment(packet);
    else datagram(packet);
  }
  return { messages, media: [...streams.values()].map(spanOf) };
}

/** One direction of a capture: what was received at the destination. */
function spanOf(stream: Stream): MediaSpan {
  const { figures, packets } = stream;
  const stats: StreamStats = {
    codec: stream.codec, sent: 0, received: packets, lost: Math.max(0, expectedPackets(figures) - figures.received), jitterMs: figures.jitter * 1000 / CLOCK_RATE_HZ, concealed: 0, discarded: 0,
    bufferMs: 0, levelOut: 0, levelIn: 0, source: stream.source,
  };
  const { callId, codec, startedAtMs, endedAtMs, source, destination } = stream;
  return { callId, local: destination, remote: source, codec, startedAtMs, endedAtMs, early: false, stats };
}

/** `SIP/2.0 …` or a first line that ends with it; the first line of a request fits into 2 kB. */
function looksLikeSip(bytes: Uint8Array): boolean {
  const first = bytes[0] ?? 0;
  if (first < 0x21 || first > 0x7e) return false;
  const head = String.fromCharCode(...bytes.subarray(0, 2048));
  const end = head.search(/[\r\n]/);
  return head.startsWith('SIP/2.0 ') || / SIP\/\d+\.\d+$/.test(end < 0 ? head : head.slice(0, end));
}
