/** What a session sends, frame by frame. */
import { INITIAL_RATE_HZ } from './frame.ts';
import type { Resampler } from './resample.ts';
import { createResampler } from './resample.ts';
import type { Tone } from './tones.ts';
import { createTone } from './tones.ts';
import type { WavAudio } from './wav-read.ts';

/** What the tick brings: the microphone's frame (silent when it has none) and what was just heard. */
export interface SourceInput {
  captured: Int16Array;
  heard: Int16Array;
}

export interface FrameSource {
  readonly kind: 'device' | 'silence' | 'tone' | 'wav' | 'echo';
  /** Frames are asked for at this rate from here on; the sound goes on where it is. */
  useRate(sampleRateHz: number): void;
  /** Fills `into` with the next frame. False once: this was the last, only silence follows. */
  read(into: Int16Array, input: SourceInput): boolean;
}

const DEFAULT_TONE_LEVEL = 0.5;

export const deviceSource: FrameSource = {
  kind: 'device',
  useRate() {},
  read(into, { captured }) {
    into.set(captured.subarray(0, into.length));
    return true;
  },
};

export const silenceSource: FrameSource = {
  kind: 'silence',
  useRate() {},
  read(into) {
    into.fill(0);
    return true;
  },
};

/** Sends back what is heard, in the same tick. */
export const echoSource: FrameSource = {
  kind: 'echo',
  useRate() {},
  read(into, { heard }) {
    into.set(heard.subarray(0, into.length));
    return true;
  },
};

/** A steady sine; `level` is its peak, 0 to 1 of full scale. */
export function createToneSource(frequencyHz: number, level = DEFAULT_TONE_LEVEL): FrameSource {
  const toneAt = (sampleRateHz: number): Tone => createTone({ frequenciesHz: [frequencyHz], sampleRateHz, level });
  let tone = toneAt(INITIAL_RATE_HZ);
  return {
    kind: 'tone',
    useRate: (sampleRateHz) => void (tone = toneAt(sampleRateHz)),
    read(into) {
      tone.read(into);
      return true;
    },
  };
}

/** A WAV at the rate of the call, resampled as it plays: a long file costs nothing at its start. */
export function createWavSource(audio: WavAudio, loop: boolean): FrameSource {
  let rateHz = audio.sampleRateHz;
  let resampler: Resampler | undefined;
  /** Length and place at that rate. */
  let total = audio.length;
  let input = new Float32Array(0);
  let at = 0;
  let ended = false;

  /** Input samples from `first` on; around the end of a loop into its beginning. */
  function fetch(first: number, length: number): Float32Array {
    if (input.length < length) input = new Float32Array(length);
    const wanted = input.subarray(0, length);
    if (!loop) {
      audio.read(first, wanted);
      return wanted;
    }
    for (let done = 0; done < length; ) {
      const from = modulo(first + done, audio.length);
      const piece = Math.min(length - done, audio.length - from);
      audio.read(from, wanted.subarray(done, done + piece));
      done += piece;
    }
    return wanted;
  }

  return {
    kind: 'wav',
    useRate(sampleRateHz) {
      at = Math.round((at * sampleRateHz) / rateHz);
      rateHz = sampleRateHz;
      total = Math.ceil((audio.length * rateHz) / audio.sampleRateHz);
      resampler = audio.sampleRateHz === rateHz ? undefined : createResampler(audio.sampleRateHz, rateHz);
    },
    read(into) {
      if (ended) return silenceSource.read(into, { captured: into, heard: into });
      if (resampler) {
        const { first, length } = resampler.needs(at, into.length);
        resampler.resample(fetch(first, length), at, into);
      } else {
        into.set(fetch(at, into.length));
      }
      at += into.length;
      if (loop || at < total) return true;
      ended = true;
      return false;
    },
  };
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
