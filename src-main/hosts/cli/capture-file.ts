import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { createDocument, DOCUMENT_TOO_LARGE, isGzip, MOST_DOCUMENT_BYTES } from '../../../src-shared/capture/document.ts';
import type { TraceDocument } from '../../../src-shared/capture/document.ts';
import { printable } from '../../../src-shared/ladder/printable.ts';
import type { Given } from './arguments.ts';
import { CommandError, EXIT } from './usage-error.ts';

const PIECE_BYTES = 1_048_576;

/** A capture or a text log, also gzipped; `-` is standard input. What was passed over is told on stderr, unless --quiet. Throws
 *  CommandError (exit 4). */
export async function readCaptureFile(path: string, given: Given): Promise<TraceDocument> {
  const document = createDocument();
  for await (const piece of readable(path)) {
    const pushed = document.push(piece);
    if (!pushed.ok) throw refused(path, pushed.error.message);
    if (document.bytesRead > MOST_DOCUMENT_BYTES) throw refused(path, DOCUMENT_TOO_LARGE.message);
  }
  const finished = document.finish();
  if (!finished.ok) throw refused(path, finished.error.message);
  if (!given.has('quiet')) for (const note of document.notes) process.stderr.write(`rung: ${printable(path)}: ${note.message}\n`);
  return document;
}

function refused(path: string, why: string): CommandError {
  return new CommandError(`${path}: ${why}`, EXIT.input);
}

async function* readable(path: string): AsyncGenerator<Uint8Array> {
  const file: Readable = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: PIECE_BYTES });
  try {
    yield* unpacked(file[Symbol.asyncIterator]() as AsyncIterator<Buffer>);
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${(error as Error).message}`, EXIT.input);
  } finally {
    file.destroy();
  }
}

/** What a gzip file holds; any other file as it is. */
async function* unpacked(file: AsyncIterator<Buffer>): AsyncGenerator<Uint8Array> {
  let head = Buffer.alloc(0);
  let next = await file.next();
  for (; !next.done && head.length < 2; next = await file.next()) head = Buffer.concat([head, next.value]);
  const pieces = following(head, next, file);
  if (!isGzip(head)) return yield* pieces;
  // What goes wrong is thrown where it is read.
  yield* pipeline(Readable.from(pieces), createGunzip({ chunkSize: PIECE_BYTES }), () => {}) as AsyncIterable<Buffer>;
}

async function* following(head: Buffer, first: IteratorResult<Buffer>, file: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  for (let next = first; !next.done; next = await file.next()) yield next.value;
}
