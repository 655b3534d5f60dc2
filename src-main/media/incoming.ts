/** What a session hears: datagrams in at any time, one frame of 20 ms out a tick. */
import type { Endpoint } from '../ports.ts';
import type { EventFormat, MediaAgreement, PayloadFormat } from './engine-port.ts';
import type { Mutable } from '../rtp/mutable.ts';
import type { BurstMetrics } from '../rtp/burst-metrics.ts';
import { createBurstMetrics } from '../rtp/burst-metrics.ts';
import type { DtmfReceiver, ReceivedDigit } from '../rtp/dtmf-receiver.ts';
import { createDtmfReceiver } from '../rtp/dtmf-receiver.ts';
import type { JitterBuffer } from '../rtp/jitter-buffer.ts';
import { createJitterBuffer } from '../rtp/jitter-buffer.ts';
import { createRtpView, readRtp } from '../rtp/packet.ts';
import type { RtpReceiver } from '../rtp/receiver.ts';
import { createRtpReceiver } from '../rtp/receiver.ts';
import type { AudioDecoder } from './codecs/codec.ts';
import { createDecoder, isSameCoding } from './codecs/codec.ts';
import { createConcealment } from './concealment.ts';
import { INITIAL_RATE_HZ, frameSamples, rateOfFrame } from './frame.ts';
import { peakLevel } from './mixer.ts';
import type { RefusedPackets } from './refused-packets.ts';
import { createRefusedPackets } from './refused-packets.ts';
import { createSampleQueue } from './sample-queue.ts';
import type { StreamResampler } from './stream-resampler.ts';
import { createStreamResampler } from './stream-resampler.ts';

export interface IncomingEvents {
  /** Of the first packet that belongs to the stream. */
  onFirstPacket(source: Endpoint): void;
  onDigits(digits: readonly ReceivedDigit[]): void;
  /** Someone else, or our own echo, uses our SSRC (RFC 3550 8.2). */
  onCollision(): void;
}

export interface Incoming {
  readonly receiver: RtpReceiver;
  readonly buffer: JitterBuffer;
  /** Datagrams that were no RTP of this session. */
  readonly ignored: number;
  readonly bursts: BurstMetrics;
  /** Accepted packets of an agreed payload type. */
  readonly understood: number;
  readonly refused: RefusedPackets;
  /** Payload types as agreed. `audible`: does the direction let us hear? Where they come from is told to `receiver.remote`. */
  setFormat(agreement: MediaAgreement, audible: boolean): void;
  receive(bytes: Uint8Array, from: Endpoint, nowMs: number, ownSsrc: number): void;
  /** A datagram on this socket that was nothing for us. */
  ignore(): void;
  /** Fills `into` with the next 20 ms to be heard, at whatever rate it has: silence when the direction forbids it. `dueMs`: nominal time
   *  of the tick. */
  play(into: Int16Array, dueMs: number): void;
  /** Frees what the decoders hold. */
  close(): void;
}

/** 120 ms at 48 kHz, the longest Opus packet (RFC 7587 4.2); what is longer is cut. */
const LONGEST_PACKET_SAMPLES = 5760;
/** Peak below which dropping a frame is not heard: about -46 dB of full scale. */
const QUIET_PEAK = 0.005;

interface Keypad {
  format: EventFormat;
  receiver: DtmfReceiver;
}

interface Reception {
  format: PayloadFormat;
  decoder: AudioDecoder;
}

export function createIncoming(events: IncomingEvents): Incoming {
  const receiver = createRtpReceiver({ clockRateHz: INITIAL_RATE_HZ });
  const buffer = createJitterBuffer({ clockRateHz: INITIAL_RATE_HZ, frameTicks: frameSamples(INITIAL_RATE_HZ) });
  const bursts = createBurstMetrics();
  const refused = createRefusedPackets();
  const view = createRtpView();
  const pcm = new Int16Array(LONGEST_PACKET_SAMPLES);
  const queue = createSampleQueue(2 * LONGEST_PACKET_SAMPLES);
  let receptions: (Reception | undefined)[] = [];
  /** One or two. */
  let keypads: Keypad[] = [];
  /** Of the packets that come now, and of the sound in them. */
  let clockRateHz = INITIAL_RATE_HZ;
  let rateHz = INITIAL_RATE_HZ;
  let concealment = createConcealment(rateHz);
  /** The beginning of `pcm`, as long as the frame before: packets of a call have one length. */
  let pcmFrame = pcm.subarray(0, frameSamples(rateHz));
  let frameLength = pcmFrame.length;
  let isAudible = false;
  let isQuiet = true;
  let hasFirstPacket = false;
  /** From the sound's rate to the one that is asked for, where they differ. */
  let resampler: StreamResampler | undefined;
  let resampledLength = 0;
  let before = new Int16Array(0);

  const isKnown = (payloadType: number): boolean => receptions[payloadType] !== undefined || keypadOf(payloadType) !== undefined;

  function keypadOf(payloadType: number): Keypad | undefined {
    for (const keypad of keypads) if (keypad.format.payloadType === payloadType) return keypad;
    return undefined;
  }

  function receive(bytes: Uint8Array, from: Endpoint, nowMs: number, ownSsrc: number): void {
    // RFC 3550 5.1: payload types that are not understood are ignored; they must not establish a source either.
    if (readRtp(view, bytes)) return ignore();
    const isAgreed = isKnown(view.payloadType);
    if (!isAgreed) refused.unknown(view.payloadType);
    if (!isAgreed && receiver.ssrc === null) return ignore();
    const decoder = receptions[view.payloadType]?.decoder;
    const verdict = receiver.receive(view, from, nowMs, ownSsrc, decoder?.clockRateHz ?? clockRateHz);
    if (verdict === 'collision') return events.onCollision();
    if (verdict === 'restarted') forget();
    if (verdict === 'foreign') refused.foreign(from);
    if (verdict !== 'accepted' && verdict !== 'restarted') return ignore();
    if (isAgreed) incoming.understood++;
    take(decoder, nowMs);
    if (hasFirstPacket) return;
    hasFirstPacket = true;
    events.onFirstPacket({ address: from.address, port: from.port });
  }

  /** The accepted packet in `view`. One that holds no audio still keeps the sequence whole. */
  function take(decoder: AudioDecoder | undefined, nowMs: number): void {
    const { payloadType, timestamp, marker, bytes, payloadOffset, payloadLength } = view;
    const keypad = decoder ? undefined : keypadOf(payloadType);
    if (keypad) report(keypad.receiver.receive(timestamp, marker, bytes, payloadOffset, payloadLength, nowMs));
    if (decoder && decoder.clockRateHz !== clockRateHz) useClock(decoder);
    const ticks = isAudible && decoder ? decoder.durationTicks(bytes, payloadOffset, payloadLength) : 0;
    const { late, overflow } = buffer.counts;
    buffer.put(receiver.sequence, timestamp, payloadType, ticks, bytes, payloadOffset, ticks > 0 ? payloadLength : 0, nowMs);
    bursts.onPacket(receiver.sequence, buffer.counts.late + buffer.counts.overflow > late + overflow);
  }

  /** The peer has changed to a codec with another clock: its timestamps mean something else (RFC 7160). */
  function useClock(decoder: AudioDecoder): void {
    ({ clockRateHz } = decoder);
    buffer.setClockRate(clockRateHz, frameSamples(clockRateHz));
  }

  function report(digits: readonly ReceivedDigit[]): void {
    if (digits.length > 0) events.onDigits(digits);
  }

  function forget(): void {
    buffer.reset();
    for (const { receiver } of keypads) receiver.reset();
    bursts.restart();
  }

  function ignore(): void {
    incoming.ignored++;
  }

  function popFrame(dueMs: number): void {
    const kind = buffer.pop(dueMs, isQuiet);
    if (kind === 'frame') return decodeFrame();
    concealFrame(kind === 'lost' ? frameLength : frameSamples(rateHz));
  }

  function decodeFrame(): void {
    const { payloadType, payload, offset, length } = buffer.frame;
    const decoder = receptions[payloadType]?.decoder;
    // The payload type was dropped by a re-negotiation while the packet waited.
    if (!decoder) return concealFrame(frameSamples(rateHz));
    if (decoder.sampleRateHz !== rateHz) usePath(decoder.sampleRateHz);
    frameLength = decoder.decode(payload, pcm, offset, length);
    const frame = pcmOf(frameLength);
    concealment.heard(frame);
    enqueue(frame);
  }

  /** What is left of the sound before is at another rate. */
  function usePath(sampleRateHz: number): void {
    rateHz = sampleRateHz;
    concealment = createConcealment(rateHz);
    queue.clear();
    resampler = undefined;
  }

  function pcmOf(samples: number): Int16Array {
    if (pcmFrame.length !== samples) pcmFrame = pcm.subarray(0, samples);
    return pcmFrame;
  }

  function enqueue(frame: Int16Array): void {
    isQuiet = peakLevel(frame) < QUIET_PEAK;
    queue.push(frame);
  }

  /** Lost, or nothing there (the peer pauses): either way the sound fades out instead of breaking off. */
  function concealFrame(samples: number): void {
    const frame = pcmOf(samples);
    concealment.conceal(frame);
    enqueue(frame);
  }

  function silence(): void {
    buffer.reset();
    queue.clear();
    concealment.reset();
    isQuiet = true;
  }

  /** Decoders go on where their codec is agreed again: they know what they have heard. */
  function setReceptions(formats: readonly PayloadFormat[]): void {
    const former = receptions;
    receptions = [];
    for (const format of formats) {
      const known = former.find((reception) => reception && isSameCoding(reception.format, format));
      receptions[format.payloadType & 0x7f] = { format, decoder: known?.decoder ?? createDecoder(format) };
    }
    const kept = new Set(receptions.map((reception) => reception?.decoder));
    for (const reception of former) if (reception && !kept.has(reception.decoder)) reception.decoder.close?.();
  }

  /** A key that is held down while a codec is agreed anew is not pressed twice. */
  function setEvents(formats: readonly EventFormat[]): void {
    keypads = formats.map((format) => {
      const known = keypadOf(format.payloadType);
      return known?.format.clockRateHz === format.clockRateHz ? known : { format, receiver: createDtmfReceiver(format) };
    });
  }

  function resample(into: Int16Array): void {
    if (!resampler || resampledLength !== into.length) {
      resampler = createStreamResampler(rateHz, rateOfFrame(into));
      resampledLength = into.length;
      before = new Int16Array(frameSamples(rateHz));
    }
    queue.take(before);
    resampler.process(before, into);
  }

  const incoming: Mutable<Incoming> = {
    receiver,
    buffer,
    ignored: 0,
    bursts,
    understood: 0,
    refused,
    setFormat(agreement, audible) {
      setReceptions(agreement.receive);
      setEvents(agreement.telephoneEvent?.receive ?? []);
      if (audible !== isAudible) silence();
      isAudible = audible;
    },
    receive,
    ignore,
    play(into, dueMs) {
      for (const { receiver } of keypads) report(receiver.poll(dueMs));
      if (!isAudible) return void into.fill(0);
      // One frame at a time: a packet may bring another rate.
      while (queue.length < frameSamples(rateHz)) popFrame(dueMs);
      if (frameSamples(rateHz) === into.length) return queue.take(into);
      resample(into);
    },
    close() {
      for (const reception of receptions) reception?.decoder.close?.();
      receptions = [];
    },
  };
  return incoming;
}
