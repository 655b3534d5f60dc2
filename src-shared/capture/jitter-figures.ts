/** Mean and greatest interarrival jitter of a stream, as Wireshark tells them: the running figure of RFC 3550 6.4.1 in its own time, not in
 *  whole ticks. What begins a talkspurt (marker bit) moves it but is not looked at, though it counts for the weight of the mean; a telephone event
 *  (RFC 4733) counts for the weight too, and for when the last packet came, not for its timestamp: the sound after a key jumps. */

export interface JitterFigures {
  add(timestamp: number, atMs: number, marker: boolean, clockRateHz: number): void;
  /** A telephone event. */
  addEvent(atMs: number): void;
  readonly meanMs: number;
  readonly maxMs: number;
}

const GAIN = 1 / 16;

export function createJitterFigures(): JitterFigures {
  let jitterMs = 0;
  let meanMs = 0;
  let maxMs = 0;
  let count = -1;
  let lastTimestamp = 0;
  let lastMs = 0;

  return {
    add(timestamp, atMs, marker, clockRateHz) {
      if (count >= 0) {
        const apartMs = Math.abs(atMs - lastMs - ((timestamp - lastTimestamp) | 0) * 1000 / clockRateHz);
        jitterMs += (apartMs - jitterMs) * GAIN;
        if (!marker) {
          meanMs = (meanMs * count + jitterMs) / (count + 1);
          maxMs = Math.max(maxMs, jitterMs);
        }
      }
      count++;
      lastTimestamp = timestamp;
      lastMs = atMs;
    },
    addEvent(atMs) {
      count++;
      lastMs = atMs;
    },
    get meanMs() {
      return meanMs;
    },
    get maxMs() {
      return maxMs;
    },
  };
}
