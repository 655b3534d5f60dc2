/** The messages of one call, sorted the way the rules ask for them. */
import type { MediaSpan, TracedMessage } from '../model.ts';
import { isSip } from '../traced-packet.ts';

/** What went wrong outside the messages themselves, such as a port that nobody listens on. */
export interface CallError {
  callId: string;
  /** Code of the RungError. */
  code: string;
  /** URI that was called: where nothing was sent, no message tells it. */
  target?: string | undefined;
}

/** A request with everything that belongs to it (RFC 3261 17). */
export interface TracedTransaction {
  request: TracedMessage;
  /** The request again, as it was retransmitted. */
  repeats: TracedMessage[];
  responses: TracedMessage[];
}

export interface CallTrace {
  callId: string;
  /** In order of `seq`. */
  messages: readonly TracedMessage[];
  transactions: readonly TracedTransaction[];
  media: readonly MediaSpan[];
  /** The trace shows sound of this or of another call: where there is none, it was looked for. */
  traceHasMedia: boolean;
  errorCodes: readonly string[];
  /** URI of the call that an error is about. */
  target?: string | undefined;
  /** The final answer that the call failed with; undefined when it succeeded or is still open. */
  failure: TracedMessage | undefined;
}

/** One a Call-ID, in order of first message; then calls of which an error is all that is known. What has no Call-ID belongs to no call. */
export function callTraces(messages: readonly TracedMessage[], media: readonly MediaSpan[], errors: readonly CallError[]): CallTrace[] {
  const ordered = messages.filter((message) => message.callId !== '' && isSip(message)).toSorted((a, b) => a.seq - b.seq);
  const spans = Map.groupBy(media, (span) => span.callId);
  const codes = Map.groupBy(errors, (error) => error.callId);
  const calls = Map.groupBy(ordered, (message) => message.callId);
  for (const callId of codes.keys()) if (!calls.has(callId)) calls.set(callId, []);
  return [...calls].map(([callId, ofCall]) => ({
    callId,
    messages: ofCall,
    transactions: transactionsOf(ofCall),
    media: spans.get(callId) ?? [],
    traceHasMedia: media.length > 0,
    errorCodes: (codes.get(callId) ?? []).map((error) => error.code),
    target: codes.get(callId)?.find(({ target }) => target)?.target,
    failure: failureOf(ofCall),
  }));
}

/** `address:port` that the message came from. A capture knows no `local`: there every message is one that was sent. */
export function sourceOf(message: TracedMessage): string {
  return message.direction === 'out' ? message.local : message.remote;
}

/** `address:port` that the message was sent to. */
export function targetOf(message: TracedMessage): string {
  return message.direction === 'out' ? message.remote : message.local;
}

function transactionsOf(messages: readonly TracedMessage[]): TracedTransaction[] {
  const open = new Map<string, TracedTransaction>();
  const byBranch = new Map<string, TracedTransaction>();
  for (const message of messages) {
    const key = transactionKey(message);
    const { branch, method } = message;
    // RFC 3261 18.2.2: a response goes to the port in Via, which need not be the one that the request came from.
    const known = open.get(key) ?? (message.status === undefined ? undefined : byBranch.get(`${branch} ${method}`));
    if (message.status !== undefined) known?.responses.push(message);
    else if (known) known.repeats.push(message);
    else {
      const transaction = { request: message, repeats: [], responses: [] };
      open.set(key, transaction);
      byBranch.set(`${branch} ${method}`, transaction);
    }
  }
  return [...open.values()];
}

/** RFC 3261 17.1.3. The hop tells apart what a capture shows on both sides of a proxy. */
function transactionKey({ branch, method, cseq, local, remote }: TracedMessage): string {
  const hop = local < remote ? `${local} ${remote}` : `${remote} ${local}`;
  return `${branch} ${method} ${cseq ?? ''} ${hop}`;
}

/** How the first request ended: the first message that brought the last final answer, when that is no success. An INVITE that
 *  ever succeeded made a call, whatever became of later ones in it; a REGISTER may well succeed first and fail later. */
function failureOf(messages: readonly TracedMessage[]): TracedMessage | undefined {
  const method = messages.find((message) => message.status === undefined)?.method;
  const finals = messages.filter((message) => message.method === method && (message.status ?? 0) >= 200);
  const last = finals.at(-1);
  const decisive = method === 'INVITE' ? finals : finals.slice(-1);
  if (decisive.some((message) => (message.status ?? 0) < 300)) return undefined;
  return finals.find((message) => message.status === last?.status && message.cseq === last?.cseq);
}
