/** The seconds of t= and z= lines, and the milliseconds that programs reckon in (RFC 8866 5.9). */

/** Between 1900, where NTP begins, and 1970. */
const SECONDS_TO_1970 = 2_208_988_800;
/** After so many seconds, on 7 February 2036, a sender that keeps them in 32 bits begins at 0 again. */
const ERA_S = 2 ** 32;
const HALF_ERA_S = 2 ** 31;
/** The ends of what Date and Intl can tell. */
export const MAX_DATE_MS = 8.64e15;

/** SDP writes numbers of any length: nothing rolls over in 2036 (RFC 8866 5.9). What no calendar reaches is kept at its end. */
export function epochMsOfNtp(ntpS: number): number {
  return Math.max(-MAX_DATE_MS, Math.min(MAX_DATE_MS, (ntpS - SECONDS_TO_1970) * 1000));
}

/** Whole seconds; times before 1900 become 1900 and a second, since 0 means something else. */
export function ntpOfEpochMs(epochMs: number): number {
  return Math.max(1, Math.floor(epochMs / 1000) + SECONDS_TO_1970);
}

/** A stop that a sender of 32 bits has written after its rollover: small, while the start is large. */
export function unwrappedStop(startS: number, stopS: number): number {
  const isWrapped = stopS > 0 && stopS < HALF_ERA_S && startS >= HALF_ERA_S && startS < ERA_S;
  return isWrapped ? stopS + ERA_S : stopS;
}
