/** One sub-band of G.722: adaptive quantiser and predictor, which sender and receiver run alike. All values are whole numbers of 16
 *  bits; names and order of the steps follow the Recommendation's 6.2. */

export interface Band {
  /** Of the next sample: SL, SH. */
  estimate: number;
  /** Part of it that the six zeros give: SZL, SZH. */
  zeros: number;
  /** Quantiser's scale factor: DETL, DETH, and its logarithm: NBL, NBH. */
  scale: number;
  logScale: number;
  /** Poles: a1 and a2. */
  pole1: number;
  pole2: number;
  /** Signs of the last two partly reconstructed samples: 0 or -1. */
  partialSign1: number;
  partialSign2: number;
  /** The last reconstructed sample. */
  rebuilt1: number;
  /** Zeros. */
  b1: number; b2: number; b3: number; b4: number; b5: number; b6: number;
  /** The last quantised differences. */
  d1: number; d2: number; d3: number; d4: number; d5: number; d6: number;
}

export function createBand(scale: number): Band {
  return {
    estimate: 0, zeros: 0, scale, logScale: 0, pole1: 0, pole2: 0, partialSign1: 0, partialSign2: 0, rebuilt1: 0,
    b1: 0, b2: 0, b3: 0, b4: 0, b5: 0, b6: 0, d1: 0, d2: 0, d3: 0, d4: 0, d5: 0, d6: 0,
  };
}

export function saturate(value: number): number {
  if (value > 32_767) return 32_767;
  return value < -32_768 ? -32_768 : value;
}

/** Table 14: decision levels of the lower band, the last one above everything. */
const LEVELS = Int32Array.of(
  35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023, 1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919,
  0x7fff,
);
/** Table 18 and 19: outputs of the lower band's quantiser with four and with six bits. */
const FOUR_BITS = Int32Array.of(0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0);
const SIX_BITS = Int32Array.of(
  -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232, -9360, -8576, -7856,
  -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688, -1360, -1040, -728,
  24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456,
  4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136,
);
const TWO_BITS = Int32Array.of(-7408, -1616, 7408, 1616);
/** What a code adds to the logarithm of the scale (WL, WH), by the code's upper four or all two bits. */
const LOWER_STEPS = Int32Array.of(-60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60);
const HIGHER_STEPS = Int32Array.of(798, -214, 798, -214);
/** Fraction of the logarithm to its power of two. */
const POWERS = Int32Array.of(
  2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
  2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
);
const HIGHER_LEVEL = 564;

/** QUANTL: the six bits of a difference. */
export function lowerCode({ scale }: Band, difference: number): number {
  const size = difference < 0 ? ~difference : difference;
  let step = 0;
  // Halving steps over the 30 levels, which stand in order.
  for (let stride = 16; stride > 0; stride >>= 1) {
    const next = step + stride;
    if (next < LEVELS.length && size >= Math.imul(LEVELS[next - 1]!, scale) >> 12) step = next;
  }
  if (difference >= 0) return 61 - step;
  return step < 2 ? 63 - step : 33 - step;
}

/** QUANTH: the two bits of a difference. */
export function higherCode({ scale }: Band, difference: number): number {
  const size = difference < 0 ? ~difference : difference;
  const isLarge = size >= Math.imul(HIGHER_LEVEL, scale) >> 12;
  if (difference < 0) return isLarge ? 0 : 1;
  return isLarge ? 2 : 3;
}

/** INVQAL: the difference that the predictor goes by. */
export function lowerDifference({ scale }: Band, code: number): number {
  return Math.imul(scale, FOUR_BITS[code >> 2]!) >> 15;
}

/** INVQBL: the difference that is heard. */
export function lowerFineDifference({ scale }: Band, code: number): number {
  return Math.imul(scale, SIX_BITS[code]!) >> 15;
}

/** INVQAH. */
export function higherDifference({ scale }: Band, code: number): number {
  return Math.imul(scale, TWO_BITS[code]!) >> 15;
}

/** LOGSCL and SCALEL: the quantiser opens after large codes and closes after small ones. */
export function adaptLower(band: Band, code: number): void {
  const logScale = (Math.imul(band.logScale, 127) >> 7) + LOWER_STEPS[code >> 2]!;
  band.logScale = logScale < 0 ? 0 : logScale > 18_432 ? 18_432 : logScale;
  band.scale = power(band.logScale, 8);
}

/** LOGSCH and SCALEH. */
export function adaptHigher(band: Band, code: number): void {
  const logScale = (Math.imul(band.logScale, 127) >> 7) + HIGHER_STEPS[code]!;
  band.logScale = logScale < 0 ? 0 : logScale > 22_528 ? 22_528 : logScale;
  band.scale = power(band.logScale, 10);
}

function power(logScale: number, shift: number): number {
  const fraction = POWERS[(logScale >> 6) & 31]!;
  const down = shift - (logScale >> 11);
  return (down < 0 ? fraction << -down : fraction >> down) << 2;
}

/** Adapts poles and zeros to the quantised difference and estimates the next sample (RECONS to PREDIC). */
export function predict(band: Band, difference: number): void {
  const rebuilt = saturate(band.estimate + difference);
  const sign = saturate(band.zeros + difference) < 0 ? -1 : 0;
  adaptPoles(band, sign);
  const zeros = predictByZeros(band, difference);
  const poles = saturate((Math.imul(band.pole1, saturate(rebuilt << 1)) >> 15) + (Math.imul(band.pole2, saturate(band.rebuilt1 << 1)) >> 15));
  band.partialSign2 = band.partialSign1;
  band.partialSign1 = sign;
  band.rebuilt1 = rebuilt;
  band.zeros = zeros;
  band.estimate = saturate(poles + zeros);
}

/** Turned round when `sign` is negative; without a branch, which nothing could predict. */
function turn(value: number, sign: number): number {
  const mask = sign >> 31;
  return (value ^ mask) - mask;
}

/** UPPOL2, then UPPOL1, whose limit depends on it. */
function adaptPoles(band: Band, sign: number): void {
  const { pole1 } = band;
  // -1 where the signs are the same, 0 where they are not.
  const same1 = ~(sign ^ band.partialSign1);
  const same2 = ~(sign ^ band.partialSign2);
  const pull = (saturate(turn(saturate(pole1 << 2), same1)) >> 7) + turn(-128, same2);
  const pole2 = pull + (Math.imul(band.pole2, 32_512) >> 15);
  band.pole2 = pole2 > 12_288 ? 12_288 : pole2 < -12_288 ? -12_288 : pole2;
  const next = turn(-192, same1) + (Math.imul(pole1, 32_640) >> 15);
  const most = 15_360 - band.pole2;
  band.pole1 = next > most ? most : next < -most ? -most : next;
}

/** UPZERO, DELAYA and FILTEZ, unrolled: half of a call's work is done here. Each zero is adapted by the sign of the difference that it had. */
function predictByZeros(band: Band, d0: number): number {
  const pull = d0 === 0 ? 0 : 128;
  const { d1, d2, d3, d4, d5, d6 } = band;
  const b1 = (Math.imul(band.b1, 32_640) >> 15) + turn(pull, d0 ^ d1);
  const b2 = (Math.imul(band.b2, 32_640) >> 15) + turn(pull, d0 ^ d2);
  const b3 = (Math.imul(band.b3, 32_640) >> 15) + turn(pull, d0 ^ d3);
  const b4 = (Math.imul(band.b4, 32_640) >> 15) + turn(pull, d0 ^ d4);
  const b5 = (Math.imul(band.b5, 32_640) >> 15) + turn(pull, d0 ^ d5);
  const b6 = (Math.imul(band.b6, 32_640) >> 15) + turn(pull, d0 ^ d6);
  let sum = saturate((Math.imul(b6, saturate(d5 << 1)) >> 15) + (Math.imul(b5, saturate(d4 << 1)) >> 15));
  sum = saturate(sum + (Math.imul(b4, saturate(d3 << 1)) >> 15));
  sum = saturate(sum + (Math.imul(b3, saturate(d2 << 1)) >> 15));
  sum = saturate(sum + (Math.imul(b2, saturate(d1 << 1)) >> 15));
  sum = saturate(sum + (Math.imul(b1, saturate(d0 << 1)) >> 15));
  band.b1 = b1; band.b2 = b2; band.b3 = b3; band.b4 = b4; band.b5 = b5; band.b6 = b6;
  band.d6 = d5; band.d5 = d4; band.d4 = d3; band.d3 = d2; band.d2 = d1; band.d1 = d0;
  return sum;
}
