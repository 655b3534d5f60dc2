/** A traced call as a SIPp scenario that replays one side of it. */
import { sippLines } from '../copy/sipp-lines.ts';
import type { SippPlace } from '../copy/sipp-lines.ts';
import { hasCredentials, recvStep, sendStep } from '../copy/sipp-step.ts';
import { xmlCommentText } from '../copy/sipp-text.ts';
import type { TracedMessage } from '../model.ts';
import { isSip } from '../traced-packet.ts';
import type { Kept } from './sipp-plan.ts';
import { expectedFrom, isHopByHop, keptLines, requestOf } from './sipp-plan.ts';
import type { SideOfCall, SippSide } from './sipp-side.ts';
import { sideOfCall } from './sipp-side.ts';

/** Longer silence tells nothing. */
const MAX_PAUSE_MS = 10_000;
const MIN_PAUSE_MS = 10;

/** Undefined where no request begins a call. `madeBy`: `Rung/0.1.0`. */
export function sippScenario(messages: readonly TracedMessage[], side: SippSide, madeBy: string): string | undefined {
  const call = sideOfCall(messages.filter(isSip), side);
  if (!call || call.messages.length === 0) return undefined;
  const name = side.toUpperCase();
  return [
    '<?xml version="1.0" encoding="UTF-8" ?>',
    ...comments(call, side, madeBy).map((text) => `<!-- ${xmlCommentText(text)} -->`),
    `<scenario name="Rung ${name}">`,
    ...steps(call),
    '</scenario>',
    '',
  ].join('\n');
}

function comments(call: SideOfCall, side: SippSide, madeBy: string): string[] {
  const began = call.messages[0] as TracedMessage;
  const authentication = call.messages.some((message) => message.direction === 'out' && hasCredentials(message)) ? ' -au USER -ap PASSWORD' : '';
  const service = call.service === '' ? '' : ` -s ${call.service}`;
  return [
    `${side.toUpperCase()} side of the call ${call.callId} of ${new Date(began.atMs).toISOString()}, ${call.messages.length} messages, made by ${madeBy}`,
    `sipp -sf FILE -m 1${side === 'uac' ? `${service}${authentication} HOST:PORT` : ` -p PORT${authentication}`}`,
    ...call.leftOut.map((text) => `Left out: ${text}`),
  ];
}

/** How far the scenario is written. */
interface Writing {
  call: SideOfCall;
  kept: Kept;
  /** SIPp names a branch by how many of these ago it was made. */
  steps: string[];
  /** Step of an INVITE by its CSeq. */
  invites: Map<number, number>;
  isChallenged: boolean;
  hasTarget: boolean;
}

function steps(call: SideOfCall): string[] {
  const { messages } = call;
  const writing: Writing = { call, kept: keptLines(messages), steps: [], invites: new Map(), isChallenged: false, hasTarget: false };
  for (let at = 0; at < messages.length;) at += messages[at]?.direction === 'in' ? receive(writing, at) : send(writing, at);
  const names = [...writing.kept.lines].flatMap(([seq, lines]) => lines.map((line) => `${line}${seq}`));
  return names.length === 0 ? writing.steps : [...writing.steps, `<Reference variables="${names.join(',')}" />`];
}

/** Answers how many messages it wrote. */
function receive(writing: Writing, at: number): number {
  const { expected, count } = expectedFrom(at, writing.call.messages, writing.kept.lines);
  for (const { message, ...options } of expected) {
    writing.steps.push(recvStep(message, options));
    writing.isChallenged ||= options.isChallenge === true;
    // Whether a usual response comes that was not traced, nobody knows.
    writing.hasTarget ||= options.isTarget === true && writing.call.messages.includes(message) && /^(?:contact|m)[ \t]*:/im.test(message.raw);
  }
  return count;
}

function send(writing: Writing, at: number): number {
  const { call: { messages }, invites } = writing;
  const message = messages[at] as TracedMessage;
  const before = messages[at - 1];
  if (before) writing.steps.push(...pause(message.atMs - before.atMs));
  if (message.method === 'INVITE' && message.status === undefined) invites.set(message.cseq ?? 0, writing.steps.length);
  writing.steps.push(sendStep(sippLines(message, placeOf(message, writing)), isRepeated(message, messages[at + 1])));
  return 1;
}

function pause(ms: number): string[] {
  const rounded = Math.round(Math.min(ms, MAX_PAUSE_MS) / 10) * 10;
  if (!(rounded >= MIN_PAUSE_MS)) return [];
  return [`${ms > MAX_PAUSE_MS ? `<!-- ${Math.round(ms)} ms -->\n` : ''}<pause milliseconds="${rounded}" />\n`];
}

/** Requests, and final answers to an INVITE (RFC 3261 13.3.1.4, 17.2.1), as long as nothing comes. */
function isRepeated({ method, status }: TracedMessage, next: TracedMessage | undefined): boolean {
  if (next?.direction !== 'in') return false;
  return status === undefined ? method !== 'ACK' : status >= 200 && method === 'INVITE' && next.method === 'ACK';
}

function placeOf(message: TracedMessage, { call: { own, peer, messages }, kept, steps: { length }, invites, isChallenged, hasTarget }: Writing): SippPlace {
  const taken = kept.sourceOf.get(message.seq);
  const common = { own, peer, hasTarget, branch: '[branch]', isHopByHop: false };
  if (message.status !== undefined) return { ...common, answers: requestOf(message, messages), kept: taken };
  const invite = isHopByHop(message, messages) ? invites.get(message.cseq ?? 0) : undefined;
  const [first] = messages;
  return {
    ...common,
    ...(invite === undefined ? {} : { isHopByHop: true, branch: `[branch-${length - invite}]` }),
    ...(isChallenged ? { authentication: '[authentication]' } : {}),
    rseq: taken,
    begun: first?.direction === 'in' ? first.seq : undefined,
  };
}
