import type { Diagnosis } from '../../../../src-shared/diagnose/types.ts';
import { diagnose } from '../../../../src-shared/diagnose/diagnose.ts';
import { printable } from '../../../../src-shared/ladder/printable.ts';
import type { Given } from '../arguments.ts';
import { readCaptureFile } from '../capture-file.ts';
import { diagnosisJson } from '../reporter.ts';
import { EXIT } from '../usage-error.ts';

/** `rung diagnose FILE`: what went wrong in a capture. */
export async function diagnoseFile(given: Given): Promise<number> {
  const capture = await readCaptureFile(given.positionals[0] ?? '', given);
  const found = diagnose(capture.messages(), capture.media());
  const shown = given.has('json') ? `${JSON.stringify(found.map((one) => ({ event: 'diagnosis', ...diagnosisJson(one) })), null, 2)}\n` : found.map(lines).join('\n');
  process.stdout.write(shown || 'nothing wrong found\n');
  return EXIT.done;
}

function lines({ severity, callId, seq, section, message, advice }: Diagnosis): string {
  return [`${severity}: ${message} (${section})`, `  call ${callId}, message ${seq}`, `  ${advice}`, ''].map(printable).join('\n');
}
