/** Reads a capture as the page does, piece by piece, up to the list of calls with retransmissions marked; prints what came of it. */
import { closeSync, openSync, readSync } from 'node:fs';
import { createCapture } from '../../src-shared/capture/capture.ts';

const PIECE_BYTES = 1_048_576;

const start = performance.now();
const file = openSync(process.argv[2] ?? '', 'r');
const capture = createCapture();
let firstCallsMs = 0;
for (;;) {
  const piece = new Uint8Array(PIECE_BYTES);
  const length = readSync(file, piece);
  if (length === 0) break;
  capture.push(piece.subarray(0, length));
  if (firstCallsMs === 0 && capture.calls.length > 0) firstCallsMs = performance.now() - start;
}
closeSync(file);
capture.finish();
console.log(JSON.stringify({ calls: capture.calls.length, messages: capture.messageCount, firstCallsMs }));
