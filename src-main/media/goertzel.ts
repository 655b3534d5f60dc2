/** Writes what two neighbouring frequencies, `at` and the next, have in `window` (Goertzel's algorithm): a sine of amplitude A gives A².
 *  `factors`: 2 cos of their radians a sample. Two at once, since each step waits for the one before it: it costs a third of one by one. */
export function twoPowers(window: Float64Array, factors: Float64Array, at: number, powers: Float64Array): void {
  const { length } = window;
  const factorA = factors[at]!;
  const factorB = factors[at + 1]!;
  let beforeA = 0;
  let beforeB = 0;
  let lastA = 0;
  let lastB = 0;
  for (let i = 0; i < length; i++) {
    const sample = window[i]!;
    const nextA = sample - beforeA + factorA * lastA;
    const nextB = sample - beforeB + factorB * lastB;
    beforeA = lastA;
    beforeB = lastB;
    lastA = nextA;
    lastB = nextB;
  }
  const scale = 4 / (length * length);
  powers[at] = scale * (lastA * lastA + beforeA * beforeA - factorA * lastA * beforeA);
  powers[at + 1] = scale * (lastB * lastB + beforeB * beforeB - factorB * lastB * beforeB);
}
