/** What offer and answer come to: the codec, the length of its packets, the keypad events that go with it. */
import type { EventFormat, MediaAgreement, MediaDirection, PayloadFormat } from '../media/engine-port.ts';
import { hasComfortNoise } from './payload-formats.ts';
import { asReceivedByUs } from './payloads.ts';
import type { Payloads } from './payloads.ts';
import type { RemoteAudio } from './remote-audio.ts';

/** The engine's packets: 10 to 60 ms in steps of 10. */
const STEP_MS = 10;
const MAX_PTIME_MS = 60;
/** One frame of Opus has one of these lengths (RFC 6716 2.1.4). */
const OPUS_PTIMES_MS = [10, 20, 40, 60];
/** What an Ethernet packet leaves for the sound, with room for IPv6 and SRTP. */
const MAX_PAYLOAD_BYTES = 1400;

/** `send`: the numbers of the peer's description, the codec that we send first. `receive`: those of ours. */
export function agree(audio: RemoteAudio, send: Payloads, receive: Payloads, ptimeMs: number, direction: MediaDirection): MediaAgreement | undefined {
  const format = send.codecs[0];
  if (!format) return undefined;
  const event = eventFor(format, send.events);
  const comfortNoise = noiseFor(format, send, receive);
  return {
    remoteRtp: audio.rtp, remoteRtcp: audio.rtcp, send: format, receive: asReceivedByUs(receive.codecs), ptimeMs, direction,
    ...(event && receive.events.length > 0 && { telephoneEvent: { send: event, receive: receive.events } }),
    ...(comfortNoise && { comfortNoise }),
  };
}

function noiseFor(format: PayloadFormat, send: Payloads, receive: Payloads): MediaAgreement['comfortNoise'] {
  if (send.noise === undefined || receive.noise === undefined || !hasComfortNoise(format)) return undefined;
  return { send: send.noise, receive: receive.noise };
}

/** RFC 4733 2.1: at the codec's own clock rate; some peers have one rate only, and mean it for all. */
function eventFor(format: PayloadFormat, events: readonly EventFormat[]): EventFormat | undefined {
  return events.find((event) => event.clockRateHz === format.clockRateHz) ?? events[0];
}

/** The packet time that the peer wishes, within its maximum (RFC 8866 6.4, 6.5) and within what the codec can do. */
export function packetTime(audio: RemoteAudio, preferredMs: number, format: PayloadFormat | undefined): number {
  const wishedMs = Math.min(audio.ptimeMs ?? preferredMs, audio.maxptimeMs ?? MAX_PTIME_MS, longestMs(format));
  const wholeMs = Math.max(STEP_MS, Math.floor(wishedMs / STEP_MS) * STEP_MS);
  return format?.codec === 'opus' ? OPUS_PTIMES_MS.findLast((ptimeMs) => ptimeMs <= wholeMs)! : wholeMs;
}

/** Uncompressed sound soon fills a packet. */
function longestMs(format: PayloadFormat | undefined): number {
  if (format?.codec !== 'L16') return MAX_PTIME_MS;
  const bytesAMs = (2 * format.channels * format.clockRateHz) / 1000;
  return Math.min(MAX_PTIME_MS, MAX_PAYLOAD_BYTES / bytesAMs);
}
