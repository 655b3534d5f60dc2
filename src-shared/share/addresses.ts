/** URIs and `"Name" <uri>;parameters` with other names in them. */
import { nameAddrParts } from '../sip/typed-headers.ts';
import { percentDecode, unquote } from '../sip/lexer.ts';
import type { Names } from './names.ts';
import { renamedHost, renamedParameters, splitSemicolons } from './parameters.ts';

/** One member of a From, Contact, Route …; `*` of a REGISTER stays. */
export function renamedAddress(value: string, names: Names): string {
  if (value.trim() === '*') return '*';
  const parts = nameAddrParts(value);
  if (!parts) return `<sip:${names.token(value)}>`;
  const name = unquote(value.slice(0, parts.nameEnd > 0 && value[parts.nameEnd] === '<' ? parts.nameEnd : 0).trim());
  const shown = name === '' ? '' : `"${names.person(name)}" `;
  return `${shown}<${renamedUri(value.slice(parts.uriFrom, parts.uriTo), names)}>${renamedParameters(value.slice(parts.parametersAt), names)}`;
}

/** Passwords go; a scheme that could hold anything keeps only its name. */
export function renamedUri(uri: string, names: Names): string {
  const colon = uri.indexOf(':');
  const scheme = uri.slice(0, Math.max(0, colon)).toLowerCase();
  const rest = uri.slice(colon + 1);
  if (['sip', 'sips', 'im', 'pres'].includes(scheme)) return `${scheme}:${renamedSip(rest, names)}`;
  if (scheme === 'tel') return `tel:${renamedTel(rest, names)}`;
  if (scheme === 'urn' && /^service:[a-z.]{1,40}$/i.test(rest)) return uri;
  return /^[a-z][a-z+.-]{1,10}$/.test(scheme) ? `${scheme}:${names.token(rest)}` : `sip:${names.token(uri)}`;
}

function renamedTel(rest: string, names: Names): string {
  const [number = '', ...parameters] = splitSemicolons(rest);
  return names.user(percentDecode(number)).replaceAll(' ', '-') + renamedParameters(parameters.join(';'), names);
}

function renamedSip(rest: string, names: Names): string {
  const at = rest.indexOf('@');
  const user = at < 0 ? '' : `${renamedUser(rest.slice(0, at), names)}@`;
  const place = rest.slice(at + 1);
  const hostEnd = place.search(/[;?]/);
  const hostPort = hostEnd < 0 ? place : place.slice(0, hostEnd);
  const more = hostEnd < 0 ? '' : place.slice(hostEnd);
  const question = more.indexOf('?');
  const headers = question < 0 ? '' : renamedHeaders(more.slice(question + 1), names);
  return user + renamedHostPort(hostPort, names) + renamedParameters(question < 0 ? more : more.slice(0, question), names) + headers;
}

/** RFC 3261 19.1.1: the password follows the user's colon; RFC 3966 numbers have parameters of their own. */
function renamedUser(userinfo: string, names: Names): string {
  const [user = '', ...parameters] = userinfo.replace(/:.*$/s, '').split(';');
  return encodeURIComponent(names.user(percentDecode(user))).replaceAll('%2B', '+') + renamedParameters(parameters.join(';'), names);
}

/** `host`, `host:port`, `[IPv6]:port`. */
export function renamedHostPort(text: string, names: Names): string {
  const port = /^(.*?)[ \t]*:[ \t]*(\d{1,5})$/s.exec(text);
  if (!port || (text.includes('[') && !port[1]?.endsWith(']'))) return renamedHost(text.trim(), names);
  return `${renamedHost((port[1] ?? '').trim(), names)}:${port[2]}`;
}

/** Of the headers that a URI may bring along, Replaces is the one that ladders are about (RFC 3891). */
function renamedHeaders(text: string, names: Names): string {
  const kept = text.split('&').flatMap((pair) => {
    const [name = '', value = ''] = pair.split('=', 2);
    if (name.toLowerCase() === 'replaces') return [`Replaces=${encodeURIComponent(renamedReplaces(percentDecode(value), names))}`];
    return /^(?:method|require)$/i.test(name) && /^[\w-]{1,30}$/.test(value) ? [pair] : [];
  });
  return kept.length > 0 ? `?${kept.join('&')}` : '';
}

/** RFC 3891 6.1, RFC 3911, RFC 4538: a Call-ID and the tags. */
export function renamedReplaces(value: string, names: Names): string {
  const semicolon = value.indexOf(';');
  const callId = semicolon < 0 ? value : value.slice(0, semicolon);
  return names.callId(callId.trim()) + (semicolon < 0 ? '' : renamedParameters(value.slice(semicolon), names));
}
