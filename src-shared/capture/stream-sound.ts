/** What a stream of a capture sounds like: its packets decoded and laid where their timestamps say, silence between. */
import { decodeALaw, decodeMuLaw } from '../audio/g711.ts';
import { createG722Decoder } from '../audio/g722.ts';
import type { RungError } from '../errors.ts';
import { rungError } from '../errors.ts';
import type { Result } from '../result.ts';
import { err, ok } from '../result.ts';
import { createRtpView, readRtp } from '../rtp/packet.ts';
import type { OctetStore } from './octet-store.ts';
import type { IndexedStream, PacketRows } from './stream-index.ts';
import { packetsOf } from './stream-index.ts';
import type { CapturedStream } from './stream-links.ts';

export interface StreamSound {
  sampleRateHz: number;
  /** Mono. Begins with the stream's first packet. */
  pcm: Int16Array<ArrayBuffer>;
}

interface Decoder {
  sampleRateHz: number;
  decode(payload: Uint8Array, into: Int16Array, offset: number, length: number): number;
}

/** The RTP clock of all of these (RFC 3551 4.5.2 has G.722 at half its sample rate). */
const CLOCK_RATE_HZ = 8000;
/** Timestamps that run away from the packets' arrival by more than this are a new beginning of the sender, not a pause. */
const MOST_DRIFT_MS = 2000;
/** An hour and a half of wideband sound. */
const MOST_SAMPLES = 90_000_000;
const LARGEST_PACKET = 65_536;

const DECODERS: Record<string, () => Decoder> = {
  PCMA: () => ({ sampleRateHz: 8000, decode: (payload, into, offset, length) => decodeALaw(payload, into, offset, length) }),
  PCMU: () => ({ sampleRateHz: 8000, decode: (payload, into, offset, length) => decodeMuLaw(payload, into, offset, length) }),
  G722: () => ({ sampleRateHz: 16_000, ...createG722Decoder() }),
};

/** What lies beyond the longest sound that is made is left out. Errors: `sound-encrypted`, `sound-codec`. */
export function soundOf(stream: IndexedStream, rows: PacketRows, shown: CapturedStream, store: OctetStore): Result<StreamSound, RungError> {
  const { codec, payloadType, isEncrypted, startedAtMs, endedAtMs } = shown;
  if (isEncrypted) return err(rungError('sound-encrypted', 'This stream is encrypted (SRTP); it cannot be played without its keys.'));
  const decoder = Object.hasOwn(DECODERS, codec.toUpperCase()) ? DECODERS[codec.toUpperCase()]?.() : undefined;
  if (!decoder) return err(rungError('sound-codec', `Sound in ${codec} cannot be played; G.711 and G.722 can.`, { codec }));
  const perMs = decoder.sampleRateHz / 1000;
  const samples = Math.min(MOST_SAMPLES, Math.ceil((endedAtMs - startedAtMs + MOST_DRIFT_MS) * perMs));
  const pcm = new Int16Array(Math.max(0, samples));
  const end = lay(stream, rows, payloadType, decoder, store, pcm);
  return ok({ sampleRateHz: decoder.sampleRateHz, pcm: pcm.slice(0, end) });
}

/** Gives where the last sample stands. */
function lay(stream: IndexedStream, rows: PacketRows, payloadType: number, decoder: Decoder, store: OctetStore, pcm: Int16Array): number {
  const view = createRtpView();
  const decoded = new Int16Array(2 * LARGEST_PACKET);
  const perTick = decoder.sampleRateHz / CLOCK_RATE_HZ;
  /** The timestamp and the time that go together. */
  let anchorTicks = 0;
  let anchorMs = Number.NaN;
  let end = 0;
  const startedAtMs = rows.atMs.get(stream.first);
  for (const row of packetsOf(stream, rows)) {
    const bytes = store.read(rows.position.get(row), rows.length.get(row));
    if (readRtp(view, bytes) !== null || view.payloadType !== payloadType) continue;
    const atMs = rows.atMs.get(row) - startedAtMs;
    const byTimestamp = anchorMs + ((view.timestamp - anchorTicks) | 0) * 1000 / CLOCK_RATE_HZ;
    const isContinued = Math.abs(byTimestamp - atMs) <= MOST_DRIFT_MS;
    const startMs = isContinued ? byTimestamp : atMs;
    anchorTicks = view.timestamp;
    anchorMs = startMs;
    const count = decoder.decode(bytes, decoded, view.payloadOffset, view.payloadLength);
    const at = Math.round(startMs * CLOCK_RATE_HZ / 1000) * perTick;
    if (at < 0 || at >= pcm.length) continue;
    pcm.set(decoded.subarray(0, Math.min(count, pcm.length - at)), at);
    end = Math.max(end, Math.min(pcm.length, at + count));
  }
  return end;
}
