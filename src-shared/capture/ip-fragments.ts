/** Datagrams that were cut into IP fragments, put together again: an INVITE above 1500 bytes over UDP is one (RFC 791 3.2, RFC 8200 4.5). */

export interface Fragment {
  id: number;
  /** Of its first byte in the whole. */
  offset: number;
  more: boolean;
}

export interface FragmentStore {
  /** `key` names the datagram: addresses, protocol and id. The whole payload with the last missing piece, undefined before. */
  add(key: string, fragment: Fragment, payload: Uint8Array): Uint8Array | undefined;
  /** How many fragments were of no use: others of theirs are missing. */
  missing(): number;
}

interface Piece {
  offset: number;
  bytes: Uint8Array;
}

const MAX_OPEN = 64;
/** 65 535 bytes in fragments of the least link that IPv6 allows, and some. */
const MAX_PIECES = 128;
const MAX_DATAGRAM_BYTES = 65_535;

interface Open {
  pieces: Piece[];
  /** Of all pieces. */
  bytes: number;
  /** Of the whole, known with its last fragment. */
  totalBytes: number | undefined;
}

/** Bounded: of too many unfinished datagrams the oldest is given up. Overlapping fragments spoil theirs (RFC 5722). */
export function createFragmentStore(): FragmentStore {
  const open = new Map<string, Open>();
  let givenUp = 0;

  function giveUp(key: string): void {
    givenUp += open.get(key)?.pieces.length ?? 0;
    open.delete(key);
  }

  return {
    add(key, fragment, payload) {
      const datagram = open.get(key) ?? { pieces: [], bytes: 0, totalBytes: undefined };
      // Seen on two interfaces, or doubled on the way.
      if (datagram.pieces.some(({ offset, bytes }) => offset === fragment.offset && bytes.length === payload.length)) return undefined;
      datagram.pieces.push({ offset: fragment.offset, bytes: payload });
      datagram.bytes += payload.length;
      if (!fragment.more) datagram.totalBytes = fragment.offset + payload.length;
      open.set(key, datagram);
      // Only once, when as much is there as there should be: nobody can have it tried with each fragment.
      const isThere = datagram.bytes >= (datagram.totalBytes ?? Number.POSITIVE_INFINITY);
      const whole = isThere ? join(datagram.pieces, datagram.totalBytes ?? 0) : undefined;
      if (whole) open.delete(key);
      else if (isThere || datagram.pieces.length > MAX_PIECES) giveUp(key);
      if (open.size > MAX_OPEN) giveUp(open.keys().next().value ?? key);
      return whole;
    },
    missing: () => [...open.values()].reduce((sum, { pieces }) => sum + pieces.length, givenUp),
  };
}

function join(pieces: readonly Piece[], totalBytes: number): Uint8Array | undefined {
  if (totalBytes > MAX_DATAGRAM_BYTES) return undefined;
  const inOrder = pieces.toSorted((a, b) => a.offset - b.offset);
  const whole = new Uint8Array(totalBytes);
  let end = 0;
  for (const { offset, bytes } of inOrder) {
    if (offset !== end || offset + bytes.length > totalBytes) return undefined;
    whole.set(bytes, offset);
    end += bytes.length;
  }
  return end === totalBytes ? whole : undefined;
}
