/** E-model (ITU-T G.107), reduced to what a packet phone can measure, on its narrowband scale: R 93.2 and MOS 4.4 are the best there is.
 *  Wideband codecs are rated on it too, so that figures of one call and of another can be compared; that they sound better than
 *  G.711 does not show. */

export interface CodecImpairment {
  /** Equipment impairment factor Ie. */
  ie: number;
  /** Packet-loss robustness factor Bpl. */
  bpl: number;
}
/** ITU-T G.113 Appendix I, with packet loss concealment. */
export const G711_WITH_PLC: CodecImpairment = { ie: 0, bpl: 25.1 };

/** An approximation: nothing is published on this scale. Codecs that predict from one frame to the next suffer longer from a loss
 *  than G.711; G.113 Appendix I gives G.729A, which does, this robustness. */
const PREDICTIVE_WIDEBAND: CodecImpairment = { ie: 0, bpl: 19 };

/** L16 has G.711's concealment. What Opus recovers by FEC is not counted as lost in the first place. */
export function impairmentOf(codec: string | undefined): CodecImpairment {
  return codec === 'G722' || codec === 'opus' ? PREDICTIVE_WIDEBAND : G711_WITH_PLC;
}

export interface Heard {
  codec: CodecImpairment;
  /** 0 to 1. */
  lossRatio: number;
  /** BurstR: mean length of loss runs over that of random loss; 1: random. */
  burstRatio: number;
  /** Mouth to ear. 0: listening quality, which knows no delay. */
  oneWayDelayMs: number;
}

/** Ro - Is with the default values of G.107: what is left without delay and loss. */
const BEST_RATING = 93.2;
const WORST_EQUIPMENT_IMPAIRMENT = 95;
/** Delay starts to hurt a conversation here. */
const DELAY_KNEE_MS = 177.3;

/** Transmission rating R, 0 to 93.2. */
export function ratingFactor(heard: Heard): number {
  const rating = BEST_RATING - delayImpairment(heard.oneWayDelayMs) - equipmentImpairment(heard);
  return Math.max(0, rating);
}

/** Id as Cole and Rosenbluth fitted it to G.107 3.5 (echo perfectly cancelled). */
function delayImpairment(delayMs: number): number {
  return 0.024 * delayMs + 0.11 * Math.max(0, delayMs - DELAY_KNEE_MS);
}

/** Ie-eff, G.107 3.6. */
function equipmentImpairment({ codec, lossRatio, burstRatio }: Heard): number {
  const lossPercent = 100 * lossRatio;
  return codec.ie + (WORST_EQUIPMENT_IMPAIRMENT - codec.ie) * lossPercent / (lossPercent / burstRatio + codec.bpl);
}

/** R to mean opinion score, 1 to 4.5 (G.107 Annex B). */
export function mosFromRating(rating: number): number {
  if (rating >= 100) return 4.5;
  // The polynomial dips below 1 at the very bottom.
  return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
}
