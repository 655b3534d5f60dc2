/** Two messages line by line: header fields are matched by name, not by place (RFC 3261 7.3.1), SDP lines by what they describe. */
import { cutLines } from '../explain/cut-lines.ts';
import type { CutLine, LineKind } from '../explain/cut-lines.ts';
import type { Explanation } from '../explain/explanation.ts';
import type { TracedMessage } from '../model.ts';
import { parameterOf } from '../sip/lexer.ts';
import { editScript } from './edit-script.ts';
import type { Step } from './edit-script.ts';
import { expectedDifference } from './expected.ts';
import type { Comparison } from './expected.ts';
import type { Relation } from './relation.ts';
import { relationOf } from './relation.ts';
import type { Piece } from './token-diff.ts';
import { tokenDiff } from './token-diff.ts';

/** A line of one side. The texts of a side, in the order of `at`, are its whole message. */
export interface DiffSide {
  /** Counts the lines of its message. */
  at: number;
  /** With its line end. */
  text: string;
}

export interface DiffLine {
  kind: LineKind;
  /** Canonical header name, or letter of the SDP line. */
  name: string;
  /** `respelled`: says the same, but in another form of the name, with other white space or line end. */
  change: 'same' | 'respelled' | 'changed' | 'removed' | 'added';
  left?: DiffSide;
  right?: DiffSide;
  /** Of what changed, without line ends: `same` and `removed` make the left line, `same` and `added` the right one. */
  pieces: Piece[];
  /** Why the protocol has it so; absent where the lines should not differ. */
  expected?: Explanation;
}

export interface MessageDiff {
  relation: Relation;
  /** In the order of the left message; what only the right one has stands where it has it. */
  lines: DiffLine[];
  /** How many lines differ, and how many of them should not. */
  different: number;
  unexpected: number;
}

export function messageDiff(left: TracedMessage, right: TracedMessage): MessageDiff {
  const relation = relationOf(left, right);
  const [a, b] = [cutLines(left.raw), cutLines(right.raw)];
  const comparison: Comparison = {
    relation, isSameMethod: left.method === right.method && (left.status === undefined) === (right.status === undefined),
    isSameBody: bodyOf(a, left.raw) === bodyOf(b, right.raw),
  };
  const lines = linesDiff({ lines: a, raw: left.raw }, { lines: b, raw: right.raw }, comparison);
  const differing = lines.filter(({ change }) => change !== 'same' && change !== 'respelled');
  return { relation, lines, different: differing.length, unexpected: differing.filter(({ expected }) => !expected).length };
}

/** Two versions of a session description; o= has to differ. */
export function descriptionDiff(left: string, right: string): DiffLine[] {
  return linesDiff({ lines: cutLines(left), raw: left }, { lines: cutLines(right), raw: right }, { relation: 'call', isSameMethod: true, isSameBody: left === right });
}

interface Cut {
  lines: CutLine[];
  raw: string;
}

function linesDiff(left: Cut, right: Cut, comparison: Comparison): DiffLine[] {
  return pairs(left.lines, right.lines).map(({ left: i, right: j }) => diffLine(
    i === undefined ? undefined : { line: left.lines[i] as CutLine, raw: left.raw, at: i },
    j === undefined ? undefined : { line: right.lines[j] as CutLine, raw: right.raw, at: j },
    comparison,
  ));
}

interface Placed {
  line: CutLine;
  raw: string;
  at: number;
}

function diffLine(left: Placed | undefined, right: Placed | undefined, comparison: Comparison): DiffLine {
  const { kind, name } = (left ?? right as Placed).line;
  const change = changeOf(left, right);
  const row: DiffLine = { kind, name, change, pieces: change === 'same' ? [] : tokenDiff(left ? bare(left) : '', right ? bare(right) : '') };
  if (left) row.left = sideOf(left);
  if (right) row.right = sideOf(right);
  const expected = change === 'same' || change === 'respelled' ? undefined : expectedDifference(left?.line, right?.line, comparison);
  return expected ? { ...row, expected } : row;
}

function changeOf(left: Placed | undefined, right: Placed | undefined): DiffLine['change'] {
  if (!left) return 'added';
  if (!right) return 'removed';
  if (sideOf(left).text === sideOf(right).text) return 'same';
  return left.line.value === right.line.value && left.line.kind === right.line.kind ? 'respelled' : 'changed';
}

const sideOf = ({ line, raw, at }: Placed): DiffSide => ({ at, text: raw.slice(line.from, line.end) });
const bare = ({ line, raw }: Placed): string => raw.slice(line.from, line.to);

function bodyOf(lines: readonly CutLine[], raw: string): string {
  const first = lines.find(({ kind }) => kind === 'sdp' || kind === 'body');
  return first ? raw.slice(first.from) : '';
}

/** Which line goes with which, in the order of the left side. */
function pairs(left: readonly CutLine[], right: readonly CutLine[]): Step[] {
  const groups = new Map<string, { left: number[]; right: number[] }>();
  for (const [side, lines] of [['left', left], ['right', right]] as const) {
    groupKeys(lines).forEach((key, at) => {
      const group = groups.get(key) ?? { left: [], right: [] };
      group[side].push(at);
      groups.set(key, group);
    });
  }
  const steps = [...groups.values()].flatMap((group) => pairsOfGroup(group.left, group.right, left, right));
  return inOrder(steps);
}

/** Lines with equal keys describe the same thing. */
function groupKeys(lines: readonly CutLine[]): string[] {
  let stream = 0;
  return lines.map(({ kind, name, value }) => {
    if (kind === 'header') return `header ${name === '' ? value : name}`;
    if (kind !== 'sdp') return kind;
    if (name === 'm') stream++;
    return `sdp ${stream} ${name} ${name === 'a' ? attributeKey(value) : ''}`;
  });
}

const DIRECTIONS = new Set(['sendrecv', 'sendonly', 'recvonly', 'inactive']);

/** `rtpmap:8`, `crypto:1`: those that describe one format or number; the four directions are one attribute. */
function attributeKey(value: string): string {
  if (DIRECTIONS.has(value.trim())) return 'direction';
  return /^(?:rtpmap|fmtp|rtcp-fb|crypto|extmap):\d+/.exec(value)?.[0] ?? /^[^:]*/.exec(value)?.[0] ?? '';
}

/** What is the same on both sides, and between that what stands in the same place. */
function pairsOfGroup(left: readonly number[], right: readonly number[], a: readonly CutLine[], b: readonly CutLine[]): Step[] {
  if (left.length === 1 && right.length === 1) return [{ left: left[0] as number, right: right[0] as number }];
  const steps: Step[] = [];
  let removed: number[] = [];
  let added: number[] = [];
  const flush = (): void => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++) steps.push(step(removed[i], added[i]));
    removed = [];
    added = [];
  };
  for (const { left: i, right: j } of editScript(left.map((at) => anchor(a[at] as CutLine)), right.map((at) => anchor(b[at] as CutLine)))) {
    if (i !== undefined && j !== undefined) {
      flush();
      steps.push({ left: left[i] as number, right: right[j] as number });
    } else if (i !== undefined) removed.push(left[i] as number);
    else added.push(right[j as number] as number);
  }
  flush();
  return steps;
}

function step(left: number | undefined, right: number | undefined): Step {
  return { ...(left !== undefined && { left }), ...(right !== undefined && { right }) };
}

/** A Via is known by its branch, whatever was filled in on the way. */
function anchor({ name, value }: CutLine): string {
  return name === 'via' ? parameterOf(value, Math.max(0, value.indexOf(';')), 'branch') ?? value : value;
}

function inOrder(steps: readonly Step[]): Step[] {
  const onlyRight = new Map(steps.filter(({ left }) => left === undefined).map((one) => [one.right as number, one]));
  const ordered: Step[] = [];
  const follow = (from: number): void => {
    for (let at = from, next = onlyRight.get(at); next; next = onlyRight.get(++at)) {
      ordered.push(next);
      onlyRight.delete(at);
    }
  };
  follow(0);
  for (const one of steps.filter(({ left }) => left !== undefined).toSorted((x, y) => (x.left as number) - (y.left as number))) {
    ordered.push(one);
    if (one.right !== undefined) follow(one.right + 1);
  }
  // Behind lines that stand elsewhere on the left.
  return [...ordered, ...onlyRight.values()];
}
