/** Is a frame to be played as it is, or in less or more time, so that the delay comes to its target? */

export type Pace = 'frame' | 'accelerate' | 'expand';

/** What the player takes at a time: a delay can only be shortened by as much without packets being asked for too early. */
const TAKEN_MS = 20;
/** Sound that waits decoded is delay and no reserve; so much of it can be taken away at once. */
const MUCH_QUEUED_MS = 16;
/** Before packets are missed, speech is slowed down; in silence nobody hears it. */
const TOO_SHORT_MS = 5;
const TOO_SHORT_IN_SILENCE_MS = 1;
/** Speech is hurried or slowed down at most so often, unless it is that far off: after a stall it is caught up with at once. */
const HURRY_INTERVAL_MS = 80;
const SLOW_INTERVAL_MS = 40;
const FAR_OFF_MS = 40;

/** `spareMs`: how much later than needed packets are asked for. `queuedMs`: decoded sound that is heard before. `sinceLastMs`: since sound was
 *  last stretched. */
export function paceOf(spareMs: number, queuedMs: number, isQuiet: boolean, sinceLastMs: number): Pace {
  const isFree = isQuiet || Math.abs(spareMs) > FAR_OFF_MS;
  if (spareMs < -(isQuiet ? TOO_SHORT_IN_SILENCE_MS : TOO_SHORT_MS)) return isFree || sinceLastMs >= SLOW_INTERVAL_MS ? 'expand' : 'frame';
  const isTooLong = spareMs > TAKEN_MS || (spareMs >= 0 && queuedMs >= MUCH_QUEUED_MS);
  return isTooLong && (isFree || sinceLastMs >= HURRY_INTERVAL_MS) ? 'accelerate' : 'frame';
}
