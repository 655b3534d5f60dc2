/** DTMF tones in what is heard (ITU-T Q.23, Q.24), found by Goertzel's algorithm in windows of 12.5 ms, one every 10 ms. Speech must not
 *  be taken for a key: nearly all of a window's energy has to lie in one row and one column, of much the same level, for 30 ms and more. */
import { twoPowers } from './goertzel.ts';
import { DTMF_COLUMNS_HZ, DTMF_KEYS, DTMF_ROWS_HZ } from './tones.ts';

export interface DetectedDigit {
  digit: string;
  durationMs: number;
}

export interface InbandDetector {
  /** The next samples heard, any number. The key that was let go within them; null: none. */
  hear(frame: Int16Array): DetectedDigit | null;
}

const WINDOW_MS = 12.5;
const HOP_MS = 10;
/** Of full scale: a tone of -34 dB. */
const LEAST_AMPLITUDE = 0.02;
/** Share of the window's energy in the two tones. 1.5 % beside its frequency (Q.24 wants that taken) the highest keeps 0.72, the lowest 0.95. */
const LEAST_SHARE = 0.75;
/** Row against column: Q.24 asks for 4 dB one way and 8 dB the other, and is stricter with voices than with lines. As power. */
const MOST_TWIST = 10;
/** How far the strongest of a group must stand out. As power. */
const LEAST_LEAD = 6;
/** A tone keeps its level, a voice does not. As power, from window to window. */
const MOST_SWING = 2.5;
/** Windows in a row: 32 ms of tone. */
const LEAST_HITS = 3;
/** A gap shorter than 20 ms is a drop-out within one press (Q.24). */
const MOST_MISSES = 2;
const NO_KEY = -1;

/** What all detectors of the thread use while they look at a window. */
const powers = new Float64Array(8);
let window = new Float64Array(0);

export function createInbandDetector(sampleRateHz: number): InbandDetector {
  const length = Math.round((WINDOW_MS * sampleRateHz) / 1000);
  const hop = Math.round((HOP_MS * sampleRateHz) / 1000);
  const heard = new Int16Array(length);
  const factors = Float64Array.from([...DTMF_ROWS_HZ, ...DTMF_COLUMNS_HZ], (hz) => 2 * Math.cos((2 * Math.PI * hz) / sampleRateHz));
  /** Samples in the window that have not been looked at. */
  let fresh = 0;
  /** The key of the last windows, how many in a row, and their level. */
  let candidate = NO_KEY;
  let hits = 0;
  let level = 0;
  /** The key that is down. */
  let pressed = NO_KEY;
  let pressedHops = 0;
  let misses = 0;

  /** Rows (0) or columns (4). */
  function measure(from: number): void {
    twoPowers(window, factors, from, powers);
    twoPowers(window, factors, from + 2, powers);
  }

  /** Index of the strongest of four from `from`, where it stands out; else -1. */
  function strongest(from: number): number {
    let best = from;
    for (let i = from + 1; i < from + 4; i++) if (powers[i]! > powers[best]!) best = i;
    for (let i = from; i < from + 4; i++) if (i !== best && powers[i]! * LEAST_LEAD > powers[best]!) return -1;
    return best;
  }

  /** The key that the window holds; -1: none. */
  function keyInWindow(): number {
    if (window.length !== length) window = new Float64Array(length);
    let energy = 0;
    for (let i = 0; i < length; i++) {
      const sample = heard[i]! / 32_768;
      window[i] = sample;
      energy += sample * sample;
    }
    if (energy < LEAST_AMPLITUDE * LEAST_AMPLITUDE * length) return NO_KEY;
    measure(0);
    const row = strongest(0);
    if (row < 0) return NO_KEY;
    const low = powers[row]!;
    // The column cannot make up for so weak a row: most sound ends here, at half of the cost.
    if (low * (1 + MOST_TWIST) * length < LEAST_SHARE * 2 * energy) return NO_KEY;
    measure(4);
    const column = strongest(4);
    if (column < 0) return NO_KEY;
    const high = powers[column]!;
    if (low > high * MOST_TWIST || high > low * MOST_TWIST) return NO_KEY;
    if (Math.min(low, high) < LEAST_AMPLITUDE * LEAST_AMPLITUDE) return NO_KEY;
    if ((low + high) * length < LEAST_SHARE * 2 * energy) return NO_KEY;
    const before = level;
    level = low + high;
    if (candidate !== NO_KEY && hits > 1 && (level > before * MOST_SWING || before > level * MOST_SWING)) return NO_KEY;
    return row * 4 + (column - 4);
  }

  function look(): DetectedDigit | null {
    const key = keyInWindow();
    hits = key === candidate ? hits + 1 : 1;
    candidate = key;
    if (pressed !== NO_KEY) return follow(key);
    if (key !== NO_KEY && hits >= LEAST_HITS) press(key);
    return null;
  }

  function press(key: number): void {
    pressed = key;
    pressedHops = LEAST_HITS;
    misses = 0;
  }

  function follow(key: number): DetectedDigit | null {
    if (key === pressed) {
      pressedHops += misses + 1;
      misses = 0;
      return null;
    }
    misses++;
    if (misses < MOST_MISSES) return null;
    const digit = { digit: DTMF_KEYS[pressed]!, durationMs: pressedHops * HOP_MS };
    pressed = NO_KEY;
    return digit;
  }

  function take(frame: Int16Array, from: number, count: number): void {
    heard.copyWithin(0, count);
    for (let i = 0; i < count; i++) heard[length - count + i] = frame[from + i]!;
  }

  return {
    hear(frame) {
      let found: DetectedDigit | null = null;
      for (let at = 0; at < frame.length; ) {
        const count = Math.min(hop - fresh, frame.length - at);
        take(frame, at, count);
        at += count;
        fresh += count;
        if (fresh < hop) continue;
        fresh = 0;
        found = look() ?? found;
      }
      return found;
    },
  };
}
