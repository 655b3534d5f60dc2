/** Rows of numbers, a typed array a column: a tenth of the memory of an object a row. In blocks, so that growing copies nothing. */

type ColumnArray = Float64Array | Uint32Array | Uint16Array | Uint8Array;
type Kind = 'f64' | 'u32' | 'u16' | 'u8';

export interface Column {
  /** Of a row that was not set: 0. */
  get(row: number): number;
  set(row: number, value: number): void;
}

const BLOCK_BITS = 11;
const BLOCK_ROWS = 1 << BLOCK_BITS;
const IN_BLOCK = BLOCK_ROWS - 1;

/** Grows as rows are set, in their order. */
export function createColumn(kind: Kind): Column {
  const blocks: ColumnArray[] = [];
  return {
    get: (row) => blocks[row >>> BLOCK_BITS]?.[row & IN_BLOCK] ?? 0,
    set(row, value) {
      while (row >>> BLOCK_BITS >= blocks.length) blocks.push(blockOf(kind));
      blocks[row >>> BLOCK_BITS]![row & IN_BLOCK] = value;
    },
  };
}

function blockOf(kind: Kind): ColumnArray {
  if (kind === 'f64') return new Float64Array(BLOCK_ROWS);
  if (kind === 'u32') return new Uint32Array(BLOCK_ROWS);
  return kind === 'u16' ? new Uint16Array(BLOCK_ROWS) : new Uint8Array(BLOCK_ROWS);
}
