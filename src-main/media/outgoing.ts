/** What a session sends: frames of 20 ms in, packets of the agreed length out, telephone-events between them. */
import type { Random } from '../ports.ts';
import type { Mutable } from '../rtp/mutable.ts';
import type { DtmfSender } from '../rtp/dtmf-sender.ts';
import { createDtmfSender, DTMF_PAYLOAD_LENGTH } from '../rtp/dtmf-sender.ts';
import type { RtpSender } from '../rtp/sender.ts';
import { createRtpSender } from '../rtp/sender.ts';
import { createEncoder, isSameCoding } from './codecs/codec.ts';
import type { EventFormat, PayloadFormat } from './engine-port.ts';
import { TICK_MS } from './frame.ts';
import { createPacketBuffers } from './packet-buffers.ts';
import { randomUint16, randomUint32 } from './random-integers.ts';
import { createSampleQueue } from './sample-queue.ts';
import type { SilenceSuppression } from './silence-suppression.ts';
import { createSilenceSuppression } from './silence-suppression.ts';

export interface OutgoingFormat {
  coding: PayloadFormat;
  /** Any wish of a peer; what is sent is the nearest multiple of 10 between 10 and 60. */
  ptimeMs: number;
  /** Absent: no telephone-event is agreed. */
  event?: EventFormat;
  /** Payload type of the comfort noise that takes the place of pauses (RFC 3389); absent: pauses are sent as they are. */
  noise?: number;
}

export interface Outgoing {
  readonly sender: RtpSender;
  readonly ptimeMs: number;
  /** Of the frames that `push` takes. */
  readonly sampleRateHz: number;
  /** Packets fall due between ticks too. */
  readonly needsHalfTicks: boolean;
  /** Telephone-events are queued or on their way. */
  isDialling(): boolean;
  setFormat(format: OutgoingFormat): void;
  /** The next 20 ms. `isWanted`: what it holds is no pause, whatever it sounds like. */
  push(frame: Int16Array, isWanted: boolean): void;
  /** Sends all packets that are due by `dueMs`, the nominal time of a tick or half tick. */
  sendDue(dueMs: number): void;
  /** Time goes by and nothing is sent (hold, no address). The next packet begins a talkspurt. */
  pause(dueMs: number): void;
  /** False when no telephone-event is agreed. */
  dial(digits: string): boolean;
  /** Of what was sent, as the peer reports it. */
  setExpectedLoss(percent: number): void;
  /** After an SSRC collision. */
  changeSsrc(): void;
  /** Frees what the encoder holds. */
  close(): void;
}

const RTP_HEADER_BYTES = 12;
const LONGEST_PTIME_MS = 60;
const HIGHEST_RATE_HZ = 48_000;
/** A packet of the longest, and two frames. */
const QUEUE_SAMPLES = ((LONGEST_PTIME_MS + 2 * TICK_MS) * HIGHEST_RATE_HZ) / 1000;
/** Later than this, packets are left out rather than sent in a burst. */
const LATENESS_MS = 100;
/** Times on the grid are computed, and their last bits may differ. */
const TOLERANCE_MS = 0.5;
/** Until something is agreed nothing is sent. */
const NOTHING_AGREED: OutgoingFormat = { coding: { payloadType: 8, codec: 'PCMA', clockRateHz: 8000, channels: 1, parameters: '' }, ptimeMs: TICK_MS };

export function createOutgoing(random: Random, startMs: number, send: (packet: Uint8Array) => void): Outgoing {
  let format = NOTHING_AGREED;
  let encoder = createEncoder(format.coding, format.ptimeMs);
  const queue = createSampleQueue(QUEUE_SAMPLES);
  const buffers = createPacketBuffers();
  let isPaused = true;
  /** What was pushed last. */
  let isWanted = false;
  /** The frame itself, where it is a whole packet and none waits before it: it need not be queued. */
  let pushed: Int16Array | undefined;
  let suppression: SilenceSuppression | undefined;
  const sender = createRtpSender({
    ssrc: randomUint32(random),
    firstSequence: randomUint16(random),
    firstTimestamp: randomUint32(random),
    clockRateHz: encoder.clockRateHz,
    ptimeMs: format.ptimeMs,
    startMs,
  });

  function newDtmf(): DtmfSender {
    const timestampRateHz = encoder.clockRateHz;
    return createDtmfSender({ clockRateHz: format.event?.clockRateHz ?? timestampRateHz, timestampRateHz, tickMs: outgoing.ptimeMs });
  }

  function newSuppression(): SilenceSuppression | undefined {
    return format.noise === undefined ? undefined : createSilenceSuppression(encoder.sampleRateHz, samplesOf(outgoing.ptimeMs));
  }

  const samplesOf = (ms: number): number => (ms * encoder.sampleRateHz) / 1000;

  /** A packet is due every `ptimeMs`, samples come every 20 ms: with so much silence ahead no packet ever waits for its samples. */
  function restartQueue(): void {
    const { ptimeMs } = outgoing;
    const leadMs = ptimeMs % TICK_MS === 0 ? ptimeMs - TICK_MS : ptimeMs - TICK_MS / 2;
    pushed = undefined;
    queue.clear();
    queue.pushSilence(samplesOf(leadMs));
  }

  const isDue = (dueMs: number): boolean => sender.dueAtMs <= dueMs + TOLERANCE_MS;

  function sendPacket(): void {
    const packet = buffers.next();
    const sound = takeSound();
    const length = writeEvent(packet) || writeSound(packet, sound);
    if (length > 0) send(buffers.packet(length));
    sender.advance();
  }

  /** For a later packet. */
  function keep(frame: Int16Array): void {
    pushed = undefined;
    queue.push(frame);
  }

  function takeSound(): Int16Array {
    const sound = pushed ?? pcm;
    if (!pushed) queue.take(pcm);
    pushed = undefined;
    return sound;
  }

  /** 0: no event is going on. */
  function writeEvent(packet: Uint8Array): number {
    if (!format.event || !dtmf.busy) return 0;
    if (dtmf.tick(sender.timestamp, packet, RTP_HEADER_BYTES) === 'audio') return 0;
    suppression?.interrupt();
    return sender.writeEvent(packet, format.event.payloadType, DTMF_PAYLOAD_LENGTH, dtmf.timestamp, dtmf.marker);
  }

  /** 0: a pause that the peer knows of. */
  function writeSound(packet: Uint8Array, sound: Int16Array): number {
    const kind = suppression ? suppression.next(sound, isWanted) : 'sound';
    if (kind === 'sound') return writeAudio(packet, sound);
    return kind === 'noise' ? writeNoise(packet) : 0;
  }

  function writeNoise(packet: Uint8Array): number {
    if (!suppression || format.noise === undefined) return 0;
    return sender.writeNoise(packet, format.noise, suppression.writeNoise(packet, RTP_HEADER_BYTES));
  }

  /** 0: the codec has nothing to say. */
  function writeAudio(packet: Uint8Array, sound: Int16Array): number {
    const payloadLength = encoder.encode(sound, packet, RTP_HEADER_BYTES);
    return payloadLength === 0 ? 0 : sender.writeFrame(packet, format.coding.payloadType, payloadLength);
  }

  const outgoing: Mutable<Outgoing> = {
    sender,
    ptimeMs: format.ptimeMs,
    sampleRateHz: encoder.sampleRateHz,
    needsHalfTicks: false,
    isDialling: () => dtmf.busy,
    setFormat(next) {
      const ptimeMs = packetTimeMs(next.ptimeMs);
      const isSame = ptimeMs === outgoing.ptimeMs && isSameCoding(next.coding, format.coding);
      const isSameNoise = (next.noise === undefined) === (format.noise === undefined);
      const isSameEvent = next.event?.clockRateHz === format.event?.clockRateHz;
      format = next;
      if (!isSameEvent) dtmf = newDtmf();
      if (isSame && !isSameNoise) suppression = newSuppression();
      if (isSame) return;
      encoder.close?.();
      encoder = createEncoder(next.coding, ptimeMs);
      outgoing.ptimeMs = ptimeMs;
      outgoing.sampleRateHz = encoder.sampleRateHz;
      outgoing.needsHalfTicks = ptimeMs % TICK_MS !== 0;
      pcm = new Int16Array(samplesOf(ptimeMs));
      suppression = newSuppression();
      sender.setFormat({ clockRateHz: encoder.clockRateHz, ptimeMs });
      dtmf = newDtmf();
      restartQueue();
    },
    push(frame, wanted) {
      if (isPaused) {
        restartQueue();
        suppression?.interrupt();
      }
      isPaused = false;
      isWanted = wanted;
      if (queue.length === 0 && !pushed && frame.length === pcm.length) pushed = frame;
      else keep(frame);
    },
    sendDue(dueMs) {
      if (sender.catchUp(dueMs, LATENESS_MS) > 0) restartQueue();
      while (isDue(dueMs) && (pushed || queue.length >= pcm.length)) sendPacket();
      if (pushed) keep(pushed);
    },
    pause(dueMs) {
      isPaused = true;
      sender.catchUp(dueMs, LATENESS_MS);
      while (isDue(dueMs)) sender.advance();
    },
    dial(digits) {
      if (!format.event) return false;
      dtmf.queue(digits);
      return true;
    },
    setExpectedLoss: (percent) => encoder.setExpectedLoss?.(percent),
    changeSsrc: () => sender.setSsrc(randomUint32(random), randomUint16(random), randomUint32(random)),
    close: () => encoder.close?.(),
  };
  let pcm = new Int16Array(samplesOf(format.ptimeMs));
  let dtmf = newDtmf();
  return outgoing;
}

/** RFC 8866 6.4: ptime is a recommendation; an unusual one is rounded to what the 20 ms clock can keep. */
function packetTimeMs(wishedMs: number): number {
  const rounded = Math.round(wishedMs / 10) * 10;
  return Number.isFinite(rounded) ? Math.max(10, Math.min(LONGEST_PTIME_MS, rounded)) : TICK_MS;
}
