/** A message as the rows of the inspector: each line with what it means, which parts it has, and what is wrong with it. Pure. */
import type { CutLine } from '../../src-shared/explain/cut-lines.ts';
import { cutLines } from '../../src-shared/explain/cut-lines.ts';
import type { Fault } from '../../src-shared/explain/faults.ts';
import { faultsOf, isObsolete } from '../../src-shared/explain/faults.ts';
import { hexDump, isBinary } from '../../src-shared/explain/hex-dump.ts';

export interface MessageRow {
  line: CutLine;
  /** What is shown, cut where it is very long. */
  text: string;
  /** How many characters were cut off. */
  cut: number;
  /** How much of `text` is the name of the field, or the letter of the line. */
  nameLength: number;
  isObsolete: boolean;
  /** Those that stand in this line. */
  faults: Fault[];
  /** Part of a binary body, in hexadecimal. */
  isHex: boolean;
}

export interface MessageRows {
  rows: MessageRow[];
  faults: Fault[];
}

/** Characters of a line, and octets of a binary body. */
const SHORT = { line: 2_000, body: 1_024 };
const WHOLE = { line: 100_000, body: 65_536 };

/** `isWhole`: with what is usually cut off. */
export function messageRows(raw: string, isWhole: boolean): MessageRows {
  const limits = isWhole ? WHOLE : SHORT;
  const lines = cutLines(raw);
  const faults = faultsOf(raw, lines);
  const bodyAt = lines.findIndex(({ kind }) => kind === 'body');
  const body = lines[bodyAt];
  const isHex = body !== undefined && isBinary(raw.slice(body.from));
  const rows = (isHex ? lines.slice(0, bodyAt) : lines).map((line) => rowOf(line, raw, faults, limits.line));
  return { rows: isHex ? [...rows, ...hexRows(body, raw, limits.body)] : rows, faults };
}

function rowOf(line: CutLine, raw: string, faults: readonly Fault[], limit: number): MessageRow {
  const text = raw.slice(line.from, Math.min(line.to, line.from + limit));
  const nameLength = line.kind === 'start' ? 0 : line.kind === 'sdp' ? 1 : line.kind === 'header' ? Math.max(0, text.indexOf(':')) : 0;
  return {
    line, text, nameLength, cut: line.to - line.from - text.length, isObsolete: isObsolete(line), isHex: false,
    faults: faults.filter(({ from }) => from !== undefined && from >= line.from && from <= line.to),
  };
}

function hexRows(body: CutLine, raw: string, limit: number): MessageRow[] {
  const text = raw.slice(body.from);
  const dump = hexDump(text, limit);
  return dump.map((row, at) => ({
    line: { ...body, name: '', from: body.from, to: body.from }, text: row, nameLength: 8, isObsolete: false, faults: [], isHex: true,
    cut: at === dump.length - 1 ? Math.max(0, text.length - limit) : 0,
  }));
}

/** A stretch of a line's text: marked where it belongs to a part or a fault. */
export interface Stretch {
  text: string;
  /** Index of the part. */
  part?: number;
  isFault: boolean;
}

/** The text of a row cut at the borders of its name, its parts and its faults. */
export function stretches({ line, text, faults }: MessageRow, parts: readonly { from: number; to: number }[]): Stretch[] {
  const borders = new Set([0, text.length]);
  for (const { from = 0, to = 0 } of [...parts, ...faults]) {
    borders.add(clamp(from - line.from, text.length));
    borders.add(clamp(to - line.from, text.length));
  }
  const ordered = [...borders].sort((a, b) => a - b);
  return ordered.slice(1).map((to, index) => {
    const from = ordered[index] as number;
    const at = line.from + from;
    const part = parts.findIndex((one) => at >= one.from && at < one.to);
    return { text: text.slice(from, to), isFault: faults.some((fault) => at >= (fault.from ?? 0) && at < (fault.to ?? 0)), ...(part >= 0 && { part }) };
  });
}

function clamp(value: number, length: number): number {
  return Math.max(0, Math.min(length, value));
}
