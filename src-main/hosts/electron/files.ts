/** Session descriptions that the desktop hands over: by the command line of a start (Linux, Windows) or open-file (macOS). */
import { closeSync, openSync, readSync } from 'node:fs';
import { basename, resolve } from 'node:path';

export interface OpenedFile {
  name: string;
  /** One character a byte: what crosses to the page is JSON. */
  content: string;
}

const SESSION = /^[^-].*\.sdp$/i;
const MAX_BYTES = 300_000;

/** The first .sdp file among a program's arguments, paths from `folder`; undefined where there is none, or it cannot be read. */
export function fileIn(args: readonly string[], folder: string): OpenedFile | undefined {
  const path = args.find((arg) => SESSION.test(arg));
  if (path === undefined) return undefined;
  try {
    return { name: basename(path).slice(0, 300), content: contentOf(resolve(folder, path)) };
  } catch {
    // Gone, a folder, or not ours to read: the window stands all the same.
    return undefined;
  }
}

function contentOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(MAX_BYTES);
    return bytes.toString('latin1', 0, readSync(file, bytes, 0, MAX_BYTES, 0));
  } finally {
    closeSync(file);
  }
}
