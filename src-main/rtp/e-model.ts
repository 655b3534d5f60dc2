/** E-model (ITU-T G.107), reduced to what a packet phone can measure. */

export interface CodecImpairment {
  /** Equipment impairment factor Ie. */
  ie: number;
  /** Packet-loss robustness factor Bpl. */
  bpl: number;
}
/** ITU-T G.113 Appendix I. */
export const G711_WITH_PLC: CodecImpairment = { ie: 0, bpl: 25.1 };
export const G711_WITHOUT_PLC: CodecImpairment = { ie: 0, bpl: 4.3 };

export interface Heard {
  codec: CodecImpairment;
  /** 0 to 1. */
  lossRatio: number;
  /** BurstR: mean length of loss runs over that of random loss; 1: random. */
  burstRatio: number;
  /** Mouth to ear. */
  oneWayDelayMs: number;
}

/** Transmission rating R, 0 to 93.2. */
export function ratingFactor(_heard: Heard): number {
  throw new Error('helper H5A writes this');
}

/** R to mean opinion score, 1 to 4.5 (G.107 Annex B). */
export function mosFromRating(_rating: number): number {
  throw new Error('helper H5A writes this');
}
