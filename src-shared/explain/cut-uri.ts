/** The parts of a URI or an address in a header field, where they stand. */
import { closingQuote } from '../sip/lexer.ts';
import { explainHeaderParameter } from './header-parameters.ts';
import type { Part, Span } from './span.ts';
import { addPart, nameAndValue, split, trimmed } from './span.ts';
import { explainUriPart } from './uri-parts.ts';

/** RFC 3261 19.1.1: scheme, user, password, host, port, parameters, header part; of `tel:` the number. */
export function cutUri(text: string, span: Span, parts: Part[]): void {
  const colon = text.indexOf(':', span.from);
  if (colon < 0 || colon >= span.to) return addPart(parts, 'URI', span, undefined);
  const scheme = text.slice(span.from, colon).toLowerCase();
  addPart(parts, 'scheme', { from: span.from, to: colon }, explainUriPart(scheme) ?? explainUriPart('scheme'));
  if (scheme === 'tel') return cutTel(text, { from: colon + 1, to: span.to }, parts);
  if (scheme !== 'sip' && scheme !== 'sips') return addPart(parts, 'address', { from: colon + 1, to: span.to }, undefined);
  cutSip(text, { from: text.startsWith('//', colon + 1) ? colon + 3 : colon + 1, to: span.to }, parts);
}

function cutSip(text: string, span: Span, parts: Part[]): void {
  const at = text.indexOf('@', span.from);
  const hasUser = at >= 0 && at < span.to;
  if (hasUser) cutUser(text, { from: span.from, to: at }, parts);
  const hostFrom = hasUser ? at + 1 : span.from;
  const bracket = text[hostFrom] === '[' ? text.indexOf(']', hostFrom) : -1;
  const hostTo = firstOf(text, ':;?', bracket > 0 && bracket < span.to ? bracket : hostFrom, span.to);
  addPart(parts, 'host', { from: hostFrom, to: hostTo }, explainUriPart(kindOfHost(text.slice(hostFrom, hostTo))));
  const portTo = text[hostTo] === ':' && hostTo < span.to ? firstOf(text, ';?', hostTo, span.to) : hostTo;
  addPart(parts, 'port', { from: hostTo + 1, to: portTo }, explainUriPart('port'));
  cutRest(text, { from: portTo, to: span.to }, parts);
}

function cutUser(text: string, span: Span, parts: Part[]): void {
  const colon = text.indexOf(':', span.from);
  const userTo = colon >= 0 && colon < span.to ? colon : span.to;
  const isNumber = /^\+?[\d\-.()*#]+(?:;.*)?$/.test(text.slice(span.from, userTo));
  addPart(parts, 'user', { from: span.from, to: userTo }, explainUriPart(isNumber ? 'telephone-number' : 'user'));
  addPart(parts, 'password', { from: userTo + 1, to: span.to }, explainUriPart('password'));
}

function cutTel(text: string, span: Span, parts: Part[]): void {
  const to = firstOf(text, ';', span.from, span.to);
  addPart(parts, 'number', { from: span.from, to }, explainUriPart('telephone-number'));
  cutRest(text, { from: to, to: span.to }, parts);
}

function cutRest(text: string, span: Span, parts: Part[]): void {
  const question = firstOf(text, '?', span.from, span.to);
  for (const piece of split(text, { from: span.from, to: question }, ';')) {
    const { name } = nameAndValue(text, piece);
    addPart(parts, name.toLowerCase(), piece, explainUriPart(`;${name}`));
  }
  for (const piece of split(text, { from: question + 1, to: span.to }, '&')) addPart(parts, '?', piece, explainUriPart('?'));
}

export function kindOfHost(host: string): 'ipv6' | 'ipv4' | 'host' {
  return host.startsWith('[') ? 'ipv6' : /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) ? 'ipv4' : 'host';
}

function firstOf(text: string, signs: string, from: number, to: number): number {
  for (let at = from; at < to; at++) if (signs.includes(text.charAt(at))) return at;
  return to;
}

/** `"Name" <uri>;parameters` (RFC 3261 20.10). */
export function cutNameAddr(field: string, text: string, span: Span, parts: Part[]): void {
  const [address, ...parameters] = split(text, span, ';');
  if (!address) return;
  const open = openingBracket(text, address);
  if (open < 0) cutUri(text, address, parts);
  else {
    const close = text.indexOf('>', open);
    addPart(parts, 'display name', trimmed(text, { from: address.from, to: open }), explainUriPart('display-name'));
    cutUri(text, { from: open + 1, to: close < 0 || close > address.to ? address.to : close }, parts);
  }
  cutParameters(field, text, parameters, parts);
}

/** The first `<` outside quotes. */
function openingBracket(text: string, { from, to }: Span): number {
  for (let at = from; at < to; at++) {
    if (text[at] === '<') return at;
    if (text[at] !== '"') continue;
    at = closingQuote(text, at);
    if (at < 0) return -1;
  }
  return -1;
}

export function cutParameters(field: string, text: string, pieces: readonly Span[], parts: Part[]): void {
  for (const piece of pieces) {
    const { name } = nameAndValue(text, piece);
    addPart(parts, name, piece, explainHeaderParameter(field, name));
  }
}
