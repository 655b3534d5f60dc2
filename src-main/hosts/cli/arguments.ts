/** The command line's options: declared once, read strictly, explained by `--help`. */
import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

export interface OptionSpec {
  name: string;
  /** Shown in help: `SECONDS`. Absent: a switch. */
  value?: string;
  multiple?: boolean;
  /** One letter: `-o`. */
  short?: string;
  help: string;
}

export interface CommandSpec {
  name: string;
  /** `URI`, `FILE|-`; shown in usage. */
  positionals: string[];
  summary: string;
  options: OptionSpec[];
}

/** What was given, by option name. */
export interface Given {
  positionals: string[];
  has(name: string): boolean;
  text(name: string): string | undefined;
  all(name: string): string[];
  /** Seconds or counts: a non-negative number. Throws UsageError. */
  number(name: string): number | undefined;
}

const HELP: OptionSpec = { name: 'help', help: 'show this help' };

/** Throws UsageError: unknown option (with the nearest one), missing value, too few or too many arguments. */
export function readArguments(spec: CommandSpec, args: string[]): Given {
  const options = [...spec.options, HELP];
  const parsed = parse(options, args);
  const given = view(parsed);
  if (given.has('help')) return given;
  if (given.positionals.length < spec.positionals.filter((name) => !name.startsWith('[')).length) {
    throw new UsageError(`${spec.name} needs ${spec.positionals.join(' ')}`, spec);
  }
  const extra = given.positionals[spec.positionals.length];
  if (extra !== undefined) throw new UsageError(`unexpected argument "${extra}"`, spec);
  return given;

  function parse(known: OptionSpec[], from: string[]): Map<string, string[]> {
    const config = Object.fromEntries(known.map(({ name, value, short }) =>
      [name, { type: value ? 'string' : 'boolean', multiple: true, ...(short ? { short } : {}) } as const]));
    const found = new Map<string, string[]>([['', []]]);
    const { tokens } = parseArgs({ args: from, options: config, strict: false, allowPositionals: true, tokens: true });
    for (const token of tokens) {
      if (token.kind === 'positional') found.get('')?.push(token.value);
      if (token.kind === 'option') take(token.name, token.rawName, token.value, known, found);
    }
    return found;
  }

  function take(name: string, rawName: string, value: string | undefined, known: OptionSpec[], found: Map<string, string[]>): void {
    const option = known.find((candidate) => candidate.name === name);
    if (!option) throw new UsageError(unknownOption(rawName, known), spec);
    if (option.value && value === undefined) throw new UsageError(`${rawName} needs ${option.value}`, spec);
    if (!option.value && value !== undefined) throw new UsageError(`${rawName} takes no value`, spec);
    if (!option.multiple && found.has(name)) throw new UsageError(`${rawName} is given twice`, spec);
    found.set(name, [...(found.get(name) ?? []), value ?? '']);
  }

  function view(found: Map<string, string[]>): Given {
    return {
      positionals: found.get('') ?? [],
      has: (name) => found.has(name),
      text: (name) => found.get(name)?.[0],
      all: (name) => found.get(name) ?? [],
      number(name) {
        const text = found.get(name)?.[0];
        if (text === undefined) return undefined;
        const value = Number(text);
        if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
        throw new UsageError(`--${name} needs a number, not "${text}"`, spec);
      },
    };
  }
}

function unknownOption(rawName: string, known: OptionSpec[]): string {
  const near = nearest(rawName.replace(/^-+/, ''), known.map((option) => option.name));
  return `unknown option ${rawName}${near ? `, did you mean --${near}?` : ''}`;
}

/** The word that is at most a third of its letters away (Levenshtein), if any. */
export function nearest(word: string, candidates: string[]): string | undefined {
  const ranked = candidates.map((candidate) => ({ candidate, distance: distance(word, candidate) })).sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(1, Math.floor(best.candidate.length / 3)) ? best.candidate : undefined;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
