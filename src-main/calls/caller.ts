/** Who calls, by whose word, and on what way: what an INVITE tells besides From. Pure; all of it is the sender's claim. */
import type { Caller } from '../../src-shared/model.ts';
import type { SipRequest } from '../../src-shared/sip/message.ts';
import { parseReason, shownText } from '../../src-shared/sip/reason.ts';
import type { NameAddr } from '../../src-shared/sip/typed-headers.ts';
import { ANONYMOUS, contactsOf, fromOf, parseNameAddr } from '../../src-shared/sip/typed-headers.ts';
import { parseSipUri } from '../../src-shared/sip/uri.ts';
import { autoAnswerAsked } from './auto-answer.ts';

/** A forwarding loop or a joker can name any number of stations. */
const MAX_DIVERSIONS = 10;
const MAX_FEATURES = 20;

export function callerOf(invite: SipRequest): Caller {
  const asserted = assertedBy(invite);
  const caller: Caller = {
    anonymous: isAnonymous(invite),
    divertedBy: diversionsOf(invite),
    wantsAutoAnswer: autoAnswerAsked(invite) !== undefined,
    features: featuresOf(invite),
  };
  if (asserted) caller.assertedUri = asserted.uri;
  if (asserted && asserted.displayName !== '') caller.assertedName = asserted.displayName;
  const texts = { alertInfo: 'alert-info', callInfo: 'call-info', userAgent: 'user-agent' } as const;
  for (const [field, name] of Object.entries(texts) as [keyof typeof texts, string][]) {
    const value = invite.headers.first(name);
    if (value) caller[field] = shownText(value);
  }
  return caller;
}

/** Whom the person sees. A server's word (RFC 3325) counts more than the caller's own, if it is our server's and need not be kept secret. */
export function shownCaller(invite: SipRequest, caller: Caller, isFromOurServer: boolean): { uri: string; name: string } {
  const from = fromOf(invite) ?? ANONYMOUS;
  if (!isFromOurServer || caller.anonymous || caller.assertedUri === undefined) return { uri: from.uri, name: from.displayName };
  return { uri: caller.assertedUri, name: caller.assertedName ?? from.displayName };
}

/** Which of our addresses was called: the server's word for it (RFC 7315 4.2), or what our registration made of it. */
export function calledAddress(invite: SipRequest): string {
  return parseNameAddr(invite.headers.first('p-called-party-id') ?? '')?.uri ?? invite.uri;
}

/** RFC 3325 9.1: a SIP and a tel URI at most. Remote-Party-ID is what it was before it became an RFC. */
function assertedBy(invite: SipRequest): NameAddr | undefined {
  const asserted = invite.headers.all('p-asserted-identity').map(parseNameAddr).filter((value) => value !== undefined);
  const preferred = asserted.find(({ uri }) => /^sips?:/i.test(uri)) ?? asserted[0];
  return preferred ?? invite.headers.all('remote-party-id').map(parseNameAddr).find((party) => (party?.parameters.get('party') ?? 'calling') === 'calling');
}

/** RFC 3323 4.1.1.3 and 4.2; `privacy=` of Remote-Party-ID. */
function isAnonymous(invite: SipRequest): boolean {
  const from = parseSipUri(fromOf(invite)?.uri ?? '');
  if (from?.host === 'anonymous.invalid' || from?.user?.toLowerCase() === 'anonymous') return true;
  const wanted = (invite.headers.first('privacy') ?? '').toLowerCase().split(/[;,]/).map((word) => word.trim());
  if (wanted.some((word) => word === 'id' || word === 'user' || word === 'header')) return true;
  const legacy = parseNameAddr(invite.headers.first('remote-party-id') ?? '')?.parameters.get('privacy');
  return legacy !== undefined && legacy.toLowerCase() !== 'off';
}

type Diversion = Caller['divertedBy'][number];

/** First one first. `reason` as told, for `diversionWords` (src-shared/sip/diversion.ts): `user-busy`, `486`. */
function diversionsOf(invite: SipRequest): Diversion[] {
  const diversions = nameAddrs(invite, 'diversion');
  if (diversions.length === 0) return fromHistory(nameAddrs(invite, 'history-info'));
  // RFC 5806 4: the newest stands on top.
  return diversions.reverse().map(({ uri, displayName, parameters }) => ({ uri, name: displayName, reason: shownText(parameters.get('reason') ?? '').toLowerCase() }));
}

function nameAddrs(invite: SipRequest, name: 'diversion' | 'history-info'): NameAddr[] {
  return invite.headers.all(name).slice(0, MAX_DIVERSIONS).map(parseNameAddr).filter((value) => value !== undefined);
}

/** RFC 7044 10: each entry is an address that the call was sent to, the last one is ours. It was sent on from those that answered
 *  (Reason within the URI) or whose successor tells why it was targeted (`cause`, RFC 4458). */
function fromHistory(entries: NameAddr[]): Diversion[] {
  const diversions: Diversion[] = [];
  entries.forEach((entry, at) => {
    const next = entries[at + 1];
    const reason = next && (causeParameter(next.uri) ?? causeOfReason(entry.uri));
    if (reason !== undefined) diversions.push({ uri: bare(entry.uri), name: entry.displayName, reason });
  });
  return diversions;
}

function causeParameter(text: string): string | undefined {
  const cause = parseSipUri(text)?.parameters.get('cause');
  return cause !== undefined && /^\d{3}$/.test(cause) ? cause : undefined;
}

function causeOfReason(text: string): string | undefined {
  const reason = parseSipUri(text)?.headers.find(([name]) => name.toLowerCase() === 'reason')?.[1];
  return reason === undefined ? undefined : parseReason(reason)?.cause?.toString();
}

/** Without the header part, which holds the reason. */
function bare(uri: string): string {
  const question = uri.indexOf('?');
  return question < 0 ? uri : uri.slice(0, question);
}

/** Parameters of Contact that are none of RFC 3261 or of registration: those of RFC 3840 9, `video`, `+sip.rendering="no"`. */
const NO_FEATURES: ReadonlySet<string> = new Set(['q', 'expires', 'reg-id', '+sip.instance', 'pub-gruu', 'temp-gruu', 'ob']);

function featuresOf(invite: SipRequest): string[] {
  const contacts = contactsOf(invite);
  const parameters = contacts === '*' ? undefined : contacts[0]?.parameters;
  const features = [...(parameters ?? [])].filter(([name]) => !NO_FEATURES.has(name));
  return features.slice(0, MAX_FEATURES).map(([name, value]) => (value === '' ? name : `${name}=${value}`)).map(shownText);
}
