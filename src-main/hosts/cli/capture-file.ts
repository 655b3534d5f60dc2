import { createCapture } from '../../../src-shared/capture/capture.ts';
import type { Capture } from '../../../src-shared/capture/capture.ts';
import { readInput } from './input-file.ts';
import { CommandError, EXIT } from './usage-error.ts';

/** A pcap or pcapng file. Throws CommandError (exit 4). */
export function readCaptureFile(path: string): Capture {
  const capture = createCapture();
  capture.push(readInput(path));
  const finished = capture.finish();
  if (!finished.ok) throw new CommandError(`${path}: ${finished.error.message}`, EXIT.input);
  return capture;
}
