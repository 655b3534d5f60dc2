/** `rung parse` and `rung sdp`: one file in, one JSON object out, or a description in words. Each loads only its own grammar. */
import type { Given } from '../arguments.ts';
import { readInput } from '../input-file.ts';
import { UsageError } from '../usage-error.ts';

export async function parse(given: Given): Promise<number> {
  const { parseCommand } = await import('./parse.ts');
  return print(await parseCommand(readInput(given.positionals[0] ?? '-')));
}

/** JSON for programs; in words where a person looks on, or asks for them. */
export async function sdp(given: Given): Promise<number> {
  const format = given.text('format') ?? (process.stdout.isTTY ? 'text' : 'json');
  if (format !== 'text' && format !== 'json') throw new UsageError(`--format is text or json, not "${format}"`);
  const language = given.text('language') ?? 'en';
  if (language !== 'en' && language !== 'de') throw new UsageError(`--language is en or de, not "${language}"`);
  const { sdpAnswer } = await import('./sdp.ts');
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const answer = sdpAnswer(readInput(given.positionals[0] ?? '-'), { language, timeZone, nowMs: Date.now() });
  if (format === 'json' || given.has('json')) return print(answer);
  (answer.exitCode === 0 ? process.stdout : process.stderr).write(answer.text);
  return answer.exitCode;
}

function print({ exitCode, json }: { exitCode: number; json: unknown }): number {
  process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  return exitCode;
}
