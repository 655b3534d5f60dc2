/** The octets of a file that comes in pieces, and those made out of it (TCP streams, fragments), each under a number. Pieces are kept as
 *  they are, so that a file takes its own size and no more. */

export interface OctetStore {
  /** Octets of the file so far. */
  readonly length: number;
  /** The next piece of the file. A large one is kept by reference: it must not change afterwards. */
  append(bytes: Uint8Array): void;
  /** A copy is kept. Gives the position to read it from: negative, as it is not in the file. */
  keep(bytes: Uint8Array): number;
  /** A view where the octets lie together, else a copy. What lies beyond the end is left out. */
  read(position: number, length: number): Uint8Array;
  /** Of the file, what lies in one piece from `position` on. */
  rest(position: number): Uint8Array;
}

interface Pieces {
  starts: number[];
  blocks: Uint8Array[];
  length: number;
  /** Free octets at the end of the last block, which is our own. */
  free: number;
}

/** Smaller pieces are put together: a list of very many would be slower to search and larger than what it holds. */
const SMALL_BYTES = 65_536;
const BLOCK_BYTES = 262_144;

export function createOctetStore(): OctetStore {
  const file = createPieces();
  const made = createPieces();

  return {
    get length() {
      return file.length;
    },
    append: (bytes) => add(file, bytes, bytes.length >= SMALL_BYTES),
    keep(bytes) {
      const position = -1 - made.length;
      add(made, bytes, false);
      return position;
    },
    read: (position, length) => (position < 0 ? readFrom(made, -1 - position, length) : readFrom(file, position, length)),
    rest(position) {
      const at = blockAt(file, position);
      return readFrom(file, position, Math.max(0, blockEnd(file, at) - position));
    },
  };
}

function createPieces(): Pieces {
  return { starts: [], blocks: [], length: 0, free: 0 };
}

function add(pieces: Pieces, bytes: Uint8Array, byReference: boolean): void {
  if (bytes.length === 0) return;
  if (byReference) {
    addBlock(pieces, bytes, 0);
    pieces.length += bytes.length;
    return;
  }
  for (let from = 0; from < bytes.length; ) {
    if (pieces.free === 0) addBlock(pieces, new Uint8Array(BLOCK_BYTES), BLOCK_BYTES);
    const block = pieces.blocks[pieces.blocks.length - 1] as Uint8Array;
    const count = Math.min(pieces.free, bytes.length - from);
    block.set(bytes.subarray(from, from + count), block.length - pieces.free);
    pieces.free -= count;
    pieces.length += count;
    from += count;
  }
}

function addBlock(pieces: Pieces, block: Uint8Array, free: number): void {
  pieces.starts.push(pieces.length);
  pieces.blocks.push(block);
  pieces.free = free;
}

function readFrom(pieces: Pieces, position: number, length: number): Uint8Array {
  const end = Math.min(position + length, pieces.length);
  const at = blockAt(pieces, position);
  const block = pieces.blocks[at];
  if (!block || end <= position) return new Uint8Array(0);
  const start = pieces.starts[at] as number;
  if (end <= blockEnd(pieces, at)) return block.subarray(position - start, end - start);
  return joined(pieces, at, position, end);
}

function joined(pieces: Pieces, first: number, position: number, end: number): Uint8Array {
  const whole = new Uint8Array(end - position);
  for (let at = first; at < pieces.blocks.length && (pieces.starts[at] as number) < end; at++) {
    const start = pieces.starts[at] as number;
    const from = Math.max(position, start);
    const to = Math.min(end, blockEnd(pieces, at));
    whole.set((pieces.blocks[at] as Uint8Array).subarray(from - start, to - start), from - position);
  }
  return whole;
}

function blockEnd({ starts, length }: Pieces, at: number): number {
  return starts[at + 1] ?? length;
}

/** The last block that begins at or before the position. What is read is mostly what came last. */
function blockAt({ starts }: Pieces, position: number): number {
  let high = starts.length - 1;
  if (high >= 0 && (starts[high] as number) <= position) return high;
  let low = 0;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}
