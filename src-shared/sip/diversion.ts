/** Why a call was sent on to here: Diversion (RFC 5806), History-Info (RFC 7044) and the `cause` of a Request-URI (RFC 4458). */
import type { SipRequest } from './message.ts';
import { parseReason, shownText } from './reason.ts';
import { statusCode } from './status-codes.ts';
import type { NameAddr } from './typed-headers.ts';
import { parseNameAddr } from './typed-headers.ts';
import { parseUri } from './uri.ts';

interface Texts {
  en: string;
  de: string;
}

export interface Diversion {
  /** Where it is told. */
  told: 'diversion' | 'history-info' | 'request-uri';
  /** Whom the call was for before; of a Request-URI, whom it is for now. */
  uri: string;
  displayName: string;
  /** As told: `user-busy`, `486`; '' when no reason is given. */
  reason: string;
  /** The reason in words. */
  words: Texts | undefined;
}

const MAX_DIVERSIONS = 20;

/** RFC 4458 2, RFC 7544: causes in terms of SIP, which mean more here than the bare code. */
const CAUSES: ReadonlyMap<number, Texts> = new Map([
  [302, { en: 'always', de: 'immer' }],
  [404, { en: 'unknown', de: 'unbekannt' }],
  [408, { en: 'no answer', de: 'niemand hob ab' }],
  [480, { en: 'turned away at once', de: 'sofort weitergeleitet' }],
  [486, { en: 'busy', de: 'besetzt' }],
  [487, { en: 'turned away while it rang', de: 'während des Klingelns weitergeleitet' }],
  [503, { en: 'not reachable', de: 'nicht erreichbar' }],
]);

/** RFC 5806 4. */
const REASONS: ReadonlyMap<string, Texts> = new Map([
  ['unknown', { en: 'unknown', de: 'unbekannt' }],
  ['user-busy', { en: 'busy', de: 'besetzt' }],
  ['no-answer', { en: 'no answer', de: 'niemand hob ab' }],
  ['unavailable', { en: 'not reachable', de: 'nicht erreichbar' }],
  ['unconditional', { en: 'always', de: 'immer' }],
  ['time-of-day', { en: 'time of day', de: 'Tageszeit' }],
  ['do-not-disturb', { en: 'do not disturb', de: 'nicht stören' }],
  ['deflection', { en: 'turned away', de: 'weitergeleitet' }],
  ['follow-me', { en: 'follow me', de: 'Nachziehen' }],
  ['out-of-service', { en: 'out of service', de: 'außer Betrieb' }],
  ['away', { en: 'away', de: 'abwesend' }],
]);

/** All that the request tells, Diversion first (its top value is the latest diversion, RFC 5806 4), at most 20. */
export function diversionsOf(request: SipRequest): Diversion[] {
  const from = (name: 'diversion' | 'history-info'): NameAddr[] => (
    request.headers.all(name).slice(0, MAX_DIVERSIONS).map(parseNameAddr).filter((value) => value !== undefined)
  );
  const told = [
    ...from('diversion').map((value) => diversionOf('diversion', value, (value.parameters.get('reason') ?? '').toLowerCase())),
    ...from('history-info').map((value) => diversionOf('history-info', value, historyReason(value.uri))),
    ...requestUriDiversion(request.uri),
  ];
  return told.slice(0, MAX_DIVERSIONS);
}

function diversionOf(told: Diversion['told'], { uri, displayName }: NameAddr, reason: string): Diversion {
  return { told, uri, displayName, reason: shownText(reason), words: diversionWords(reason) };
}

/** Of a Diversion's reason, or of a cause as digits. */
export function diversionWords(reason: string): Texts | undefined {
  if (!/^\d{3}$/.test(reason)) return REASONS.get(reason);
  const cause = Number(reason);
  return CAUSES.get(cause) ?? (cause >= 300 && cause <= 699 ? statusCode(cause).brief : undefined);
}

/** RFC 7044 5.1, RFC 4458: the Reason in the header part of the URI, else its parameter `cause`. */
function historyReason(text: string): string {
  const uri = parseUri(text);
  if (!uri.ok || uri.value.scheme === 'tel' || uri.value.scheme === 'other') return '';
  const given = uri.value.headers.find(([name]) => name.toLowerCase() === 'reason')?.[1];
  const cause = given === undefined ? undefined : parseReason(given)?.cause;
  return cause === undefined ? (uri.value.parameters.get('cause') ?? '') : String(cause);
}

function requestUriDiversion(uri: string): Diversion[] {
  const cause = historyReason(uri);
  return cause === '' ? [] : [diversionOf('request-uri', { uri, displayName: '', parameters: new Map() }, cause)];
}
