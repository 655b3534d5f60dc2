/** Opus (RFC 6716, RFC 7587): libopus as a WebAssembly module. The only file that knows it.
 *
 *  Its factories are asynchronous: a codec is there a moment after it was asked for, at once where `loadOpus` was called before. Until
 *  then nothing is sent, and silence heard. Of its memory a codec holds some 30 kB until `close`. */
import type { OpusDecoderHandle, OpusEncoderHandle } from 'libopus-wasm';
import { Application, Bandwidth, createDecoder, createEncoder, loadLibopus, Signal } from 'libopus-wasm';
import { QUIET_PEAK } from '../../../src-shared/audio/quiet.ts';
import { peakLevel } from '../mixer.ts';
import type { AudioDecoder, AudioEncoder } from './codec.ts';
import { hasOpusFec, opusTicks } from './opus-packet.ts';
import { readOpusParameters } from './opus-parameters.ts';

const RATE_HZ = 48_000;
/** RFC 7587 3.1.1: 28 to 40 kbit/s for speech at the full band. */
const SPEECH_BITRATE = 32_000;
/** More costs twice the time for a difference that is hard to hear in speech. */
const COMPLEXITY = 5;
/** Below a few percent libopus leaves out the copies that repair a loss. */
const EXPECTED_LOSS_PERCENT = 10;
/** From here on more is spent on the copies and little is gained. */
const MOST_EXPECTED_LOSS_PERCENT = 30;
/** RFC 6716 3.4, R2: of a frame, with its TOC. */
const LARGEST_PACKET = 1276;
/** RFC 6716 2.1.9: what is left of a frame without sound. */
const SILENT_BYTES = 2;
/** Concealment comes in pieces of 2.5 ms, up to 120 ms. */
const PIECE = 120;
const LONGEST = 5760;

/** Takes some 100 ms once a thread. */
export async function loadOpus(): Promise<void> {
  await loadLibopus();
}

/** What `factory` gives, as soon as it is there; freed when `close` came before. A codec that cannot be made stays silent. */
function holder<Handle extends { free(): void }>(factory: Promise<Handle>): { handle: Handle | undefined; close(): void } {
  let isClosed = false;
  const held: { handle: Handle | undefined; close(): void } = {
    handle: undefined,
    close() {
      isClosed = true;
      held.handle?.free();
      held.handle = undefined;
    },
  };
  factory.then((handle) => {
    if (isClosed) handle.free();
    else held.handle = handle;
  }, () => {});
  return held;
}

/** `parameters`: the peer's fmtp. */
export function createOpusEncoder(parameters: string, ptimeMs: number): AudioEncoder {
  const { maxAverageBitrate, maxPlaybackRateHz, useInbandFec, useDtx, constantBitrate } = readOpusParameters(parameters);
  const frameSize = (RATE_HZ / 1000) * ptimeMs;
  const encoder = holder<OpusEncoderHandle>(createEncoder({
    application: Application.Voip,
    signal: Signal.Voice,
    channels: 1,
    sampleRate: RATE_HZ,
    frameSize,
    bitrate: Math.min(SPEECH_BITRATE, maxAverageBitrate),
    complexity: COMPLEXITY,
    maxBandwidth: bandwidthFor(maxPlaybackRateHz),
    fec: useInbandFec,
    packetLossPercent: useInbandFec ? EXPECTED_LOSS_PERCENT : 0,
    dtx: useDtx,
    vbr: !constantBitrate,
  }));
  const limits = { maxPacketBytes: LARGEST_PACKET };
  let mayPause = useDtx;

  /** libopus alone takes steady tones, and music, for the absence of speech. */
  function judge(handle: OpusEncoderHandle, pcm: Int16Array): void {
    const isQuiet = peakLevel(pcm) < QUIET_PEAK;
    if (!useDtx || isQuiet === mayPause) return;
    mayPause = isQuiet;
    handle.setDtx(mayPause);
  }

  return {
    sampleRateHz: RATE_HZ,
    clockRateHz: RATE_HZ,
    encode(pcm, into, offset) {
      if (!encoder.handle || pcm.length !== frameSize) return 0;
      judge(encoder.handle, pcm);
      const packet = encoder.handle.encode(pcm, limits);
      if (packet.length <= SILENT_BYTES && useDtx) return 0;
      into.set(packet, offset);
      return packet.length;
    },
    setExpectedLoss(percent) {
      if (!useInbandFec) return;
      encoder.handle?.setPacketLossPercent(Math.max(EXPECTED_LOSS_PERCENT, Math.min(MOST_EXPECTED_LOSS_PERCENT, Math.round(percent))));
    },
    close: encoder.close,
  };
}

/** RFC 7587 6.1, maxplaybackrate: more than the peer can play is not worth its bits. */
function bandwidthFor(playbackRateHz: number): Bandwidth {
  if (playbackRateHz < 12_000) return Bandwidth.Narrowband;
  if (playbackRateHz < 16_000) return Bandwidth.Mediumband;
  if (playbackRateHz < 24_000) return Bandwidth.Wideband;
  return playbackRateHz < RATE_HZ ? Bandwidth.Superwideband : Bandwidth.Fullband;
}

/** Mono: what comes in stereo is mixed by the codec itself. */
export function createOpusDecoder(): AudioDecoder {
  const decoder = holder<OpusDecoderHandle>(createDecoder({ channels: 1, sampleRate: RATE_HZ }));

  /** One decoding step into the start of `into`; the number of samples, 0 where libopus refuses. */
  function run(into: Int16Array, step: (handle: OpusDecoderHandle) => Int16Array): number {
    if (!decoder.handle) return 0;
    try {
      const samples = step(decoder.handle);
      const count = Math.min(samples.length, into.length);
      for (let i = 0; i < count; i++) into[i] = samples[i]!;
      return count;
    } catch {
      return 0;
    }
  }

  function decode(payload: Uint8Array, into: Int16Array, offset: number, length: number): number {
    const ticks = Math.min(opusTicks(payload, offset, length), into.length);
    const count = ticks === 0 ? 0 : run(into, (handle) => handle.decode(payload.subarray(offset, offset + length)));
    // A packet that only looks like one lasts as long as it says, in silence: the time that it stands for goes by.
    if (count < ticks) into.fill(0, count, ticks);
    return ticks;
  }

  function conceal(into: Int16Array): void {
    const frameSize = Math.min(LONGEST, Math.ceil(into.length / PIECE) * PIECE);
    into.fill(0, run(into, (handle) => handle.decodePacketLoss(frameSize)));
  }

  /** The packets of a stream are of one length: the one that is lost was as long as this one. */
  function recover(payload: Uint8Array, into: Int16Array, offset: number, length: number): number {
    const frameSize = opusTicks(payload, offset, length);
    if (frameSize === 0 || frameSize > into.length || !hasOpusFec(payload, offset, length)) return 0;
    return run(into, (handle) => handle.decode(payload.subarray(offset, offset + length), { decodeFec: true, frameSize }));
  }

  return { sampleRateHz: RATE_HZ, clockRateHz: RATE_HZ, durationTicks: opusTicks, decode, conceal, recover, close: decoder.close };
}
