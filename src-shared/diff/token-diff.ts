/** What changed inside a line, by the words and signs that SIP and SDP are made of. */
import { editScript } from './edit-script.ts';

export interface Piece {
  change: 'same' | 'removed' | 'added';
  text: string;
}

/** Names, numbers, white space, and each other sign by itself: a changed port must not take its address along. */
const TOKENS = /[\p{L}\p{N}_]+|\s+|[^]/gu;
/** Longer lines are compared by their common ends. */
const MAX_CHARACTERS = 4_000;

/** Neighbours of one kind are one piece. `same` and `removed` make the left text, `same` and `added` the right one. */
export function tokenDiff(left: string, right: string): Piece[] {
  if (left === right) return left === '' ? [] : [{ change: 'same', text: left }];
  const tooLong = left.length > MAX_CHARACTERS || right.length > MAX_CHARACTERS;
  const [a, b] = tooLong ? byEnds(left, right) : [left.match(TOKENS) ?? [], right.match(TOKENS) ?? []];
  const pieces: Piece[] = [];
  for (const step of editScript(a, b)) {
    const change = step.left === undefined ? 'added' : step.right === undefined ? 'removed' : 'same';
    const text = (step.left === undefined ? b[step.right as number] : a[step.left]) as string;
    push(pieces, change, text);
  }
  return pieces;
}

function push(pieces: Piece[], change: Piece['change'], text: string): void {
  // Of a replaced stretch removals come first, whatever order they were found in.
  const last = pieces.at(-1);
  const before = pieces.at(-2);
  if (last?.change === change) last.text += text;
  else if (change === 'removed' && last?.change === 'added' && before?.change === 'removed') before.text += text;
  else if (change === 'removed' && last?.change === 'added') pieces.splice(-1, 0, { change, text });
  else pieces.push({ change, text });
}

/** Common beginning, what is between, common end. */
function byEnds(left: string, right: string): [string[], string[]] {
  let from = 0;
  while (from < left.length && from < right.length && left[from] === right[from]) from++;
  let tail = 0;
  while (tail < left.length - from && tail < right.length - from && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail++;
  const parts = (text: string): string[] => [text.slice(0, from), text.slice(from, text.length - tail), text.slice(text.length - tail)].filter((part) => part !== '');
  return [parts(left), parts(right)];
}
