import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { TraceDocument } from '../../../../src-shared/capture/document.ts';
import type { CapturedCall, TraceSource } from '../../../../src-shared/capture/trace-source.ts';
import { ANNOUNCEMENTS } from '../../../../src-shared/capture/trace-source.ts';
import { diagnose } from '../../../../src-shared/diagnose/diagnose.ts';
import type { Diagnosis } from '../../../../src-shared/diagnose/types.ts';
import { shareBundle } from '../../../../src-shared/export/bundle.ts';
import { ladderHtml } from '../../../../src-shared/export/html.ts';
import { ladderPcapng } from '../../../../src-shared/export/ladder-pcapng.ts';
import { sippScenario } from '../../../../src-shared/export/sipp.ts';
import { zipped } from '../../../../src-shared/export/zip.ts';
import type { Ladder } from '../../../../src-shared/ladder/ladder.ts';
import { buildLadder } from '../../../../src-shared/ladder/ladder.ts';
import { ladderJson } from '../../../../src-shared/ladder/json.ts';
import { ladderMermaid } from '../../../../src-shared/ladder/mermaid.ts';
import { printable } from '../../../../src-shared/ladder/printable.ts';
import { ladderSvg } from '../../../../src-shared/ladder/svg.ts';
import { ladderText } from '../../../../src-shared/ladder/text.ts';
import type { MediaSpan, TracedMessage } from '../../../../src-shared/model.ts';
import { secureRandom } from '../../../../src-shared/share/secure-random.ts';
import { VERSION } from '../../../version.ts';
import type { Given } from '../arguments.ts';
import { nearest } from '../arguments.ts';
import { readCaptureFile } from '../capture-file.ts';
import { pngOf } from '../png.ts';
import { streamsJson, streamTable } from '../stream-table.ts';
import { CommandError, EXIT, UsageError } from '../usage-error.ts';

/** `rung ladder FILE`: a capture drawn. */
export async function ladder(given: Given): Promise<number> {
  const format = given.has('streams') ? undefined : formatOf(given);
  const streamsFormat = given.has('streams') ? streamsFormatOf(given) : undefined;
  const path = given.positionals[0] ?? '';
  const capture = await readCaptureFile(path, given);
  const wanted = given.text('call');
  if (!format) return streamed(capture, wanted, streamsFormat, given);
  if (given.has('list') && wanted === undefined) return listed(`${list(capture.calls)}${announced(capture)}`, given);
  const source = selected(path, capture, wanted);
  const drawn = buildLadder(source.messages, source.media);
  if (wanted !== undefined && drawn.arrows.length === 0) throw new CommandError(`${path} has no call "${wanted}"; --list shows them`, EXIT.failed);
  if (given.has('list')) return listed(list(capture.calls.filter(({ callId }) => callId === wanted)), given);
  write(await format(drawn, source), given.text('output'));
  return EXIT.done;
}

function streamsFormatOf(given: Given): string {
  const name = given.text('format') ?? 'text';
  if (name !== 'text' && name !== 'json') throw new UsageError(`--streams has the formats text and json; not "${name}"`);
  return name;
}

function streamed(capture: TraceDocument, wanted: string | undefined, format: string | undefined, given: Given): number {
  const streams = capture.streams.filter(({ callId }) => wanted === undefined || callId === wanted);
  const startedAtMs = Math.min(capture.callAt(0)?.startedAtMs ?? Infinity, ...capture.streams.slice(0, 1).map((stream) => stream.startedAtMs));
  write(format === 'json' ? `${JSON.stringify(streamsJson(streams), null, 2)}\n` : streamTable(streams, startedAtMs), given.text('output'));
  return EXIT.done;
}

/** Without a ladder: of a large capture the calls are known long before all messages are read. */
function listed(lines: string, given: Given): number {
  write(lines, given.text('output'));
  return EXIT.done;
}

/** What is drawn, and what of it an export needs beside the drawing. */
interface Source {
  /** Of the file, or the call. */
  name: string;
  messages: TracedMessage[];
  media: MediaSpan[];
}

function selected(path: string, capture: TraceSource, wanted: string | undefined): Source {
  const callIds = wanted === undefined ? undefined : new Set([wanted]);
  const name = wanted ?? (path === '-' ? 'SIP' : basename(path));
  return { name, messages: capture.messages(callIds), media: capture.media(callIds) };
}

type Format = (ladder: Ladder, source: Source) => string | Uint8Array | Promise<Uint8Array>;

const MADE_BY = `Rung/${VERSION}`;
const found = ({ messages, media }: Source): Diagnosis[] => diagnose(messages, media);

function bundle({ messages, media }: Source): Promise<Uint8Array> {
  const about = { madeBy: MADE_BY, platform: `Node ${process.version}, ${process.platform} ${process.arch}`, language: 'en' } as const;
  return zipped(shareBundle(messages, media, secureRandom, about).files);
}

async function png(drawn: Ladder): Promise<Uint8Array> {
  const picture = await pngOf(ladderSvg(drawn));
  if (picture) return picture;
  throw new CommandError('the ladder is too long for a PNG picture; --format svg has no such limit, --call CALL-ID draws one call', EXIT.failed);
}

function scenario({ name, messages }: Source, side: 'uac' | 'uas'): string {
  const made = sippScenario(messages, side, MADE_BY);
  if (made === undefined) throw new CommandError(`${name} has no request that begins a call; --list shows what it has`, EXIT.failed);
  return made;
}

const FORMATS: Record<string, Format> = {
  text: (drawn) => ladderText(drawn, { width: process.stdout.columns ?? 100, colour: process.stdout.isTTY === true }),
  svg: (drawn) => ladderSvg(drawn),
  png,
  mermaid: ladderMermaid,
  json: (drawn) => `${JSON.stringify(ladderJson(drawn), null, 2)}\n`,
  html: (drawn, source) => ladderHtml(drawn, found(source), { title: source.name, language: 'en', madeBy: MADE_BY }),
  pcapng: (drawn, source) => ladderPcapng(drawn, found(source), MADE_BY),
  'sipp-uac': (_drawn, source) => scenario(source, 'uac'),
  'sipp-uas': (_drawn, source) => scenario(source, 'uas'),
  bundle: (_drawn, source) => bundle(source),
};

/** Not for a terminal: its escape sequences could be anything. */
const BINARY = new Set(['png', 'pcapng', 'bundle']);

function formatOf(given: Given): Format {
  const name = given.text('format') ?? 'text';
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (!format) throw new UsageError(unknownFormat(name));
  if (BINARY.has(name) && !given.has('output') && !given.has('list') && process.stdout.isTTY) {
    throw new UsageError(`${name} is not for a terminal: -o FILE writes it to a file, or send stdout to one`);
  }
  return format;
}

function unknownFormat(name: string): string {
  const names = Object.keys(FORMATS);
  const near = nearest(name, names);
  return `--format is ${names.join(', ')}; not "${name}"${near === undefined ? '' : `, did you mean "${near}"?`}`;
}

function list(calls: readonly CapturedCall[]): string {
  return calls
    .map(({ callId, method, from, to, status, messages }) => `${printable(`${callId}  ${method} ${from} -> ${to}  ${status ?? 'no answer'}  ${messages} messages`)}\n`)
    .join('');
}

/** What SAP announces, below the calls. */
function announced(capture: TraceSource): string {
  return capture.messages(new Set([ANNOUNCEMENTS]))
    .map(({ start, local, remote, folded }) => `${printable(`SAP ${start}  ${local} -> ${remote}  ${folded?.count ?? 1} packets`)}\n`)
    .join('');
}

function write(content: string | Uint8Array, path: string | undefined): void {
  if (path === undefined) return void process.stdout.write(content);
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw new CommandError(`${path} cannot be written: ${(error as Error).message}`, EXIT.input);
  }
}
