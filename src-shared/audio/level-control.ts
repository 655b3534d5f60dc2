/** How fast a buffer between two clocks is to be read so that what waits in it neither runs out nor grows: a PI controller.
 *
 *  Writers and readers come in blocks and late, so the level is a saw with jitter. What is kept steady is its mean over half a second; what it
 *  is kept at is the depth to which the level has dipped below its mean lately, plus a margin: as little delay as the jitter allows.
 *  While both clocks slip past each other there comes a time when writes just miss their reads. Where it is known when writes came, the
 *  block that is missing then is kept ahead only when that is near; else always. */

export interface LevelControl {
  /** Times 1 + this: the pace at which to read. */
  correction(): number;
  /** Mean of what is to be left ahead after a read, in milliseconds. */
  targetMs(): number;
  /** What is to be there before the first read, just after a write. */
  startMs(): number;
  /** How long writes and reads are; the last write came so long ago. */
  setBlocks(writeMs: number, readMs: number, sinceWriteMs: number): void;
  /** After each read: what is left ahead, how long the read was, and how long before it the last write came (0 where nobody knows). */
  observe(levelMs: number, readMs: number, sinceWriteMs: number): void;
  /** There was nothing to read for so long; then the writer was back. */
  wasDry(forMs: number): void;
}

/** Nobody hears a voice this much lower (nine cents): too little sound is made more at once. */
const MAX_SLOWER = 0.005;
/** Too much is only delay, and has time; twice what two cards differ by. */
const MAX_FASTER = 0.001;

const WINDOW_MS = 500;
/** The loop settles within some ten seconds, without overshoot: a clock 500 ppm off moves the level by 2 ms until then. */
const PROPORTIONAL_PER_MS = 0.25 / 1000;
const PATIENT_PER_MS = PROPORTIONAL_PER_MS / 5;
const INTEGRAL_PER_WINDOW = (PROPORTIONAL_PER_MS ** 2 / 4) * WINDOW_MS;
/** A write that comes so shortly before a read may as well come after it some day: then the read needs one more block ahead. */
const CLOSE_MS = 2;
/** A dip is remembered with a half-life of ten seconds. */
const FORGETTING = 0.5 ** (WINDOW_MS / 10_000);
const MOST_DIP_MS = 160;

export function createLevelControl(marginMs: number): LevelControl {
  let blockMs = 0;
  let sawMs = 0;
  /** How much the level dips when a write just misses its read, and whether one may. */
  let missedMs = 0;
  let isClose = true;
  let dipMs = 0;
  let correction = 0;
  let integral = 0;
  let windowMs = 0;
  let reads = 0;
  let sumMs = 0;
  let leastMs = Infinity;
  let leastSinceWriteMs = Infinity;

  const targetMs = (): number => marginMs + Math.max(sawMs + (isClose ? missedMs : 0), dipMs);

  function forgetWindow(): void {
    windowMs = 0;
    reads = 0;
    sumMs = 0;
    leastMs = Infinity;
    leastSinceWriteMs = Infinity;
  }

  function steer(): void {
    const meanMs = sumMs / reads;
    isClose = leastSinceWriteMs < CLOSE_MS;
    setDip(Math.max(meanMs - leastMs, dipMs * FORGETTING));
    const tooMuchMs = meanMs - targetMs();
    const wanted = (tooMuchMs > 0 ? PATIENT_PER_MS : PROPORTIONAL_PER_MS) * tooMuchMs + integral;
    correction = clamp(wanted);
    // Beyond the limit the integral would only learn what the limit did.
    if (wanted === correction) integral = clamp(integral + INTEGRAL_PER_WINDOW * tooMuchMs);
  }

  function setDip(ms: number): void {
    dipMs = Math.min(MOST_DIP_MS, ms);
  }

  return {
    correction: () => correction,
    targetMs,
    startMs: () => targetMs() + blockMs + sawMs,
    setBlocks(writeMs, readMs, sinceWriteMs) {
      blockMs = readMs;
      sawMs = Math.max(0, writeMs - readMs) / 2;
      missedMs = Math.min(writeMs, readMs);
      isClose = sinceWriteMs < CLOSE_MS;
    },
    observe(levelMs, readMs, sinceWriteMs) {
      leastSinceWriteMs = Math.min(leastSinceWriteMs, sinceWriteMs);
      sumMs += levelMs;
      leastMs = Math.min(leastMs, levelMs);
      reads++;
      windowMs += readMs;
      if (windowMs < WINDOW_MS) return;
      steer();
      forgetWindow();
    },
    wasDry(forMs) {
      setDip(targetMs() - marginMs + forMs);
      forgetWindow();
    },
  };
}

function clamp(value: number): number {
  return Math.max(-MAX_SLOWER, Math.min(MAX_FASTER, value));
}
