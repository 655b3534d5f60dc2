/** Whether a retransmission is the same to the byte (RFC 3261 17.1.1.2), and where not. */
import { utf8Bytes } from '../sip/bytes.ts';

/** Octets from `from` up to `leftTo` on the left have become those up to `rightTo` on the right. */
export interface ByteChange {
  from: number;
  leftTo: number;
  rightTo: number;
}

export interface ByteDiff {
  /** Octets of each side. */
  left: number;
  right: number;
  /** None: identical. Of messages of one length every changed stretch, else the one between the common ends. */
  changes: ByteChange[];
}

const MAX_CHANGES = 100;

export function byteDiff(left: string, right: string): ByteDiff {
  if (left === right) return { left: utf8Bytes(left).length, right: utf8Bytes(right).length, changes: [] };
  const [a, b] = [utf8Bytes(left), utf8Bytes(right)];
  return { left: a.length, right: b.length, changes: a.length === b.length ? stretches(a, b) : [between(a, b)] };
}

function stretches(a: Uint8Array, b: Uint8Array): ByteChange[] {
  const changes: ByteChange[] = [];
  for (let at = 0; at < a.length && changes.length < MAX_CHANGES; at++) {
    if (a[at] === b[at]) continue;
    const from = at;
    while (at < a.length && a[at] !== b[at]) at++;
    changes.push({ from, leftTo: at, rightTo: at });
  }
  return changes;
}

function between(a: Uint8Array, b: Uint8Array): ByteChange {
  let from = 0;
  while (from < a.length && from < b.length && a[from] === b[from]) from++;
  let tail = 0;
  while (tail < a.length - from && tail < b.length - from && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return { from, leftTo: a.length - tail, rightTo: b.length - tail };
}
