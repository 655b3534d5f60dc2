/** `rung parse` and `rung sdp`: one file in, one JSON object out. Each loads only its own grammar. */
import type { Given } from '../arguments.ts';
import { readInput } from '../input-file.ts';

export async function parse(given: Given): Promise<number> {
  const { parseCommand } = await import('./parse.ts');
  return print(await parseCommand(readInput(given.positionals[0] ?? '-')));
}

export async function sdp(given: Given): Promise<number> {
  const { sdpCommand } = await import('./sdp.ts');
  return print(await sdpCommand(readInput(given.positionals[0] ?? '-')));
}

function print({ exitCode, json }: { exitCode: number; json: unknown }): number {
  process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  return exitCode;
}
