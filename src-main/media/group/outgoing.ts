/** What we say in a joined session: frames of 20 ms in, packets of the session's length out. Shorter packets leave together, at each tick. */
import type { Random } from '../../ports.ts';
import type { RtpSender } from '../../rtp/sender.ts';
import { createRtpSender } from '../../rtp/sender.ts';
import type { AudioEncoder } from '../codecs/codec.ts';
import { createEncoder } from '../codecs/codec.ts';
import type { Coding } from '../engine-port.ts';
import { TICK_MS, frameSamples } from '../frame.ts';
import { createPacketBuffers } from '../packet-buffers.ts';
import { randomUint16, randomUint32 } from '../random-integers.ts';
import { createSampleQueue } from '../sample-queue.ts';
import { createRateMatcher } from '../stream-resampler.ts';
import { sampleRateOf } from './rate.ts';

export interface GroupOutgoing {
  readonly sender: RtpSender;
  /** The next 20 ms, at whatever rate they have. */
  push(frame: Int16Array, dueMs: number): void;
  /** Time goes by and nothing is said. */
  pause(dueMs: number): void;
  /** Have we sent this lately? Then it has come back to us, and nobody else has our SSRC. */
  isOurs(sequence: number, timestamp: number): boolean;
  /** After a collision (RFC 3550 8.2). */
  changeSsrc(): void;
  close(): void;
}

const RTP_HEADER_BYTES = 12;
/** Of an Ethernet frame less IPv6, UDP, RTP and the tag of SRTP. */
const MOST_PAYLOAD_BYTES = 1400;
const SHORTEST_PACKET_MS = 1;
/** Later than this, packets are left out. */
const LATENESS_MS = 100;
/** A tick's packets of 1 ms, and those that wait in a full queue of the socket. */
export const PACKETS_AT_ONCE = 64;
const REMEMBERED = 1024;

export interface GroupOutgoingOptions {
  random: Random;
  coding: Coding;
  /** Of the session; what is sent fits an Ethernet frame. */
  ptimeMs: number;
  /** Nominal time of the first tick. */
  startMs: number;
  send: (packet: Uint8Array) => void;
}

/** Nothing is encoded, and no codec made, before there is something to say. */
export function createGroupOutgoing({ random, coding, ptimeMs, startMs, send }: GroupOutgoingOptions): GroupOutgoing {
  const { clockRateHz } = coding;
  const sampleRateHz = sampleRateOf(coding);
  let encoder: AudioEncoder | undefined;
  const frame = new Int16Array(frameSamples(sampleRateHz));
  const pcm = new Int16Array(packetSamples(coding, sampleRateHz, ptimeMs));
  const packetMs = (pcm.length * 1000) / sampleRateHz;
  const queue = createSampleQueue(frame.length + pcm.length);
  const matcher = createRateMatcher();
  const buffers = createPacketBuffers(PACKETS_AT_ONCE);
  const sender = createRtpSender({
    ssrc: randomUint32(random), firstSequence: randomUint16(random), firstTimestamp: randomUint32(random), clockRateHz, ptimeMs: packetMs, startMs,
  });
  /** Sequence numbers and timestamps of what was sent last. */
  const sequences = new Int32Array(REMEMBERED).fill(-1);
  const timestamps = new Uint32Array(REMEMBERED);

  function sendPacket(): void {
    queue.take(pcm);
    const packet = buffers.next();
    const payloadLength = (encoder ??= createEncoder(coding, TICK_MS)).encode(pcm, packet, RTP_HEADER_BYTES);
    const length = payloadLength === 0 ? 0 : sender.writeFrame(packet, coding.payloadType, payloadLength);
    if (length > 0) {
      const sequence = (packet[2]! << 8) | packet[3]!;
      sequences[sequence % REMEMBERED] = sequence;
      timestamps[sequence % REMEMBERED] = sender.timestamp;
      send(buffers.packet(length));
    }
    sender.advance();
  }

  return {
    sender,
    push(sound, dueMs) {
      if (sender.catchUp(dueMs, LATENESS_MS) > 0) queue.clear();
      matcher.process(sound, frame);
      queue.push(frame);
      while (queue.length >= pcm.length) sendPacket();
    },
    pause(dueMs) {
      queue.clear();
      while (sender.dueAtMs <= dueMs - TICK_MS) sender.advance();
    },
    isOurs: (sequence, timestamp) => sequences[sequence % REMEMBERED] === sequence && timestamps[sequence % REMEMBERED] === timestamp,
    changeSsrc: () => sender.setSsrc(randomUint32(random), randomUint16(random), randomUint32(random)),
    close: () => encoder?.close?.(),
  };
}

/** As the session wishes, as far as it fits a packet; codecs that know frames have theirs of 20 ms. */
function packetSamples({ codec, channels }: Coding, sampleRateHz: number, ptimeMs: number): number {
  if (codec === 'opus' || codec === 'G722') return frameSamples(sampleRateHz);
  const wished = Math.round((sampleRateHz * Math.max(SHORTEST_PACKET_MS, Math.min(TICK_MS, ptimeMs))) / 1000);
  return Math.min(wished, Math.floor(MOST_PAYLOAD_BYTES / (channels * SAMPLE_BYTES[codec])));
}

const SAMPLE_BYTES = { PCMA: 1, PCMU: 1, L16: 2, L24: 3 };
