/** From the microphone to frames for the core. Pure; runs inside the AudioWorklet. */
import { toInt16 } from '../../src-shared/audio/int16.ts';
import { createInterpolator } from '../../src-shared/audio/interpolator.ts';

/** Short: the core waits for the end of a frame. */
const FRAMES_PER_SECOND = 200;

/** Takes blocks at the card's rate (-1 to 1), gives frames of 5 ms at the core's. */
export function createFramer(fromHz: number, toHz: number, emit: (frame: Int16Array) => void): (block: Float32Array) => void {
  const step = fromHz / toHz;
  const samples = new Float32Array(toHz / FRAMES_PER_SECOND);
  const input = createInterpolator(step, fromHz / 10);
  return (block) => {
    input.writeFloat(block);
    while (input.level() >= samples.length * step) {
      input.read(samples, step);
      const frame = new Int16Array(samples.length);
      toInt16(samples, frame);
      emit(frame);
    }
  };
}

/** Peak of a frame, 0 to 1. */
export function peak(frame: Int16Array): number {
  let max = 0;
  for (const sample of frame) max = Math.max(max, Math.abs(sample));
  return max / 32_768;
}
