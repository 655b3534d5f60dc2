/** How much two stretches of sound are alike, whatever their loudness: normalised correlation, -1 to 1, of every `step`th of `length` samples. */
export function likeness(one: Float32Array | Int16Array, oneFrom: number, other: Int16Array, otherFrom: number, length: number, step: number): number {
  let product = 0;
  let oneEnergy = 1;
  let otherEnergy = 1;
  for (let i = 0; i < length; i += step) {
    const a = one[oneFrom + i]!;
    const b = other[otherFrom + i]!;
    product += a * b;
    oneEnergy += a * a;
    otherEnergy += b * b;
  }
  return product / Math.sqrt(oneEnergy * otherEnergy);
}
