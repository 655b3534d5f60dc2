import type { Clock, Timer } from '../ports.ts';

/** setTimeout's limit; a longer delay would fire at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
/** How far the reckoned wall time may be from the system's before it is taken anew (clock was set, machine slept). */
const WALL_TOLERANCE_MS = 20;

/** The real clock. Wall time has a fraction and follows the system's clock when that is set or the machine has slept. */
export function createNodeClock(): Clock {
  let wallMinusMonotonicMs = Date.now() - performance.now();

  function wallMs(): number {
    const monotonicMs = performance.now();
    const systemMs = Date.now();
    if (Math.abs(monotonicMs + wallMinusMonotonicMs - systemMs) > WALL_TOLERANCE_MS) wallMinusMonotonicMs = systemMs - monotonicMs;
    return monotonicMs + wallMinusMonotonicMs;
  }

  return { nowMs: () => performance.now(), wallMs, setTimer };
}

/** Monotonic milliseconds by one clock for all threads of the process; `performance.now` begins anew in each. */
export function nowMsOfAllThreads(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

function setTimer(delayMs: number, fire: () => void): Timer {
  if (delayMs > LONGEST_TIMEOUT_MS) return setLongTimer(delayMs, fire);
  const handle = setTimeout(fire, delayMs);
  return { cancel: () => clearTimeout(handle) };
}

/** In pieces that setTimeout can take. */
function setLongTimer(delayMs: number, fire: () => void): Timer {
  const timer = { cancel: () => clearTimeout(handle) };
  let remainingMs = delayMs;
  let handle = arm();

  function arm(): NodeJS.Timeout {
    const pieceMs = Math.min(remainingMs, LONGEST_TIMEOUT_MS);
    remainingMs -= pieceMs;
    return setTimeout(() => {
      if (remainingMs === 0) return fire();
      handle = arm();
    }, pieceMs);
  }
  return timer;
}
