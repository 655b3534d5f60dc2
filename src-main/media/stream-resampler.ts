/** Change of sample rate for a stream of 20 ms frames: 3 ms of delay, which is what the filter needs to see of the future. */
import { frameSamples } from './frame.ts';
import { createResampler } from './resample.ts';

export interface StreamResampler {
  /** One frame of 20 ms into one frame of 20 ms at the other rate. */
  process(frame: Int16Array, into: Int16Array): void;
}

export function createStreamResampler(fromHz: number, toHz: number): StreamResampler {
  const resampler = createResampler(fromHz, toHz);
  const frameLength = frameSamples(fromHz);
  // Every frame begins on a whole sample of both rates, so one window serves them all.
  const window = new Float32Array(resampler.needs(0, frameSamples(toHz)).length);

  return {
    process(frame, into) {
      window.copyWithin(0, frameLength);
      window.set(frame, window.length - frameLength);
      resampler.resample(window, 0, into);
    },
  };
}
