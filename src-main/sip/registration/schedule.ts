/** When to register again: pure arithmetic. */

const FIRST_RETRY_S = 30;
const MAX_RETRY_S = 1800;
const MAX_RETRY_AFTER_S = 86_400;
/** Even a registrar that grants one second is not asked more often than this. */
const MIN_REFRESH_MS = 500;

/** Half of the granted life: a lost refresh can be repeated in time, however short the life is. */
export function refreshDelayMs(grantedS: number): number {
  return Math.max(MIN_REFRESH_MS, Math.floor(grantedS * 500));
}

/** As RFC 5626 4.5: doubling with each failure in a row, spread over the upper half so that phones do not come back all
 *  at once. `fraction`: 0 <= x < 1. */
export function backOffMs(failures: number, fraction: number): number {
  const upperS = Math.min(MAX_RETRY_S, FIRST_RETRY_S * 2 ** Math.min(failures, 16));
  return Math.round(upperS * (0.5 + fraction / 2) * 1000);
}

/** When asking again at once would do harm: a wrong password locks accounts. */
export const HOPELESS_RETRY_MS = MAX_RETRY_S * 1000;

/** The registrar's own wish (RFC 3261 20.33), within reason. */
export function retryAfterMs(retryAfterS: number): number {
  return Math.min(Math.max(retryAfterS, 1), MAX_RETRY_AFTER_S) * 1000;
}
