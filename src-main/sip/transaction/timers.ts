/** The three base times that all transaction timers derive from, in ms (RFC 3261 17.1.1.1). */
export interface TimerSettings {
  /** Round-trip estimate. */
  t1: number;
  /** Longest retransmission interval of non-INVITE requests and of INVITE's responses. */
  t2: number;
  /** How long a message may stay in the network. */
  t4: number;
}

export const DEFAULT_TIMERS: TimerSettings = { t1: 500, t2: 4000, t4: 5000 };

/** Timers B, D, F, H, J, L and M: 64·T1, the time after which a transaction gives up or stops absorbing. */
export function giveUpMs(timers: TimerSettings): number {
  return 64 * timers.t1;
}
