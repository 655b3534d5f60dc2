/** The octets of one direction of a TCP connection in their order (RFC 9293 3.4), each once, out of segments that come repeated,
 *  overtaking and with gaps. Pure and bounded: what waits for a gap to be filled is little, then the gap is given up. */

export interface TcpSegment {
  /** Of the first octet of `payload`. */
  sequence: number;
  payload: Uint8Array;
  /** Where `payload` stands in the file; NaN: nowhere. */
  position: number;
}

export interface Piece {
  payload: Uint8Array;
  position: number;
  /** What came before this is missing. */
  afterGap: boolean;
}

export interface TcpOrder {
  /** A SYN: the connection begins; its number is that of the SYN. */
  begin(sequence: number): void;
  /** What can be given now, in order. */
  push(segment: TcpSegment): readonly Piece[];
  /** The other side has confirmed everything before this: what is missing was there, but not captured. */
  acknowledged(sequence: number): readonly Piece[];
  /** What waits, gaps or not: nothing more comes. */
  flush(): readonly Piece[];
  readonly isWaiting: boolean;
}

const MOST_WAITING = 64;
/** Farther away than any window: another connection over the same ports, whose SYN was not captured. */
const FARTHEST = 16_777_216;
const NONE: readonly Piece[] = [];

export function createTcpOrder(): TcpOrder {
  /** Number of the next octet; undefined before the first segment. */
  let next: number | undefined;
  /** Sorted by sequence number, none of it given yet. */
  let waiting: TcpSegment[] = [];

  /** Of two numbers on a circle of 2^32, how far the one is ahead of the other. */
  const ahead = (sequence: number): number => (next === undefined ? 0 : (sequence - next) | 0);

  function take({ sequence, payload, position }: TcpSegment, afterGap: boolean): Piece | undefined {
    const seen = -ahead(sequence);
    if (seen >= payload.length) return undefined;
    const from = Math.max(0, seen);
    next = (sequence + payload.length) >>> 0;
    return { payload: payload.subarray(from), position: position + from, afterGap };
  }

  /** What waited and now follows on; `overGap`: the first of it in any case. */
  function follow(overGap: boolean): Piece[] {
    const pieces: Piece[] = [];
    let afterGap = overGap;
    let used = 0;
    for (const segment of waiting) {
      if (ahead(segment.sequence) > 0 && !afterGap) break;
      const isGap = ahead(segment.sequence) > 0;
      if (isGap) next = segment.sequence;
      const piece = take(segment, isGap);
      if (piece) pieces.push(piece);
      afterGap = false;
      used++;
    }
    if (used > 0) waiting = waiting.slice(used);
    return pieces;
  }

  function wait(segment: TcpSegment): void {
    let at = waiting.length;
    while (at > 0 && ahead((waiting[at - 1] as TcpSegment).sequence) > ahead(segment.sequence)) at--;
    const before = waiting[at - 1];
    // The same again.
    if (before && before.sequence === segment.sequence && before.payload.length >= segment.payload.length) return;
    waiting.splice(at, 0, segment);
  }

  function flush(): Piece[] {
    const pieces: Piece[] = [];
    while (waiting.length > 0) pieces.push(...follow(true));
    return pieces;
  }

  function begunAnew(segment: TcpSegment): Piece[] {
    const pieces = flush();
    next = segment.sequence;
    const piece = take(segment, true);
    return piece ? [...pieces, piece] : pieces;
  }

  return {
    begin(sequence) {
      const first = (sequence + 1) >>> 0;
      if (next === first) return;
      next = first;
      waiting = [];
    },
    push(segment) {
      if (segment.payload.length === 0) return NONE;
      if (next === undefined) next = segment.sequence;
      const distance = ahead(segment.sequence);
      if (Math.abs(distance) > FARTHEST) return begunAnew(segment);
      if (distance > 0) {
        wait(segment);
        return waiting.length > MOST_WAITING ? follow(true) : NONE;
      }
      const piece = take(segment, false);
      if (!piece) return NONE;
      return waiting.length === 0 ? [piece] : [piece, ...follow(false)];
    },
    acknowledged(sequence) {
      const first = waiting[0];
      if (!first || ahead(sequence) <= ahead(first.sequence)) return NONE;
      return follow(true);
    },
    flush,
    get isWaiting() {
      return waiting.length > 0;
    },
  };
}
