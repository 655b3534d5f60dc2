import { writeFileSync } from 'node:fs';
import type { Ladder } from '../../../../src-shared/ladder/ladder.ts';
import { buildLadder } from '../../../../src-shared/ladder/ladder.ts';
import { ladderJson } from '../../../../src-shared/ladder/json.ts';
import { ladderMermaid } from '../../../../src-shared/ladder/mermaid.ts';
import { printable } from '../../../../src-shared/ladder/printable.ts';
import { ladderSvg } from '../../../../src-shared/ladder/svg.ts';
import { ladderText } from '../../../../src-shared/ladder/text.ts';
import type { Given } from '../arguments.ts';
import { readCaptureFile } from '../capture-file.ts';
import { CommandError, EXIT, UsageError } from '../usage-error.ts';

/** `rung ladder FILE`: a capture drawn. */
export async function ladder(given: Given): Promise<number> {
  const format = formatOf(given);
  const path = given.positionals[0] ?? '';
  const { messages, media } = readCaptureFile(path);
  const wanted = given.text('call');
  const drawn = buildLadder(
    messages.filter((message) => wanted === undefined || message.callId === wanted),
    media.filter((span) => wanted === undefined || span.callId === wanted),
  );
  if (wanted !== undefined && drawn.arrows.length === 0) throw new CommandError(`${path} has no call "${wanted}"; --list shows them`, EXIT.failed);
  write(given.has('list') ? list(drawn) : format(drawn), given.text('output'));
  return EXIT.done;
}

const FORMATS: Record<string, (ladder: Ladder) => string> = {
  text: (drawn) => ladderText(drawn, { width: process.stdout.columns ?? 100, colour: process.stdout.isTTY === true }),
  svg: (drawn) => ladderSvg(drawn),
  mermaid: ladderMermaid,
  json: (drawn) => `${JSON.stringify(ladderJson(drawn), null, 2)}\n`,
};

function formatOf(given: Given): (ladder: Ladder) => string {
  const name = given.text('format') ?? 'text';
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (format) return format;
  throw new UsageError(`--format is ${Object.keys(FORMATS).join(', ')}; not "${name}"`);
}

function list(drawn: Ladder): string {
  return ladderJson(drawn).dialogs
    .map(({ callId, method, from, to, status, messages }) => `${printable(`${callId}  ${method} ${from} -> ${to}  ${status ?? 'no answer'}  ${messages.length} messages`)}\n`)
    .join('');
}

function write(text: string, path: string | undefined): void {
  if (path === undefined) return void process.stdout.write(text);
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new CommandError(`${path} cannot be written: ${(error as Error).message}`, EXIT.input);
  }
}
