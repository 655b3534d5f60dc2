/** The way of a source's packets into its jitter buffer: one by one, or gathered into frames of 10 ms where they are too short to be counted
 *  singly, or hold several channels, of which one is kept. */
import type { RtpView } from '../../../src-shared/rtp/packet.ts';
import type { JitterBuffer } from '../../rtp/jitter-buffer.ts';
import { createDecoder } from '../codecs/codec.ts';
import type { Coding } from '../engine-port.ts';
import { frameSamples } from '../frame.ts';
import type { Playout } from '../playout.ts';
import { createGatherer } from './gatherer.ts';

export interface Intake {
  /** An accepted packet; `sequence`: extended. */
  put(packet: RtpView, sequence: number, nowMs: number): void;
  /** The source counts anew. */
  reset(): void;
  close(): void;
}

/** A jitter buffer of shorter ones would be full in no time. */
const SHORT_PACKET_BYTES = 80;
/** Samples of the longest packet that is gathered; more is cut. */
const LONGEST_PACKET_SAMPLES = 19_200;
const L16_BYTES = 2;

/** What was just decoded, of whatever source. */
const decoded = new Int16Array(LONGEST_PACKET_SAMPLES);

/** `payloadLength`: of the first packet. */
export function createIntake(coding: Coding, payloadLength: number, buffer: JitterBuffer, playout: Playout): Intake {
  const isShort = (coding.codec === 'PCMA' || coding.codec === 'PCMU') && payloadLength < SHORT_PACKET_BYTES;
  if (coding.codec === 'L16' || coding.codec === 'L24' || isShort) return createGatheredIntake(coding, buffer, playout);
  return createDirectIntake(coding, buffer, playout);
}

function createDirectIntake(coding: Coding, buffer: JitterBuffer, playout: Playout): Intake {
  playout.setFormats([coding]);
  const decoder = playout.decoderOf(coding.payloadType);
  buffer.setClockRate(coding.clockRateHz, frameSamples(coding.clockRateHz));
  return {
    put({ bytes, payloadOffset, payloadLength, timestamp, payloadType }, sequence, nowMs) {
      const ticks = decoder?.durationTicks(bytes, payloadOffset, payloadLength) ?? 0;
      buffer.put(sequence, timestamp, payloadType, ticks, bytes, payloadOffset, ticks > 0 ? payloadLength : 0, nowMs);
    },
    reset: buffer.reset,
    close() {},
  };
}

function createGatheredIntake(coding: Coding, buffer: JitterBuffer, playout: Playout): Intake {
  const decoder = createDecoder(coding);
  const { clockRateHz, payloadType } = coding;
  let nowMs = 0;
  const gatherer = createGatherer(clockRateHz, (sequence, timestamp, samples) => {
    for (let i = 0; i < samples.length; i++) {
      frame[i * L16_BYTES] = samples[i]! >> 8;
      frame[i * L16_BYTES + 1] = samples[i]!;
    }
    buffer.put(sequence, timestamp, payloadType, samples.length, frame, 0, frame.length, nowMs);
  });
  const frame = new Uint8Array(gatherer.frameTicks * L16_BYTES);
  playout.setFormats([{ ...coding, codec: 'L16', channels: 1, parameters: '' }]);
  buffer.setClockRate(clockRateHz, gatherer.frameTicks);

  return {
    put(packet, sequence, atMs) {
      nowMs = atMs;
      const count = decoder.decode(packet.bytes, decoded, packet.payloadOffset, packet.payloadLength);
      if (count > 0) gatherer.put(sequence, packet.timestamp, decoded, count);
    },
    reset() {
      gatherer.reset();
      buffer.reset();
    },
    close: () => decoder.close?.(),
  };
}
