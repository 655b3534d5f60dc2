/** A capture as a page of the gallery (docs/ladders): the same text at each run. What differs from run to run is taken out here, and why:
 *
 *  - addresses and ports are chosen anew: hosts get names;
 *  - Call-IDs, tags, branches, nonces and entity tags are random: they are numbered in order of appearance;
 *  - repetitions, and 100 Trying of phones, depend on how busy the machine is: they are left out (a proxy says 100 always);
 *  - a proxy of several processes may pass two messages on in either order: its copy stands right below what it copies;
 *  - while one answers a request (a NOTIFY) a third may speak: answers that are given at once stand right below what they answer;
 *  - an ACK crosses what the callee sends next: it stands right below the answer that it confirms;
 *  - two phones that a proxy rings at the same time answer in either order: the one further left comes first;
 *  - peers behind the proxy refresh their own registrations when it is time: not shown. */
import { buildLadder } from '../../../src-shared/ladder/ladder.ts';
import { ladderText } from '../../../src-shared/ladder/text.ts';
import type { MediaSpan, TracedMessage } from '../../../src-shared/model.ts';
import { tellingLines } from './gallery-messages.ts';
import type { WireTrace } from './wire.ts';

export interface Page {
  /** File name without ending. */
  name: string;
  title: string;
  methods: string[];
  rfc: string;
  /** What happens, in a sentence or two. */
  what: string;
  /** Draw the RTP: only where both have surely spoken before the call ends. */
  sound?: boolean;
}

/** Names of `address:port`. */
export interface Parties {
  known: ReadonlyMap<string, string>;
  /** Who speaks from a port that nobody knew before: SIPp as UAC, the near end of a TCP connection. */
  others?: string | undefined;
}

/** What each name stands for, on the pages that show it. */
const WHO: Record<string, string> = {
  rung: 'this softphone', kamailio: 'Kamailio 5.6, registrar and record-routing proxy', baresip: 'baresip 1.0', linphonec: 'linphonec 5.1',
  sipp: 'SIPp 3.6, a scripted peer', 'rung B': 'a second Rung', 'linphonec B': 'a second linphonec', probe: 'a bare UDP socket',
};
const PROXY = 'kamailio';
const HEADING_WIDTH = 100;
/** A stream that begins this long before the answer is early media. */
const EARLY_MS = 100;

export function pageText(page: Page, capture: WireTrace, parties: Parties): string {
  const timed = settled(shown(capture.messages, parties));
  if (timed.length === 0) throw new Error(`${page.name}: no message was captured`);
  const media = page.sound ? bandsOf(capture.media, timed) : [];
  const messages = timed.map((message) => ({ ...message, atMs: message.seq }));
  const drawn = ladderText(buildLadder(messages, media), { width: HEADING_WIDTH, times: false });
  const lanes = [...new Set(messages.flatMap(({ local, remote }) => [local, remote]))];
  const legend = lanes.map((lane) => `  ${lane.padEnd(10)} ${WHO[lane] ?? ''}`);
  const parts = [
    `${page.title}\n${'='.repeat(page.title.length)}`, wrapped(page.what), [`${page.methods.join(', ')}. ${page.rfc}.`, '', ...legend].join('\n'), drawn,
    'The first message of each kind\n------------------------------', ...tellingLines(messages, parties.known),
  ];
  return `${parts.map((part) => part.split('\n').map((line) => line.trimEnd()).join('\n').trimEnd()).join('\n\n')}\n`;
}

function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1) ?? '';
    if (line.length + word.length >= HEADING_WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}

/** Messages between the parties, under their names. */
function shown(messages: readonly TracedMessage[], { known, others }: Parties): TracedMessage[] {
  return messages.flatMap((message) => {
    const isOurs = known.has(message.local) || known.has(message.remote);
    const [local, remote] = [known.get(message.local) ?? others, known.get(message.remote) ?? others];
    if (!isOurs || local === undefined || remote === undefined) return [];
    const isOwnRegistration = message.method !== 'REGISTER' || `${local} ${remote}`.includes('rung');
    const isNoise = message.retransmissionOf !== undefined || (message.status === 100 && local !== PROXY);
    return isNoise || !isOwnRegistration ? [] : [{ ...message, local, remote }];
  });
}

/** A message of an endpoint, and what a proxy made of it. */
type Block = TracedMessage[];

function settled(messages: readonly TracedMessage[]): TracedMessage[] {
  const blocks: Block[] = [];
  for (const message of messages) {
    const cause = message.local === PROXY ? causeOf(message, blocks) : undefined;
    if (cause) cause.push(message);
    else blocks.push([message]);
  }
  for (const block of [...blocks]) pullUp(block, blocks, (message) => answered(message) ?? begun(message));
  for (const block of [...blocks]) pullUp(block, blocks, acknowledged);
  sortSiblings(blocks, [...new Set(messages.map(({ local }) => local))]);
  return blocks.flat().map((message, at) => ({ ...message, seq: at + 1 }));
}

/** What the proxy passes on, or answers by itself (RFC 3261 16): same call, same transaction. */
function causeOf(message: TracedMessage, blocks: readonly Block[]): Block | undefined {
  const received = (test: (first: TracedMessage) => boolean): Block | undefined =>
    blocks.findLast(([first]) => first?.remote === PROXY && first.callId === message.callId && first.cseq === message.cseq && test(first));
  const { method, status, toTag } = message;
  if (status === undefined) {
    // Its own ACK to a refusal, its CANCEL to the branches that lost.
    return (method === 'ACK' ? received((first) => (first.status ?? 0) >= 300 && first.local === message.remote && first.toTag === toTag) : undefined)
      ?? received((first) => first.method === method && first.status === undefined)
      ?? (method === 'CANCEL' ? received((first) => (first.status ?? 0) >= 200 && first.local !== message.remote) : undefined);
  }
  return received((first) => first.status === status && first.method === method && first.toTag === toTag && first.local !== message.remote)
    ?? received((first) => first.status === undefined && first.method === method && first.local === message.remote);
}

function pullUp(block: Block, blocks: Block[], causeFor: (message: TracedMessage) => ((candidate: TracedMessage) => boolean) | undefined): void {
  const isCause = block[0] && causeFor(block[0]);
  const above = isCause && blocks.find((other) => other !== block && other.some(isCause));
  if (!above) return;
  blocks.splice(blocks.indexOf(block), 1);
  blocks.splice(blocks.indexOf(above) + 1, 0, block);
}

/** RFC 4320: what is no INVITE is answered at once. So is a re-INVITE, where nobody has to be asked, and an INVITE that was cancelled. */
function answered({ status, callId, cseq, method, local, remote }: TracedMessage): ((candidate: TracedMessage) => boolean) | undefined {
  if (status === undefined) return undefined;
  return (other) => other.callId === callId && other.cseq === cseq && (status === 487
    ? other.method === 'CANCEL' && other.status !== undefined && other.local === local
    : other.method === method && other.status === undefined && other.local === remote && other.remote === local && (method !== 'INVITE' || other.toTag !== ''));
}

/** RFC 6665 4.2.1.2: who was sent elsewhere says at once that it is under way, while it goes there. */
function begun({ method, status, callId, local, raw }: TracedMessage): ((candidate: TracedMessage) => boolean) | undefined {
  if (method !== 'NOTIFY' || status !== undefined || !raw.includes('\r\n\r\nSIP/2.0 100')) return undefined;
  return (other) => other.method === 'REFER' && other.status === 202 && other.callId === callId && other.local === local;
}

function acknowledged({ status, callId, cseq, method, toTag, local }: TracedMessage): ((candidate: TracedMessage) => boolean) | undefined {
  if (method !== 'ACK' || status !== undefined) return undefined;
  return (other) => other.callId === callId && other.cseq === cseq && other.method === 'INVITE' && other.toTag === toTag && other.remote === local && (other.status ?? 0) >= 200;
}

/** Answers of the same kind to the same request, side by side: in the order of the lanes. */
function sortSiblings(blocks: Block[], lanes: readonly string[]): void {
  const place = (block: Block | undefined): number => lanes.indexOf(block?.[0]?.local ?? '');
  for (let pass = 0; pass < blocks.length; pass++) {
    for (let at = 0; at + 1 < blocks.length; at++) {
      const [left, right] = [blocks[at], blocks[at + 1]];
      if (!left || !right || !areSiblings(left[0], right[0]) || place(left) <= place(right)) continue;
      [blocks[at], blocks[at + 1]] = [right, left];
    }
  }
}

function areSiblings(a: TracedMessage | undefined, b: TracedMessage | undefined): boolean {
  return a !== undefined && b !== undefined && a.status !== undefined && a.status === b.status && a.method === b.method && a.callId === b.callId
    && a.cseq === b.cseq && a.local !== b.local && a.remote === b.remote;
}

/** One band for all streams between two parties, behind the ACK that ends the first offer and answer, or behind the provisional response
 *  that began it: the first packet and the message race each other. */
function bandsOf(spans: readonly MediaSpan[], messages: readonly TracedMessage[]): MediaSpan[] {
  const owners = mediaOwners(messages);
  const bands = new Map<string, { span: MediaSpan; from: Set<string> }>();
  for (const span of spans) {
    const [local, remote] = [owners.get(portOf(span.local)), owners.get(portOf(span.remote))];
    const call = messages.filter(({ callId }) => callId === span.callId);
    if (local === undefined || remote === undefined || local === remote || call.length === 0) continue;
    const key = `${span.callId} ${[local, remote].sort().join(' ')}`;
    const band = bands.get(key) ?? { span: { ...span, local, remote, ...placeOf(span, call) }, from: new Set<string>() };
    if (span.stats?.received) band.from.add(remote);
    if (span.stats?.sent) band.from.add(local);
    bands.set(key, band);
  }
  return [...bands.values()].map(({ from, span: { stats: _, ...span } }) => {
    const way = from.size > 1 ? 'both ways' : `from ${[...from].join('')}`;
    return { ...span, codec: `${span.codec}, ${way}` };
  });
}

/** In the numbers of the messages, which are their times. */
function placeOf(span: MediaSpan, call: readonly TracedMessage[]): Pick<MediaSpan, 'startedAtMs' | 'early'> {
  const answer = call.find(({ status = 0, method }) => method === 'INVITE' && status >= 200 && status < 300);
  const early = call.findLast(({ status = 0, hasSdp }) => status > 100 && status < 200 && hasSdp);
  const isEarly = early !== undefined && span.startedAtMs < (answer?.atMs ?? Infinity) - EARLY_MS;
  const ack = call.findLast(({ method, cseq, status }) => method === 'ACK' && status === undefined && cseq === answer?.cseq);
  return { early: isEarly, startedAtMs: (isEarly ? early : ack ?? answer)?.seq ?? 0 };
}

const portOf = (endpoint: string): string => endpoint.slice(endpoint.lastIndexOf(':') + 1);

/** Who wrote which port into an m= line first. */
function mediaOwners(messages: readonly TracedMessage[]): Map<string, string> {
  const owners = new Map<string, string>();
  for (const { raw, local } of messages) {
    const port = /^m=audio (\d+)/m.exec(raw)?.[1];
    if (port !== undefined && !owners.has(port)) owners.set(port, local);
  }
  return owners;
}
