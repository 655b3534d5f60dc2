/** The parts of a line of a message, each with what it means: what the inspector lights up. */
import { isCommaList } from '../sip/headers-known.ts';
import type { CutLine } from './cut-lines.ts';
import { cutSdp } from './cut-sdp.ts';
import { cutNameAddr, cutParameters, cutUri, kindOfHost } from './cut-uri.ts';
import { explainDigestParameter } from './digest-parameters.ts';
import type { Explanation } from './explanation.ts';
import { explainMethod } from './methods.ts';
import type { Part, Span } from './span.ts';
import { addPart, nameAndValue, split, trimmed, words } from './span.ts';
import { explainStatus } from './statuses.ts';
import { explainToken } from './tokens.ts';
import { explainUriPart } from './uri-parts.ts';
import { explainValue } from './values.ts';

const ADDRESSES = new Set([
  'from', 'to', 'contact', 'route', 'record-route', 'refer-to', 'referred-by', 'reply-to', 'path', 'service-route', 'p-asserted-identity', 'p-preferred-identity',
  'remote-party-id', 'diversion', 'history-info', 'alert-info', 'call-info', 'error-info', 'p-associated-uri', 'p-called-party-id', 'location', 'also', 'referred-to',
]);
const CREDENTIALS = new Set(['authorization', 'proxy-authorization', 'www-authenticate', 'proxy-authenticate', 'authentication-info', 'proxy-authentication-info']);

const VERSION: Explanation = { section: 'RFC 3261 7.1', en: 'The version of SIP; there is only 2.0.', de: 'Die Version von SIP; es gibt nur 2.0.' };
const PHRASE: Explanation = { section: 'RFC 3261 7.2', en: 'The code in words, for people only.', de: 'Der Code in Worten, nur für Menschen.' };
const NUMBER: Explanation = { section: 'RFC 3261 8.1.1.5', en: 'Counts the requests of this side.', de: 'Zählt die Anfragen dieser Seite.' };
const RSEQ: Explanation = { section: 'RFC 3262 7.2', en: 'The number of the provisional answer that is confirmed.', de: 'Die Nummer der vorläufigen Antwort, die bestätigt wird.' };
const PROTOCOL: Explanation = { section: 'RFC 3261 20.42', en: 'Protocol, version and transport of this hop.', de: 'Protokoll, Version und Transport dieser Station.' };
const WARN_AGENT: Explanation = { section: 'RFC 3261 20.43', en: 'The host that warns.', de: 'Der Host, der warnt.' };

/** In order, none inside another. `raw`: the whole message. */
export function partsOf(line: CutLine, raw: string): Part[] {
  const parts: Part[] = [];
  const span = { from: line.valueFrom, to: line.to };
  if (line.kind === 'start') cutStart(raw, span, parts);
  else if (line.kind === 'sdp') cutSdp(line.name, raw, span, parts);
  else if (line.kind === 'header' && line.name !== '') cutHeader(line.name, raw, span, parts);
  return parts;
}

function cutStart(raw: string, span: Span, parts: Part[]): void {
  const [first, second, ...rest] = words(raw, span);
  if (!first || !second) return;
  const text = (one: Span): string => raw.slice(one.from, one.to);
  if (/^SIP\//i.test(text(first))) {
    addPart(parts, 'version', first, VERSION);
    const code = Number(text(second));
    addPart(parts, 'status code', second, code >= 100 && code <= 699 ? explainStatus(code, false) : undefined);
    if (rest[0]) addPart(parts, 'reason phrase', { from: rest[0].from, to: span.to }, PHRASE);
    return;
  }
  addPart(parts, 'method', first, explainMethod(text(first)));
  cutUri(raw, second, parts);
  if (rest[0]) addPart(parts, 'version', rest[0], VERSION);
}

function cutHeader(name: string, raw: string, span: Span, parts: Part[]): void {
  if (name === 'cseq' || name === 'rack') return cutCounters(name, raw, span, parts);
  if (CREDENTIALS.has(name)) return cutCredentials(name, raw, span, parts);
  const members = isCommaList(name) ? split(raw, span, ',') : [trimmed(raw, span)];
  for (const member of members) {
    if (name === 'via') cutVia(raw, member, parts);
    else if (ADDRESSES.has(name)) cutNameAddr(name, raw, member, parts);
    else if (name === 'warning') cutWarning(raw, member, parts);
    else cutValue(name, raw, member, parts);
  }
}

/** A value, and parameters behind semicolons. */
function cutValue(name: string, raw: string, span: Span, parts: Part[]): void {
  const [value, ...parameters] = split(raw, span, ';');
  if (!value) return;
  const meaning = explainToken(name, raw.slice(value.from, value.to));
  if (meaning || parameters.length > 0) addPart(parts, raw.slice(value.from, value.to), value, meaning);
  cutParameters(name, raw, parameters, parts);
  const inside = name === 'reason' ? explainValue(name, raw.slice(span.from, span.to)) : undefined;
  const cause = parts.find((part) => part.name.toLowerCase() === 'cause' && part.from > span.from);
  if (cause && inside) cause.meaning = { ...asSentence(inside), section: 'RFC 3326 2' };
}

function cutVia(raw: string, span: Span, parts: Part[]): void {
  const [hop, ...parameters] = split(raw, span, ';');
  if (!hop) return;
  const pieces = words(raw, hop);
  const last = pieces.at(-1);
  const sentBy = pieces.length > 1 && last ? last : undefined;
  addPart(parts, 'protocol', { from: hop.from, to: sentBy ? trimmed(raw, { from: hop.from, to: sentBy.from }).to : hop.to }, PROTOCOL);
  if (sentBy) {
    const text = raw.slice(sentBy.from, sentBy.to);
    const port = /:\d+$/.exec(text);
    const hostTo = port ? sentBy.from + port.index : sentBy.to;
    addPart(parts, 'sent-by', { from: sentBy.from, to: hostTo }, explainUriPart(kindOfHost(raw.slice(sentBy.from, hostTo))));
    addPart(parts, 'port', { from: hostTo + 1, to: sentBy.to }, explainUriPart('port'));
  }
  cutParameters('via', raw, parameters, parts);
}

function cutCounters(name: string, raw: string, span: Span, parts: Part[]): void {
  for (const [at, word] of words(raw, span).entries()) {
    const text = raw.slice(word.from, word.to);
    if (/^\d+$/.test(text)) addPart(parts, name === 'rack' && at === 0 ? 'RSeq' : 'number', word, name === 'rack' && at === 0 ? RSEQ : NUMBER);
    else addPart(parts, 'method', word, explainMethod(text));
  }
}

function cutCredentials(name: string, raw: string, span: Span, parts: Part[]): void {
  const [scheme] = words(raw, span);
  const hasScheme = scheme && !name.endsWith('info');
  if (hasScheme) addPart(parts, 'scheme', scheme, explainDigestParameter(raw.slice(scheme.from, scheme.to)));
  for (const piece of split(raw, { from: hasScheme ? scheme.to : span.from, to: span.to }, ',')) {
    const { name: parameter } = nameAndValue(raw, piece);
    addPart(parts, parameter, piece, explainDigestParameter(parameter));
  }
}

function cutWarning(raw: string, span: Span, parts: Part[]): void {
  const [code, agent] = words(raw, span);
  if (!code || !agent) return;
  const known = explainValue('warning', raw.slice(span.from, span.to));
  addPart(parts, 'warn-code', code, known && { ...asSentence(known), section: 'RFC 3261 20.43' });
  addPart(parts, 'warn-agent', agent, WARN_AGENT);
  addPart(parts, 'warn-text', trimmed(raw, { from: agent.to, to: span.to }), PHRASE);
}

function asSentence({ en, de }: { en: string; de: string }): { en: string; de: string } {
  const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  return { en: sentence(en), de: sentence(de) };
}
