import { open } from 'node:fs/promises';

const PIECE_BYTES = 512 * 1024;

/** At most half a megabyte of a file from `offset` on, and how large all of it is. Rejects with what the system says. */
export async function readPiece(path: string, offset: number): Promise<{ total: number; bytes: Uint8Array }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(new Uint8Array(PIECE_BYTES), 0, PIECE_BYTES, offset);
    return { total: size, bytes: buffer.subarray(0, bytesRead) };
  } finally {
    await file.close();
  }
}
