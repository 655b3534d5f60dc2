/** A recording in step with the 20 ms clock: one frame of each direction a tick, so that both channels stay in line. */
import type { RecordRequest } from './engine-port.ts';
import { INITIAL_RATE_HZ, frameSamples, rateOfFrame } from './frame.ts';
import { createRateMatcher } from './stream-resampler.ts';
import { WAV_HEADER_BYTES, wavHeader } from '../../src-shared/audio/wav-write.ts';

/** Where the bytes go. Calls come in order; the sink keeps that order. */
export interface RecordingSink {
  write(bytes: Uint8Array, position: number): void;
}

export interface Recorder {
  /** The frame of this tick: what was sent and what was heard; silence where nothing was. The first one tells the rate of the file. */
  tick(sent: Int16Array, heard: Int16Array): void;
  /** Ticks without sound (nothing agreed yet, a suspended machine): silence, so that the recording keeps time. */
  skip(ticks: number): void;
  /** Hands over what is left. The file is complete when the sink has written it. */
  finish(): void;
}

/** So much is handed over at a time, and so much is lost when the process dies. */
const BLOCK_TICKS = 50;

export function createRecorder(form: RecordRequest['form'], sink: RecordingSink): Recorder {
  const channels = form === 'stereo' ? 2 : 1;
  /** To the rate that the file began with, whatever the call has now. */
  const matchers = Array.from({ length: channels }, createRateMatcher);
  let samples = new Int16Array(0);
  /** 0: no frame came yet. */
  let rateHz = 0;
  let skippedTicks = 0;
  let frameLength = 0;
  let frameBytes = 0;
  let block = new DataView(new ArrayBuffer(0));
  let ticks = 0;
  let dataBytes = 0;

  // A sound file from the beginning, though an empty one.
  writeHeader(INITIAL_RATE_HZ);

  function begin(sampleRateHz: number): void {
    rateHz = sampleRateHz;
    frameLength = frameSamples(rateHz);
    frameBytes = frameLength * channels * 2;
    samples = new Int16Array(frameLength);
    block = newBlock();
    writeHeader(rateHz);
    for (let i = 0; i < skippedTicks; i++) advance();
  }

  const newBlock = (): DataView<ArrayBuffer> => new DataView(new ArrayBuffer(frameBytes * BLOCK_TICKS));

  function writeHeader(sampleRateHz: number): void {
    sink.write(wavHeader({ sampleRateHz, channels, dataBytes }), 0);
  }

  function handOver(): void {
    if (ticks === 0) return;
    const length = ticks * frameBytes;
    sink.write(new Uint8Array(block.buffer, 0, length), WAV_HEADER_BYTES + dataBytes);
    dataBytes += length;
    // After the samples: should the process die in between, the header claims what is there.
    writeHeader(rateHz);
    block = newBlock();
    ticks = 0;
  }

  function advance(): void {
    ticks++;
    if (ticks === BLOCK_TICKS) handOver();
  }

  function put(frame: Int16Array, channel: number): void {
    matchers[channel]!.process(frame, samples);
    let offset = ticks * frameBytes + channel * 2;
    for (let i = 0; i < frameLength; i++, offset += channels * 2) block.setInt16(offset, samples[i]!, true);
  }

  return {
    tick(sent, heard) {
      if (rateHz === 0) begin(rateOfFrame(heard));
      if (form === 'stereo') put(sent, 0);
      put(heard, channels - 1);
      advance();
    },
    skip(count) {
      if (rateHz === 0) skippedTicks += count;
      else for (let i = 0; i < count; i++) advance();
    },
    finish() {
      if (rateHz === 0) begin(INITIAL_RATE_HZ);
      handOver();
    },
  };
}
