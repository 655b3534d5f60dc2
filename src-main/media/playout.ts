/** From packets to sound: what the jitter buffer hands out is decoded, what it lacks is concealed, one frame of 20 ms a tick. */
import { QUIET_PEAK } from '../../src-shared/audio/quiet.ts';
import type { JitterBuffer, PopKind } from '../rtp/jitter-buffer.ts';
import type { AudioDecoder } from './codecs/codec.ts';
import { createDecoder, isSameCoding } from './codecs/codec.ts';
import { createComfortNoise } from './comfort-noise.ts';
import { createConcealment } from './concealment.ts';
import type { Coding } from './engine-port.ts';
import { INITIAL_RATE_HZ, frameSamples } from './frame.ts';
import { peakLevel } from './mixer.ts';
import { createSampleQueue } from './sample-queue.ts';
import { createRateMatcher } from './stream-resampler.ts';
import { createTimeStretch } from './time-stretch.ts';

export interface Playout {
  /** Every payload type that may come. Decoders go on where their codec is agreed again: they know what they have heard. */
  setFormats(formats: readonly Coding[]): void;
  decoderOf(payloadType: number): AudioDecoder | undefined;
  /** Fills `into` with the next 20 ms to be heard, at whatever rate it has. `dueMs`: nominal time of the tick. */
  play(into: Int16Array, dueMs: number): void;
  /** What the peer's silence sounds like (RFC 3389), from the next pause on. */
  describeNoise(payload: Uint8Array, offset: number, length: number): void;
  forgetNoise(): void;
  /** A pause: forgets what has been heard and what waits to be. */
  reset(): void;
  /** Frees what the decoders hold. */
  close(): void;
}

/** 120 ms at 48 kHz, the longest Opus packet (RFC 7587 4.2); what is longer is cut. */
const LONGEST_PACKET_SAMPLES = 5760;
/** A packet, and as many lost ones before it as the jitter buffer may ask to be bridged. */
const QUEUED_PACKETS = 5;
/** How much alike two places of speech must be to be joined, and how much less with each frame that did not do. */
const LEAST_LIKENESS = 0.9;
const LIKENESS_STEP = 0.03;
const ANY_LIKENESS = -1;

/** What is being decoded: all streams of the thread have one, which stays in the processor's cache; nothing in it outlives a call. */
const pcm = new Int16Array(LONGEST_PACKET_SAMPLES);
const gap = new Int16Array(LONGEST_PACKET_SAMPLES);
const stretched = new Int16Array(2 * LONGEST_PACKET_SAMPLES);
/** The beginnings of `pcm` and `gap`, as long as the frame before: packets mostly have one length. */
let pcmFrame = pcm.subarray(0, frameSamples(INITIAL_RATE_HZ));
let gapFrame = gap.subarray(0, frameSamples(INITIAL_RATE_HZ));

function pcmOf(samples: number): Int16Array {
  if (pcmFrame.length !== samples) pcmFrame = pcm.subarray(0, samples);
  return pcmFrame;
}

function gapOf(samples: number): Int16Array {
  if (gapFrame.length !== samples) gapFrame = gap.subarray(0, samples);
  return gapFrame;
}

interface Reception {
  format: Coding;
  decoder: AudioDecoder;
}

export function createPlayout(buffer: JitterBuffer): Playout {
  const queue = createSampleQueue(QUEUED_PACKETS * LONGEST_PACKET_SAMPLES);
  let receptions: (Reception | undefined)[] = [];
  /** Of what was decoded last. */
  let current: AudioDecoder | undefined;
  let rateHz = INITIAL_RATE_HZ;
  let concealment = createConcealment(rateHz);
  let timeStretch = createTimeStretch(rateHz);
  /** Frames in a row that should have been stretched and did not lend themselves to it. */
  let refusals = 0;
  let frameLength = frameSamples(rateHz);
  let isQuiet = true;
  /** What the next frame is to fill, where nothing waits before it and it has just that length: it need not be queued. */
  let asked: Int16Array | undefined;
  const comfortNoise = createComfortNoise();
  /** The peer pauses: what was played last was put in for its silence. */
  let isPause = false;
  /** From the sound's rate to the one that is asked for, where they differ. */
  const matcher = createRateMatcher();
  let before = new Int16Array(frameSamples(rateHz));

  function popFrame(dueMs: number): void {
    const kind = buffer.pop(dueMs, queue.length * 1000 / rateHz, isQuiet);
    if (kind === 'lost') concealFrame(frameLength);
    else if (kind === 'empty') fillPause();
    else playFrame(kind, dueMs);
  }

  function playFrame(kind: PopKind, dueMs: number): void {
    const { payloadType, payload, offset, length, missingTicks } = buffer.frame;
    const decoder = receptions[payloadType]?.decoder;
    // The payload type was dropped by a re-negotiation while the packet waited.
    if (!decoder) return concealFrame(frameSamples(rateHz));
    const missing = decoder === current ? Math.round(missingTicks * rateHz / decoder.clockRateHz) : 0;
    if (decoder.sampleRateHz !== rateHz) usePath(decoder.sampleRateHz);
    current = decoder;
    isPause = false;
    if (missing > 0 && decoder.conceal) recover(decoder, missing);
    const decoded = decoder.decode(payload, pcm, offset, length);
    // Nothing to be had from it, whatever it announced: its time goes by all the same.
    if (decoded === 0) return concealFrame(frameSamples(rateHz));
    frameLength = decoded;
    const frame = pcmOf(frameLength);
    if (missing > 0 && !decoder.conceal) bridge(missing, frame);
    if (kind === 'accelerate' || kind === 'expand') return playStretched(frame, kind, dueMs);
    concealment.heard(frame);
    enqueue(frame);
  }

  function playStretched(frame: Int16Array, kind: 'accelerate' | 'expand', dueMs: number): void {
    const least = isQuiet ? ANY_LIKENESS : LEAST_LIKENESS - refusals * LIKENESS_STEP;
    const length = kind === 'accelerate'
      ? timeStretch.shorten(frame, least, stretched)
      : timeStretch.lengthen(concealment.history(), frame, least, stretched);
    const isStretched = length !== frame.length;
    refusals = isStretched ? 0 : refusals + 1;
    if (isStretched) buffer.noteStretch((length - frame.length) * 1000 / rateHz, dueMs);
    const played = isStretched ? stretched.subarray(0, length) : frame;
    concealment.heard(played);
    enqueue(played);
  }

  /** What is left of the sound before is at another rate. */
  function usePath(sampleRateHz: number): void {
    rateHz = sampleRateHz;
    concealment = createConcealment(rateHz);
    timeStretch = createTimeStretch(rateHz);
    queue.clear();
    before = new Int16Array(frameSamples(rateHz));
  }

  /** Lost just before `frame`. */
  function bridge(missing: number, frame: Int16Array): void {
    const into = gapOf(missing);
    concealment.bridge(into, frame);
    enqueue(into);
  }

  /** The same with a codec that does it itself: the last of them out of what the packet in hand repeats of it. */
  function recover(decoder: AudioDecoder, missing: number): void {
    const { payload, offset, length } = buffer.frame;
    for (let left = missing; left > frameLength; left -= frameLength) concealFrame(frameLength);
    const recovered = decoder.recover?.(payload, gap, offset, length) ?? 0;
    if (recovered === 0) return concealFrame(frameLength);
    const frame = gapOf(recovered);
    concealment.heard(frame);
    enqueue(frame);
  }

  function concealFrame(samples: number): void {
    const frame = gapOf(samples);
    if (current?.conceal) {
      current.conceal(frame);
      concealment.heard(frame);
    } else concealment.conceal(frame);
    enqueue(frame);
  }

  /** The peer pauses: the sound does not break off, and its silence has the noise that it described. */
  function fillPause(): void {
    const frame = gapOf(frameSamples(rateHz));
    concealment.conceal(frame);
    if (comfortNoise.isKnown) comfortNoise.addTo(frame, !isPause);
    isPause = true;
    enqueue(frame);
  }

  function enqueue(frame: Int16Array): void {
    isQuiet = peakLevel(frame) < QUIET_PEAK;
    if (!asked || queue.length > 0 || frame.length !== asked.length) return queue.push(frame);
    asked.set(frame);
    asked = undefined;
  }

  return {
    setFormats(formats) {
      const former = receptions;
      receptions = [];
      for (const format of formats) {
        const known = former.find((reception) => reception && isSameCoding(reception.format, format));
        receptions[format.payloadType & 0x7f] = { format, decoder: known?.decoder ?? createDecoder(format) };
      }
      const kept = new Set(receptions.map((reception) => reception?.decoder));
      if (!kept.has(current)) current = undefined;
      for (const reception of former) if (reception && !kept.has(reception.decoder)) reception.decoder.close?.();
    },
    describeNoise: comfortNoise.describe,
    forgetNoise: comfortNoise.forget,
    decoderOf: (payloadType) => receptions[payloadType]?.decoder,
    play(into, dueMs) {
      // One frame at a time: a packet may bring another rate.
      asked = into;
      while (asked && queue.length < frameSamples(rateHz)) popFrame(dueMs);
      if (!asked) return;
      asked = undefined;
      if (frameSamples(rateHz) === into.length) return queue.take(into);
      queue.take(before);
      matcher.process(before, into);
    },
    reset() {
      buffer.reset();
      queue.clear();
      concealment.reset();
      isQuiet = true;
    },
    close() {
      for (const reception of receptions) reception?.decoder.close?.();
      receptions = [];
      current = undefined;
    },
  };
}
