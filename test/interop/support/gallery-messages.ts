/** Messages of a page: start lines and the fields that tell what they are about, with stable names for what is random. */
import type { TracedMessage } from '../../../src-shared/model.ts';

/** Where they stand, they are what the message is about. */
const TELLING = new Set([
  'accept-contact', 'authorization', 'event', 'expires', 'info-package', 'join', 'min-expires', 'min-se', 'priority', 'proxy-authenticate',
  'proxy-authorization', 'rack', 'reason', 'record-route', 'refer-sub', 'refer-to', 'referred-by', 'replaces', 'require', 'retry-after', 'route', 'rseq',
  'session-expires', 'sip-etag', 'sip-if-match', 'subject', 'subscription-state', 'target-dialog', 'unsupported', 'warning', 'www-authenticate',
]);
/** Of the first message of a call, which names the dialog. */
const NAMING = new Set(['via', 'from', 'to', 'call-id', 'cseq']);
const ABLE = new Set(['accept', 'allow', 'allow-events', 'supported']);
const MAX_BODY_LINES = 12;
/** A list of methods or of extensions is cut there. */
const MAX_LINE = 190;

/** One text a message. */
export function tellingLines(messages: readonly TracedMessage[], known: ReadonlyMap<string, string>): string[] {
  const named = namer(messages, known);
  const kinds = new Set<string>();
  const calls = new Set<string>();
  return messages.flatMap((message) => {
    const text = named(message);
    const kind = kindOf(message, text);
    if (kinds.has(kind) || message.status === 100) return [];
    kinds.add(kind);
    const isFirst = !calls.has(message.callId);
    calls.add(message.callId);
    return [describe(message, text, isFirst)];
  });
}

function kindOf({ method, status, start, hasSdp }: TracedMessage, text: string): string {
  const about = [/^(?:Proxy-)?Authorization:/im, /^Subscription-State: *\w+/im, /^SIP\/2\.0 \d+ .*/gm, /^a=(?:sendonly|recvonly|inactive|sendrecv)/m, /^To:.*tag=/im, /^Require:.*/im, /^Expires: *0$/im];
  const traits = about.map((trait) => (trait.global ? [...text.matchAll(trait)].at(-1)?.[0] : trait.exec(text)?.[0].replace(/^To:.*/i, 'within')));
  return [method, status, status === undefined ? start.split(' ')[0] : '', hasSdp, ...traits].join('|');
}

function describe(message: TracedMessage, text: string, isFirst: boolean): string {
  const [head = '', body = ''] = split(text);
  const [start = '', ...fields] = head.split('\n');
  const wanted = fields.filter((field) => isWanted(message, field.slice(0, field.indexOf(':')).toLowerCase(), isFirst));
  const content = bodyLines(fields, body);
  return [`${start}   (${message.local} to ${message.remote})`, ...wanted.map((field) => `    ${shortened(field)}`), ...content.map((line) => `    | ${line}`)].join('\n');
}

function isWanted({ method, status = 0, start }: TracedMessage, name: string, isFirst: boolean): boolean {
  if (TELLING.has(name) || (isFirst && NAMING.has(name))) return true;
  if (name === 'contact') return method === 'REGISTER' || (status >= 300 && status < 400);
  if (name === 'max-forwards') return start.startsWith('INVITE') && isFirst;
  return ABLE.has(name) && (method === 'OPTIONS' || status === 405 || status === 489 || (name === 'supported' && status === 0 && method === 'INVITE'));
}

/** Of a session description only what is said and which way. */
function bodyLines(fields: readonly string[], body: string): string[] {
  const type = fields.find((field) => /^content-type:/i.test(field));
  if (!type || body.trim() === '') return [];
  const lines = body.trimEnd().split('\n');
  const shown = /sdp/i.test(type) ? lines.filter((line) => /^m=|^a=(?:sendrecv|sendonly|recvonly|inactive)/.test(line)) : lines.slice(0, MAX_BODY_LINES);
  return [type, '', ...shown].map(shortened);
}

const shortened = (line: string): string => (line.length > MAX_LINE ? `${line.slice(0, MAX_LINE - 1)}…` : line);

function split(text: string): [head: string, body: string] {
  const end = text.indexOf('\n\n');
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 2)];
}

/** What is random, and what it is called; the group is the value. `=` may be escaped (in Refer-To). */
const RANDOM: [name: string, pattern: RegExp][] = [
  ['call', /^Call-ID: *(\S+)/gim],
  ['branch', /;branch=([^;,\s]+)/gi],
  ['tag', /;tag=([^;,\s>"]+)/gi],
  ['etag', /^SIP-(?:ETag|If-Match): *(\S+)/gim],
  ['uuid', /urn:uuid:([0-9a-f-]+)/gi],
  ['rseq', /^RSeq: *(\d+)/gim],
];

function namer(messages: readonly TracedMessage[], known: ReadonlyMap<string, string>): (message: TracedMessage) => string {
  const names = new Map<string, string>();
  for (const [name, pattern] of RANDOM) {
    let count = 0;
    for (const { raw } of messages) for (const [, value = ''] of raw.matchAll(pattern)) if (!names.has(value)) names.set(value, `${name}-${++count}`);
  }
  for (const [endpoint, name] of known) names.set(endpoint, name);
  const values = [...names.keys()].filter((value) => value.length > 0).sort((a, b) => b.length - a.length);
  const all = new RegExp(values.flatMap((value) => [value, encodeURIComponent(value)]).map((value) => `(?<=^|[^\\w.-]|%3[Dd])${escaped(value)}(?![\\w-])`).join('|'), 'g');
  const numbers = createCounts();
  const challenges = createChallenges();
  return ({ raw, local, callId, status, remote }) => volatile(challenges(callId, status, counted(raw, numbers(`${callId} ${status === undefined ? local : remote}`))).replace(/\r\n/g, '\n').replace(all, (value) => names.get(value) ?? names.get(decodeURIComponent(value)) ?? value), local);
}

/** Challenges are numbered, not nonces: Kamailio gives the same one twice within a second. */
function createChallenges(): (callId: string, status: number | undefined, raw: string) => string {
  const latest = new Map<string, number>();
  let count = 0;
  return (callId, status, raw) => {
    if (!/\bnonce="/i.test(raw)) return raw;
    if (status !== undefined || !latest.has(callId)) latest.set(callId, ++count);
    return raw.replace(/\bnonce="[^"]*"/gi, `nonce="nonce-${latest.get(callId)}"`);
  };
}

/** CSeq begins anywhere, and counts for each side of a call. */
function createCounts(): (owner: string) => (number: string) => string {
  const owners = new Map<string, string[]>();
  return (owner) => (number) => {
    const seen = owners.get(owner) ?? [];
    owners.set(owner, seen);
    if (!seen.includes(number)) seen.push(number);
    return String(seen.indexOf(number) + 1);
  };
}

function counted(raw: string, count: (number: string) => string): string {
  return raw.replace(/^(CSeq: *|RAck: *\S+ +)(\d+)/gim, (_, before: string, number: string) => `${before}${count(number)}`);
}

/** The rest that differs from run to run. */
function volatile(text: string, sender: string): string {
  return text
    .replace(/;rport=\d+/g, ';rport=PORT').replace(/;received=127\.0\.0\.1/g, ';received=ADDRESS')
    // The trace shows neither.
    .replace(/\b(cnonce|response)="[^"]*"/g, '$1="…"')
    .replace(/^m=audio [1-9]\d*/gm, 'm=audio PORT')
    // baresip and we: a Contact of our own for each start.
    .replace(/-0x[0-9a-f]+/g, '-0x…')
    // A port of the near end of a connection; without a port it may be any of them.
    .replace(/127\.0\.0\.1:\d+/g, sender).replace(/127\.0\.0\.1/g, 'localhost')
    .replace(/^(Subscription-State:.*expires)=\d+/gim, '$1=SECONDS')
    // What is left of a granted time.
    .replace(/;expires=(?:59|58)\b/g, ';expires=60').replace(/^(Event: refer;id)=\d+/gim, '$1=CSEQ');
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
