/** The beat of the engine. */
export const TICK_MS = 20;
/** Of a sound path for which nothing has been agreed yet. */
export const INITIAL_RATE_HZ = 8000;

const TICKS_PER_SECOND = 1000 / TICK_MS;

/** Samples of a tick. Whole for every rate in use, 44 100 Hz too. */
export function frameSamples(sampleRateHz: number): number {
  return sampleRateHz / TICKS_PER_SECOND;
}

/** Of a frame that lasts one tick. */
export function rateOfFrame(frame: Int16Array): number {
  return frame.length * TICKS_PER_SECOND;
}
