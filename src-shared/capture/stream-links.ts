/** Which call a stream belongs to: the one whose session description named its address. */
import { endpointText } from '../endpoint-text.ts';
import type { MediaSpan, StreamStats } from '../model.ts';
import { parseSdp } from '../sdp/parse.ts';
import { parseDatagram } from '../sip/parse.ts';
import type { IndexedStream } from './stream-index.ts';
import { jitterMsOf, lostOf } from './stream-index.ts';

/** One direction of RTP. Plain data: crosses to another thread as it is. */
export interface CapturedStream {
  /** Its place in the list, and its name for `sound`. */
  id: number;
  /** `address:port` */
  source: string;
  destination: string;
  ssrc: number;
  /** `PCMA`; `payload 97` where nobody says what it is. */
  codec: string;
  clockRateHz: number;
  /** Absent: no call has announced it. */
  callId?: string;
  startedAtMs: number;
  endedAtMs: number;
  packets: number;
  /** As RFC 3550 A.3 counts it. */
  lost: number;
  /** At the end, RFC 3550 6.4.1. */
  jitterMs: number;
  /** Encrypted (SRTP): it cannot be played. */
  isEncrypted: boolean;
  /** `sound` can decode it. */
  isPlayable: boolean;
  /** Keys pressed (RFC 4733). */
  digits: readonly { digit: string; atMs: number; durationMs: number }[];
}

export interface LinkedStream {
  stream: IndexedStream;
  row: CapturedStream;
  span: MediaSpan | undefined;
}

export interface Description {
  callId: string;
  bytes: Uint8Array;
}

const STATIC_CODECS: Record<number, string> = { 0: 'PCMU', 3: 'GSM', 8: 'PCMA', 9: 'G722', 18: 'G729' };
const PLAYABLE = ['PCMU', 'PCMA', 'G722'];
/** Of a stream that nobody has announced: fewer are something else that looks alike. */
const FEWEST_PACKETS = 10;
const CLOCK_RATE_HZ = 8000;

export function linkStreams(streams: readonly IndexedStream[], descriptions: readonly Description[]): LinkedStream[] {
  const announced = announcedBy(descriptions);
  return streams
    .map((stream) => ({ stream, callId: announced.get(stream.destination) ?? announced.get(stream.source) }))
    .filter(({ stream, callId }) => callId !== undefined || stream.packets >= FEWEST_PACKETS)
    .map(({ stream, callId }, id) => linked(stream, id, callId));
}

/** `address:port` of each m= line, and the call it belongs to. */
function announcedBy(descriptions: readonly Description[]): Map<string, string> {
  const announced = new Map<string, string>();
  for (const { callId, bytes } of descriptions) {
    const parsed = parseDatagram(bytes);
    const sdp = parsed.ok ? parseSdp(parsed.value.body) : undefined;
    if (!sdp?.ok) continue;
    for (const media of sdp.value.description.media) {
      const connection = media.connections[0] ?? sdp.value.description.connection;
      if (connection && media.port > 0) announced.set(endpointText({ address: connection.address, port: media.port }), callId);
    }
  }
  return announced;
}

function linked(stream: IndexedStream, id: number, callId: string | undefined): LinkedStream {
  const { source, destination, ssrc, payloadType, startedAtMs, endedAtMs, packets } = stream;
  const codec = STATIC_CODECS[payloadType] ?? `payload ${payloadType}`;
  const lost = lostOf(stream);
  const jitterMs = jitterMsOf(stream);
  const row: CapturedStream = {
    id, source, destination, ssrc, codec, clockRateHz: CLOCK_RATE_HZ, ...(callId === undefined ? {} : { callId }), startedAtMs, endedAtMs,
    packets, lost, jitterMs, isEncrypted: false, isPlayable: PLAYABLE.includes(codec), digits: [],
  };
  const stats: StreamStats = {
    codec, sent: 0, received: packets, lost, jitterMs, concealed: 0, discarded: 0, bufferMs: 0, levelOut: 0, levelIn: 0, source,
  };
  const span = callId === undefined ? undefined : { callId, local: destination, remote: source, codec, startedAtMs, endedAtMs, early: false, stats };
  return { stream, row, span };
}
