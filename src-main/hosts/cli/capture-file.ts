import { createDocument } from '../../../src-shared/capture/document.ts';
import type { TraceDocument } from '../../../src-shared/capture/document.ts';
import { readInput } from './input-file.ts';
import { CommandError, EXIT } from './usage-error.ts';

/** A capture or a text log. Throws CommandError (exit 4). */
export function readCaptureFile(path: string): TraceDocument {
  const document = createDocument();
  document.push(readInput(path));
  const finished = document.finish();
  if (!finished.ok) throw new CommandError(`${path}: ${finished.error.message}`, EXIT.input);
  return document;
}
