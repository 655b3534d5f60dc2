/** Adds `frame` to `sum`, held within 16 bits: two loud talkers clip, they do not wrap around. */
export function mixInto(sum: Int16Array, frame: Int16Array): void {
  const count = Math.min(sum.length, frame.length);
  for (let i = 0; i < count; i++) sum[i] = Math.max(-32_768, Math.min(32_767, sum[i]! + frame[i]!));
}

/** Loudest sample of a frame, 0 to 1 of full scale. */
export function peakLevel(frame: Int16Array): number {
  let highest = 0;
  let lowest = 0;
  for (let i = 0; i < frame.length; i++) {
    const sample = frame[i]!;
    if (sample > highest) highest = sample;
    else if (sample < lowest) lowest = sample;
  }
  return Math.max(highest, -lowest) / 32_768;
}
