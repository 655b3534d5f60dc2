import type { Clock, Timer } from '../../ports.ts';

/** Calls `fire` at a moment of the clock (monotonic ms), or at once when that has passed. */
export type WaitUntil = (atMs: number, fire: () => void) => Timer;

/** As exact as the clock's timers: exact in virtual time, about a millisecond late on a real event loop. */
export function clockWaitUntil(clock: Clock): WaitUntil {
  return (atMs, fire) => clock.setTimer(atMs - clock.nowMs(), fire);
}

/** Timers of the event loop count whole milliseconds and come up to one late; from here on it is naps. */
const NAPS_FROM_MS = 1.5;
/** Of what is left, and at least: three naps where naps of one length would be six. Each costs a change of threads and a turn of the loop. */
const NAP_SHARE = 2 / 3;
const NAP_MS = 0.25;

/** Exact to about a tenth of a millisecond, for a thread that may block. The event loop turns between the naps, so sockets are
 *  served with hardly a delay; blocking until the moment itself would leave packets waiting and their arrival times wrong. */
export function exactWaitUntil(clock: Clock): WaitUntil {
  const nap = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

  return (atMs, fire) => {
    let isCancelled = false;
    let timer: Timer | undefined;

    function approach(): void {
      if (isCancelled) return;
      const remainingMs = atMs - clock.nowMs();
      if (remainingMs <= 0) return fire();
      if (remainingMs > NAPS_FROM_MS) {
        timer = clock.setTimer(remainingMs - NAPS_FROM_MS, approach);
        return;
      }
      Atomics.wait(nap, 0, 0, Math.min(remainingMs, Math.max(NAP_MS, remainingMs * NAP_SHARE)));
      if (atMs <= clock.nowMs()) return fire();
      setImmediate(approach);
    }

    setImmediate(approach);
    return {
      cancel() {
        isCancelled = true;
        timer?.cancel();
      },
    };
  };
}
