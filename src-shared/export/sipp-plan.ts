/** What a step needs from the messages around it. */
import { cutLines } from '../explain/cut-lines.ts';
import { hasCredentials } from '../copy/sipp-step.ts';
import type { KeptLine, RecvOptions } from '../copy/sipp-step.ts';
import type { TracedMessage } from '../model.ts';

export interface Expected extends RecvOptions {
  message: TracedMessage;
}

/** Any callee may send them, also where the one that was traced did not. */
const USUAL = [100, 180, 183];
const RELIABLE: readonly KeptLine[] = ['rseq'];

/** The request that a response answers. */
export function requestOf(response: TracedMessage, messages: readonly TracedMessage[]): TracedMessage | undefined {
  return messages.find((message) => message.status === undefined && message.direction !== response.direction && message.method === response.method
    && message.cseq === response.cseq && message.branch === response.branch);
}

/** Whether the request goes the way of the INVITE before it and has its branch: CANCEL, and ACK to a failure (RFC 3261 9.1, 17.1.1.3). */
export function isHopByHop(message: TracedMessage, messages: readonly TracedMessage[]): boolean {
  if (message.method === 'CANCEL') return true;
  if (message.method !== 'ACK') return false;
  return messages.some(({ method, cseq, status = 0, direction, seq }) =>
    method === 'INVITE' && cseq === message.cseq && status >= 300 && direction !== message.direction && seq < message.seq);
}

/** RFC 3262 7.2: RAck names the RSeq. */
function acknowledgedBy(prack: TracedMessage, messages: readonly TracedMessage[]): TracedMessage | undefined {
  const rseq = /^\d+/.exec(headerOf(prack, 'rack'))?.[0];
  return messages.find((message) => message.status !== undefined && message.direction === 'in' && rseq !== undefined && headerOf(message, 'rseq') === rseq);
}

function headerOf({ raw }: TracedMessage, wanted: string): string {
  return cutLines(raw).find(({ kind, name }) => kind === 'header' && name === wanted)?.value ?? '';
}

export interface Kept {
  /** Lines to keep of a received message, by its `seq`. */
  lines: ReadonlyMap<number, readonly KeptLine[]>;
  /** The `seq` that a sent message takes lines from. */
  sourceOf: ReadonlyMap<number, number>;
}

export function keptLines(messages: readonly TracedMessage[]): Kept {
  const lines = new Map<number, readonly KeptLine[]>();
  const sourceOf = new Map<number, number>();
  const [first] = messages;
  let received: TracedMessage | undefined;
  for (const message of messages) {
    if (message.direction === 'in') received = message;
    else if (message.status !== undefined) {
      const request = requestOf(message, messages);
      if (!request || request.seq === received?.seq) continue;
      lines.set(request.seq, ['via', 'from', 'to', 'cseq']);
      sourceOf.set(message.seq, request.seq);
    } else {
      if (first?.direction === 'in' && !lines.has(first.seq)) lines.set(first.seq, ['from', 'to']);
      const reliable = message.method === 'PRACK' ? acknowledgedBy(message, messages) : undefined;
      if (!reliable) continue;
      lines.set(reliable.seq, RELIABLE);
      sourceOf.set(message.seq, reliable.seq);
    }
  }
  return { lines, sourceOf };
}

/** What is received from `at` on until something is sent. SIPp stays at optional steps, in any order and as often as they come, until the
 *  first that is not optional: a provisional response that something is sent after must be one. */
export function expectedFrom(at: number, messages: readonly TracedMessage[], lines: Kept['lines']): { expected: Expected[]; count: number } {
  const end = messages.findIndex((message, index) => index >= at && message.direction === 'out');
  const run = messages.slice(at, end < 0 ? undefined : end);
  const last = run.at(-1);
  const next = end < 0 ? undefined : messages[end];
  const isAwaited = (message: TracedMessage): boolean => !isProvisional(message) || message === last || lines.has(message.seq);
  const awaited = new Set(run.filter((message) => isProvisional(message) && isAwaited(message)).map(({ status }) => status));
  const seen = new Set<number>();
  const expected: Expected[] = usual(messages[at - 1], run, awaited);
  for (const { message } of expected) seen.add(message.status ?? 0);
  for (const message of run) {
    const { status = 0 } = message;
    if (!isAwaited(message) && (seen.has(status) || awaited.has(status))) continue;
    seen.add(status);
    expected.push({
      message,
      isOptional: !isAwaited(message),
      isChallenge: (status === 401 || status === 407) && messages.slice(at).some((later) => later.direction === 'out' && hasCredentials(later)),
      isTarget: isTarget(message),
      kept: lines.get(message.seq) ?? [],
    });
    if (next === undefined && message === last && isProvisional(message)) break;
  }
  return { expected, count: run.length };
}

function usual(before: TracedMessage | undefined, run: readonly TracedMessage[], awaited: ReadonlySet<number | undefined>): Expected[] {
  const answer = run.find(({ method, status }) => method === 'INVITE' && status !== undefined);
  if (before?.method !== 'INVITE' || before.status !== undefined || !answer) return [];
  return USUAL.filter((status) => !awaited.has(status)).map((status) => ({
    message: run.find((message) => message.status === status) ?? { ...answer, status }, isOptional: true, isTarget: status > 100 && before.toTag === '',
  }));
}

const isProvisional = ({ status }: TracedMessage): boolean => status !== undefined && status < 200;

/** RFC 3261 12.1: what makes a dialog. */
function isTarget({ method, status, toTag }: TracedMessage): boolean {
  if (method !== 'INVITE' && method !== 'SUBSCRIBE') return false;
  return status === undefined ? toTag === '' : status > 100 && status < 300;
}
