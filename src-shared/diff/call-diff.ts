/** Two calls message by message: the same step of both side by side, what only one of them has, and what differs within. */
import type { TracedMessage } from '../model.ts';
import { isSip } from '../traced-packet.ts';
import { editScript } from './edit-script.ts';
import { messageDiff } from './message-diff.ts';

/** A message with its repetitions folded into it. */
export interface CallStep {
  message: TracedMessage;
  /** How often it was repeated. */
  repeats: number;
  /** Since the first message of its call, and since the step before. */
  atMs: number;
  sincePreviousMs: number;
}

export interface CallDiffRow {
  left?: CallStep;
  right?: CallStep;
  /** `same`: differs in nothing but what has to differ; `changed`: the same step with other content; `answered-otherwise`: the
   *  other side gave another answer in this place. */
  change: 'same' | 'changed' | 'answered-otherwise' | 'removed' | 'added';
  /** Lines that should not differ: canonical header names, `start`, SDP letters (`m=`), `body`. Each once. */
  differing: string[];
}

export interface CallDiff {
  rows: CallDiffRow[];
  /** How many rows are not `same`. */
  different: number;
  /** From the first to the last message. */
  leftMs: number;
  rightMs: number;
  /** The first row in which the calls went different ways; -1 where they did not. */
  parting: number;
}

/** Messages of a call that are looked at; the rest is left out. */
const MAX_STEPS = 1_000;

/** Messages in order of `seq`, each call's own. */
export function callDiff(left: readonly TracedMessage[], right: readonly TracedMessage[]): CallDiff {
  const [a, b] = [stepsOf(left.filter(isSip)), stepsOf(right.filter(isSip))];
  const rows = aligned(a, b).map(([one, other]) => rowOf(one, other));
  return {
    rows,
    different: rows.filter(({ change }) => change !== 'same').length,
    leftMs: a.at(-1)?.atMs ?? 0,
    rightMs: b.at(-1)?.atMs ?? 0,
    parting: rows.findIndex(({ change }) => change !== 'same' && change !== 'changed'),
  };
}

function stepsOf(messages: readonly TracedMessage[]): CallStep[] {
  const steps = new Map<number, CallStep>();
  const start = messages[0]?.atMs ?? 0;
  let previous = start;
  for (const message of messages) {
    const first = message.retransmissionOf === undefined ? undefined : steps.get(message.retransmissionOf);
    if (first) {
      first.repeats++;
      continue;
    }
    if (steps.size >= MAX_STEPS) break;
    steps.set(message.seq, { message, repeats: 0, atMs: message.atMs - start, sincePreviousMs: message.atMs - previous });
    previous = message.atMs;
  }
  return [...steps.values()];
}

type Pair = [CallStep | undefined, CallStep | undefined];

/** The longest sequence of steps that both have; what is left between is paired where it is the same turn of the conversation. */
function aligned(left: readonly CallStep[], right: readonly CallStep[]): Pair[] {
  const pairs: Pair[] = [];
  let removed: CallStep[] = [];
  let added: CallStep[] = [];
  const flush = (): void => {
    pairs.push(...turns(removed, added));
    removed = [];
    added = [];
  };
  for (const { left: i, right: j } of editScript(left.map(stepKey), right.map(stepKey))) {
    if (i !== undefined && j !== undefined) {
      flush();
      pairs.push([left[i], right[j]]);
    } else if (i !== undefined) removed.push(left[i] as CallStep);
    else added.push(right[j as number] as CallStep);
  }
  flush();
  return pairs;
}

function turns(removed: readonly CallStep[], added: readonly CallStep[]): Pair[] {
  return editScript(removed.map(turnKey), added.map(turnKey)).map(({ left, right }) => [
    left === undefined ? undefined : removed[left], right === undefined ? undefined : added[right],
  ]);
}

/** The same step: the same method or code the same way, with a session description or without. */
function stepKey({ message: { direction, method, status, hasSdp } }: CallStep): string {
  return `${direction} ${method} ${status ?? ''} ${hasSdp}`;
}

/** The same turn: a request, or a provisional or final answer to it. */
function turnKey({ message: { direction, method, status } }: CallStep): string {
  return `${direction} ${method} ${status === undefined ? '' : status < 200 ? '1xx' : 'final'}`;
}

function rowOf(left: CallStep | undefined, right: CallStep | undefined): CallDiffRow {
  const one = { ...(left && { left }), ...(right && { right }) };
  if (!left) return { ...one, change: 'added', differing: [] };
  if (!right) return { ...one, change: 'removed', differing: [] };
  const { lines } = messageDiff(left.message, right.message);
  const guilty = lines.filter(({ change, expected }) => change !== 'same' && change !== 'respelled' && !expected);
  const differing = [...new Set(guilty.map(({ kind, name }) => (kind === 'header' ? name : kind === 'sdp' ? `${name}=` : kind)))];
  if (left.message.status !== right.message.status) return { ...one, change: 'answered-otherwise', differing };
  const isChanged = differing.length > 0 || left.repeats !== right.repeats;
  return { ...one, change: isChanged ? 'changed' : 'same', differing };
}
