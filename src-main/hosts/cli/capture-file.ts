import { traceCapture } from '../../../src-shared/capture/capture-trace.ts';
import type { CaptureTrace } from '../../../src-shared/capture/capture-trace.ts';
import { readCapture } from '../../../src-shared/capture/pcap-read.ts';
import { readInput } from './input-file.ts';
import { CommandError, EXIT } from './usage-error.ts';

/** Messages and streams of a pcap or pcapng file. Throws CommandError (exit 4). */
export function readCaptureFile(path: string): CaptureTrace {
  const capture = readCapture(readInput(path));
  if (!capture.ok) throw new CommandError(`${path}: ${capture.error.message}`, EXIT.input);
  return traceCapture(capture.value);
}
