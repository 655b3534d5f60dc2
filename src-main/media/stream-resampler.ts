/** Change of sample rate for a stream of 20 ms frames: 3 ms of delay, which is what the filter needs to see of the future. */
import { frameSamples, rateOfFrame } from './frame.ts';
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

/** The same where the rates may change from frame to frame: then the filter begins anew. Frames of the same rate are copied. */
export function createRateMatcher(): StreamResampler {
  let resampler: StreamResampler | undefined;
  let fromLength = 0;
  let toLength = 0;

  return {
    process(frame, into) {
      if (frame.length === into.length) return void into.set(frame);
      if (!resampler || frame.length !== fromLength || into.length !== toLength) {
        resampler = createStreamResampler(rateOfFrame(frame), rateOfFrame(into));
        fromLength = frame.length;
        toLength = into.length;
      }
      resampler.process(frame, into);
    },
  };
}
