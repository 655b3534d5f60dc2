/** Reads a hostile file as the page does and prints what is held then, in octets: `node --expose-gc read-hostile.ts SHAPE BYTES`. */
import { createDocument } from '../../src-shared/capture/document.ts';
import { hostileFile, hostileLog, SHAPES } from '../unit/capture/hostile.ts';

const PIECE_BYTES = 1_048_576;
/** Of the list of calls, at a time. */
const ROWS = 2000;

function held(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** With what is asked for when a file is shown: rows of the list of calls, all streams. */
function measure(shape: string, size: number): { fileBytes: number; whileReading: number; afterwards: number; notes: string[] } {
  const shapeOf = SHAPES[shape];
  let file: Uint8Array | undefined = shapeOf ? hostileFile(shapeOf, size) : hostileLog(size);
  const pieces: Uint8Array[] = [];
  const fileBytes = file.length;
  for (let at = 0; at < file.length; at += PIECE_BYTES) pieces.push(file.slice(at, at + PIECE_BYTES));
  file = undefined;
  const before = held() - fileBytes;
  const document = createDocument();
  let whileReading = 0;
  for (const piece of pieces) {
    document.push(piece);
    whileReading = Math.max(whileReading, (held() - before) / fileBytes);
  }
  pieces.length = 0;
  document.finish();
  const shown = [Array.from({ length: ROWS }, (_, at) => document.callAt(at)), document.streams, document.media()];
  const afterwards = (held() - before) / fileBytes;
  if (shown.length === 0) throw new Error('not reached: what is shown is held until here');
  return { fileBytes, whileReading, afterwards, notes: document.notes.map(({ code }) => code) };
}

const [shape = '', size = '0'] = process.argv.slice(2);
measure(shape, 100_000);
console.log(JSON.stringify(measure(shape, Number(size))));
