/** Which messages one side of a call sent and received, of all that was traced. */
import type { TracedMessage } from '../model.ts';
import { cutLines } from '../explain/cut-lines.ts';

/** The side whose place SIPp takes: the caller (UAC) or the called (UAS). */
export type SippSide = 'uac' | 'uas';

export interface SideOfCall {
  own: string;
  peer: string;
  callId: string;
  /** User part of the URI that was called. */
  service: string;
  messages: TracedMessage[];
  /** What was left out and why, in words. */
  leftOut: string[];
}

/** A scenario of more steps is none that anybody reads; a capture may hold any number. */
const MAX_MESSAGES = 500;
const TOKEN = /^[A-Za-z0-9.!%*_+~-]+$/;
const CONTACT = /sips?:(?:[^@<>\s]{0,200}@)?(\[[^\]\s]*\]|[\w.-]+)(?::(\d+))?/i;

const source = ({ direction, local, remote }: TracedMessage): string => (direction === 'out' ? local : remote);
const destination = ({ direction, local, remote }: TracedMessage): string => (direction === 'out' ? remote : local);

/** Undefined where no request begins anything. */
export function sideOfCall(all: readonly TracedMessage[], side: SippSide): SideOfCall | undefined {
  const requests = all.filter((message) => message.status === undefined && message.toTag === '' && TOKEN.test(message.method));
  const first = requests.find(({ method }) => method === 'INVITE') ?? requests[0];
  if (!first) return undefined;
  const call = all.filter(({ callId }) => callId === first.callId);
  const last = side === 'uac' ? first : lastHop(first, call);
  const own = side === 'uac' ? source(first) : destination(last);
  const isOwn = ownAddresses(own, call);
  const passed = call.filter((message) => isOwn(source(message)) || isOwn(destination(message)));
  const chosen = answeredTag(passed);
  const kept: TracedMessage[] = [];
  const dropped = new Map<string, number[]>();
  for (const message of passed) {
    const why = unfit(message, chosen, kept.length);
    if (why === undefined) kept.push({ ...message, direction: isOwn(source(message)) ? 'out' : 'in', local: own });
    else drop(dropped, why, message.seq);
  }
  const otherCalls = all.length - call.length;
  const leftOut = [...dropped].map(([why, seqs]) => `${seqs.length} (${why}): ${seqs.slice(0, 20).join(', ')}${seqs.length > 20 ? ' …' : ''}`);
  if (otherCalls > 0) leftOut.push(`${otherCalls} of other calls`);
  if (passed.length < call.length) leftOut.push(`${call.length - passed.length} between other hosts`);
  const service = /^\S+\s+sips?:([\w.+-]{1,200})@/i.exec(first.start)?.[1] ?? '';
  return { own, peer: side === 'uac' ? destination(first) : source(last), callId: first.callId, service, messages: kept, leftOut };
}

function drop(dropped: Map<string, number[]>, why: string, seq: number): void {
  const seqs = dropped.get(why);
  if (seqs) seqs.push(seq);
  else dropped.set(why, [seq]);
}

/** Proxies send the request on; of several branches the one that was answered. */
function lastHop(first: TracedMessage, call: readonly TracedMessage[]): TracedMessage {
  const hops = call.filter((message) => message.status === undefined && message.method === first.method && message.toTag === '' && message.fromTag === first.fromTag);
  const senders = new Set(hops.map(source));
  const ends = hops.filter((hop) => !senders.has(destination(hop)));
  const accepted = new Set(call.filter(({ status = 0, method }) => status >= 200 && status < 300 && method === first.method).map(source));
  return ends.findLast((end) => accepted.has(destination(end))) ?? ends[0] ?? first;
}

/** Its address, and where its Contact says that it is reached. */
function ownAddresses(own: string, call: readonly TracedMessage[]): (address: string) => boolean {
  const addresses = new Set([own]);
  for (const message of call) {
    if (source(message) !== own || (message.status ?? 0) >= 300 || message.method === 'REGISTER') continue;
    const contact = cutLines(message.raw).find(({ name }) => name === 'contact');
    const [, host, port = '5060'] = CONTACT.exec(contact?.value.slice(0, 1000) ?? '') ?? [];
    if (host !== undefined) addresses.add(`${host}:${port}`);
    if (addresses.size > 1) break;
  }
  return (address) => addresses.has(address);
}

/** The dialog that is followed: that of the first 2xx (RFC 3261 13.2.2.4). */
function answeredTag(messages: readonly TracedMessage[]): { tag: string; cseq: number; failed: Set<number> } | undefined {
  const accepted = messages.find(({ status = 0, method }) => status >= 200 && status < 300 && method === 'INVITE');
  if (!accepted) return undefined;
  const refused = messages.filter(({ status = 0, method }) => status >= 300 && method === 'INVITE').map(({ cseq = 0 }) => cseq);
  return { tag: accepted.toTag, cseq: accepted.cseq ?? 0, failed: new Set(refused) };
}

function unfit(message: TracedMessage, chosen: ReturnType<typeof answeredTag>, count: number): string | undefined {
  const { status, method, retransmissionOf, toTag, fromTag } = message;
  if (retransmissionOf !== undefined) return 'repeated';
  if (method === '' || !TOKEN.test(method)) return 'not readable';
  if (count >= MAX_MESSAGES) return `behind the first ${MAX_MESSAGES}`;
  if (!chosen || toTag === '' || toTag === chosen.tag || fromTag === chosen.tag) return undefined;
  const isProvisionalOrFailure = status !== undefined && (status < 200 || status >= 300);
  if (isProvisionalOrFailure || (method === 'ACK' && chosen.failed.has(message.cseq ?? -1) && message.cseq !== chosen.cseq)) return undefined;
  return 'another dialog';
}
