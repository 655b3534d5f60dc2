/** Samples of -1 to 1 as 16 bits, clipped. */
export function toInt16(samples: Float32Array, into: Int16Array): void {
  for (let i = 0; i < into.length; i++) into[i] = Math.max(-32_768, Math.min(32_767, Math.round(samples[i]! * 32_768)));
}
