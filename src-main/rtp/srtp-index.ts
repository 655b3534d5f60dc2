/** Where a packet stands in the whole stream, and whether it was here before (RFC 3711 3.3.1, 3.3.2). */
import { SEQUENCE_NUMBERS } from './srtp-transform.ts';

/** One source. Index: rollover counter and sequence number in one, 48 bits. */
export interface PacketIndices {
  ssrc: number;
  /** -1: none yet. */
  highest: number;
  /** A bit for each of the last indices; the bit of index i is i modulo the window. */
  seen: Uint32Array;
}

const WORDS = 8;
const BITS = 32;
/** The word that is being filled is not all there yet. RFC 3711 3.3.2 wants at least 64. */
const WINDOW = (WORDS - 1) * BITS;
const HALF = SEQUENCE_NUMBERS / 2;

export function createPacketIndices(ssrc: number): PacketIndices {
  return { ssrc, highest: -1, seen: new Uint32Array(WORDS) };
}

/** RFC 3711 appendix A: the index nearest to the highest so far that ends in this sequence number; negative: before the beginning. */
export function guessIndex(highest: number, sequence: number): number {
  if (highest < 0) return sequence;
  const last = highest % SEQUENCE_NUMBERS;
  const same = highest - last + sequence;
  if (sequence - last > HALF) return same - SEQUENCE_NUMBERS;
  return last - sequence > HALF ? same + SEQUENCE_NUMBERS : same;
}

/** Seen, or too old to tell. */
export function isReplay(indices: PacketIndices, index: number): boolean {
  if (index > indices.highest) return false;
  if (indices.highest - index >= WINDOW) return true;
  return (indices.seen[wordOf(index)]! & bitOf(index)) !== 0;
}

/** Of an authentic packet that is no replay. */
export function noteIndex(indices: PacketIndices, index: number): void {
  if (index > indices.highest) {
    // Words between the old highest and the new one begin anew.
    const fresh = Math.min(WORDS, Math.floor(index / BITS) - Math.floor(indices.highest / BITS));
    for (let back = 0; back < fresh; back++) indices.seen[wordOf(index - back * BITS + WORDS * BITS)] = 0;
    indices.highest = index;
  }
  indices.seen[wordOf(index)]! |= bitOf(index);
}

function wordOf(index: number): number {
  return Math.floor(index / BITS) % WORDS;
}

function bitOf(index: number): number {
  return 1 << (index % BITS);
}
