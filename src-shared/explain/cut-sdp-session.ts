/** The parts of lines of announced sessions: groups with their reach, bandwidth, senders, clocks, grouping, times. */
import { epochMsOfNtp } from '../sdp/ntp.ts';
import { phrasesOf } from '../sdp/schedule-phrases.ts';
import { parseDecimal, parseTypedTime } from '../sdp/time.ts';
import type { Explanation } from './explanation.ts';
import { explainSdpField } from './sdp-fields.ts';
import { explainSessionField } from './sdp-session-fields.ts';
import type { Part, Span } from './span.ts';
import { addPart, split, words } from './span.ts';

type Cut = (raw: string, span: Span, parts: Part[]) => void;

const textOf = (raw: string, { from, to }: Span): string => raw.slice(from, to);

/** `IN IP4 233.252.0.1/127/3`; of IPv6 there is no TTL. */
function cutConnection(raw: string, span: Span, parts: Part[]): void {
  const [net, type, target] = words(raw, span);
  if (net) addPart(parts, 'nettype', net, explainSdpField('nettype'));
  if (type) addPart(parts, 'addrtype', type, explainSdpField('addrtype'));
  if (!type || !target) return;
  const [address, ...suffixes] = split(raw, target, '/');
  if (address) addPart(parts, 'address', address, explainSdpField('c address'));
  const names = textOf(raw, type) === 'IP6' ? ['count'] : ['ttl', 'count'];
  suffixes.forEach((suffix, at) => addPart(parts, names[at] === 'ttl' ? 'TTL' : 'count', suffix, explainSessionField('c', names[at] ?? 'count')));
}

const IN_BITS = new Set(['TIAS', 'RS', 'RR']);

function cutBandwidth(raw: string, span: Span, parts: Part[]): void {
  const [type, amount] = split(raw, span, ':');
  if (!type) return;
  const name = textOf(raw, type);
  addPart(parts, 'type', type, explainSessionField('b', /^X-/i.test(name) ? 'x' : name.toLowerCase()) ?? explainSdpField('b type'));
  if (amount) addPart(parts, 'bandwidth', amount, explainSessionField('b', IN_BITS.has(name) ? 'bits' : 'kilobits'));
}

function cutKey(raw: string, span: Span, parts: Part[]): void {
  const colon = raw.indexOf(':', span.from);
  const methodTo = colon < 0 || colon > span.to ? span.to : colon;
  const method = { from: span.from, to: methodTo };
  addPart(parts, 'method', method, explainSessionField('k', textOf(raw, method)));
  addPart(parts, 'key', { from: Math.min(methodTo + 1, span.to), to: span.to }, explainSessionField('k', 'value'));
}

function cutSourceFilter(raw: string, span: Span, parts: Part[]): void {
  const [mode, net, type, group, ...senders] = words(raw, span);
  if (mode) addPart(parts, 'mode', mode, explainSessionField('filter', textOf(raw, mode)));
  if (net) addPart(parts, 'nettype', net, explainSdpField('nettype'));
  if (type) addPart(parts, 'addrtype', type, explainSessionField('filter', 'addrtype'));
  if (group) addPart(parts, 'group', group, explainSessionField('filter', 'group'));
  for (const sender of senders) addPart(parts, 'sender', sender, explainSessionField('filter', 'sender'));
}

function cutGroup(raw: string, span: Span, parts: Part[]): void {
  const [semantics, ...names] = words(raw, span);
  if (semantics) addPart(parts, 'semantics', semantics, explainSessionField('group', textOf(raw, semantics)));
  for (const name of names) addPart(parts, 'mid', name, explainSessionField('group', 'mid'));
}

/** `ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:0`, `ntp=203.0.113.10`, `private:traceable`. */
function cutReferenceClock(raw: string, span: Span, parts: Part[]): void {
  const kindTo = span.from + (/^[^=:]*/.exec(textOf(raw, span))?.[0].length ?? 0);
  const kind = { from: span.from, to: kindTo };
  const name = textOf(raw, kind);
  addPart(parts, 'clock', kind, explainSessionField('clock', name));
  const rest = { from: Math.min(kindTo + 1, span.to), to: span.to };
  if (name === 'ptp') split(raw, rest, ':').forEach((piece, at) => addPart(parts, ['version', 'grandmaster', 'domain'][at] ?? 'domain', piece, explainSessionField('clock', ['version', 'identity', 'domain'][at] ?? 'domain')));
  else addPart(parts, name === 'ntp' ? 'server' : 'value', rest, explainSessionField('clock', name === 'ntp' ? 'server' : name));
}

/** `direct=963214424 rate=1000/1001`, `sender`, `id=src:… sender`. */
function cutMediaClock(raw: string, span: Span, parts: Part[]): void {
  for (const word of words(raw, span)) {
    const equals = raw.indexOf('=', word.from);
    const nameTo = equals < 0 || equals > word.to ? word.to : equals;
    const name = raw.slice(word.from, nameTo).toLowerCase();
    addPart(parts, name, { from: word.from, to: nameTo }, explainSessionField('media', name));
    addPart(parts, name === 'direct' ? 'offset' : 'value', { from: Math.min(nameTo + 1, word.to), to: word.to }, explainSessionField('media', name === 'direct' ? 'offset' : name));
  }
}

function cutType(raw: string, span: Span, parts: Part[]): void {
  addPart(parts, 'kind', span, explainSessionField('type', textOf(raw, span).trim()));
}

const EN = phrasesOf({ language: 'en', timeZone: 'UTC', nowMs: 0 });
const DE = phrasesOf({ language: 'de', timeZone: 'UTC', nowMs: 0 });

/** An instant of t= and z=, told in UTC; 0 is none. */
function withInstant(meaning: Explanation | undefined, text: string): Explanation | undefined {
  const ntp = parseDecimal(text);
  if (!meaning || !ntp) return meaning;
  const atMs = epochMsOfNtp(ntp);
  return { ...meaning, en: `${EN.day(atMs)}, ${EN.clock(atMs)} UTC. ${meaning.en}`, de: `${DE.day(atMs)}, ${DE.clock(atMs)} Uhr UTC. ${meaning.de}` };
}

function withSpan(meaning: Explanation | undefined, text: string): Explanation | undefined {
  const seconds = parseTypedTime(text);
  if (!meaning || !seconds) return meaning;
  const [en, de] = seconds < 0 ? ['earlier by ', 'früher um '] : ['', ''];
  return { ...meaning, en: `${en}${EN.duration(Math.abs(seconds) * 1000)}. ${meaning.en}`, de: `${de}${DE.duration(Math.abs(seconds) * 1000)}. ${meaning.de}` };
}

function cutTime(raw: string, span: Span, parts: Part[]): void {
  words(raw, span).forEach((word, at) => {
    const name = at === 0 ? 'start' : 'stop';
    addPart(parts, name, word, withInstant(explainSdpField(`t ${name}`), textOf(raw, word)));
  });
}

function cutRepeat(raw: string, span: Span, parts: Part[]): void {
  words(raw, span).forEach((word, at) => {
    const name = ['interval', 'duration'][at] ?? 'offset';
    addPart(parts, name, word, withSpan(explainSdpField(`r ${name}`), textOf(raw, word)));
  });
}

function cutZones(raw: string, span: Span, parts: Part[]): void {
  words(raw, span).forEach((word, at) => {
    if (at % 2 === 0) addPart(parts, 'time', word, withInstant(explainSdpField('z time'), textOf(raw, word)));
    else addPart(parts, 'offset', word, withSpan(explainSdpField('z offset'), textOf(raw, word)));
  });
}

/** By the letter of the line, or the name of the attribute. */
export const SESSION_CUTS: ReadonlyMap<string, Cut> = new Map([
  ['c', cutConnection], ['b', cutBandwidth], ['k', cutKey], ['t', cutTime], ['r', cutRepeat], ['z', cutZones],
  ['a source-filter', cutSourceFilter], ['a group', cutGroup], ['a ts-refclk', cutReferenceClock], ['a mediaclk', cutMediaClock], ['a type', cutType],
]);
