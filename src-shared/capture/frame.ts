/** A captured frame, and what the readers of both formats share. */

export interface Frame {
  linkType: number;
  /** Epoch milliseconds with fraction. */
  atMs: number;
  bytes: Uint8Array;
  /** Where `bytes` stand in the file. */
  position: number;
  /** What somebody wrote to it. */
  comment?: string;
}

export interface RecordReader {
  /** Reads what has come whole since the last time. */
  read(): void;
  /** The file has ended. */
  finish(): void;
}

export type FrameSink = (frame: Frame) => void;

/** Longer records do not exist: the length is a lie, and what follows cannot be found. */
export const MOST_RECORD_BYTES = 16_777_216;
/** The year 9999: beyond it are no dates. */
const LAST_MS = 253_402_300_799_999;

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Times that no calendar has become the nearest that it has. */
export function validMs(atMs: number): number {
  return Math.min(Math.max(atMs, 0), LAST_MS);
}
