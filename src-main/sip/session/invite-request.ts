/** What our INVITE says besides where it goes (RFC 3261 13.2.1). */
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { SipRequest } from '../../../src-shared/sip/message.ts';
import { tokensOf } from '../../../src-shared/sip/typed-headers.ts';
import { addCapabilities, setSdp } from '../capabilities.ts';
import type { Identity } from '../identity.ts';
import type { Path } from '../request/path.ts';
import { hasControls, mayAddHeader } from '../request/safe-text.ts';
import { noMedia } from './ends.ts';
import { anonymised, askForPrivacy } from './privacy.ts';
import type { SessionRecord } from './record.ts';
import { askForTimer } from './refresh.ts';
import { formatReplaces } from './replaces.ts';
import type { DialogId, MediaNegotiator, SessionEnd, SessionListener } from './session.ts';
import { ownContact } from './within.ts';

export interface InviteOptions {
  identity: Identity;
  /** Request-URI as text. Its header part (`?subject=…`) is turned into headers (RFC 3261 19.1.5), dangerous ones left out. */
  target: string;
  negotiator: MediaNegotiator;
  listener: SessionListener;
  headers?: [string, string][] | undefined;
  /** No offer in the INVITE: it comes in the 2xx, our answer in the ACK. */
  lateOffer?: boolean | undefined;
  /** The dialog at the callee that this call takes over (RFC 3891); tags as the callee's own side sees them. */
  replaces?: (DialogId & { earlyOnly?: boolean | undefined }) | undefined;
  /** Who sent us there (RFC 3892), a URI. */
  referredBy?: string | undefined;
  /** A proxy that a 305 named and a person has agreed to (RFC 3261 21.3.4), in place of the identity's own. It gets no password. */
  via?: string | undefined;
  /** Anonymous From and Privacy: id (RFC 3323). */
  anonymous?: boolean | undefined;
  /** Session-Expires to ask for (RFC 4028); 0 or absent: none. */
  sessionExpiresS?: number | undefined;
  /** CANCEL when nobody answered by then. Default 180. */
  ringTimeoutS?: number | undefined;
}

/** As whom this INVITE goes out, and over which proxies. */
export function speakerOf({ identity, anonymous, via }: InviteOptions): Identity {
  const speaker = anonymous ? anonymised(identity) : identity;
  // A 305 may name it like a person, without the mark of a loose router; a Route has to have that (RFC 3261 16.12).
  return via === undefined ? speaker : { ...speaker, routes: [/;lr\b/i.test(via) ? via : `${via};lr`] };
}

/** The first field that cannot be sent; undefined: all can. */
export function checkOptions({ headers = [], replaces, referredBy = '' }: InviteOptions): RungError | undefined {
  const ours: [string, string][] = [['replaces', replaces ? formatReplaces(replaces) : ''], ['referred-by', referredBy]];
  const bad = [...headers, ...ours].find(([name, value]) => hasControls(name) || hasControls(value));
  if (!bad) return undefined;
  const shown = bad[0].replace(/[\u0000-\u001f\u007f]/g, '\ufffd').slice(0, 40);
  return rungError('bad-header', `The header field "${shown}" contains a line break or another control character and was not sent.`, { name: shown });
}

export interface InviteParts {
  path: Path;
  /** Header fields of the URI that is called. */
  fromUri: [string, string][];
  /** Option tags that somebody on the way refused (RFC 3261 8.1.3.5). */
  without: ReadonlySet<string>;
}

/** Contact, what we can do, what the call is for, the caller's own header fields, and the offer. */
export async function completeInvite(record: SessionRecord, options: InviteOptions, request: SipRequest, parts: InviteParts): Promise<Result<void, SessionEnd>> {
  request.headers.add('contact', ownContact(record, parts.path));
  addCapabilities(request);
  request.headers.set('allow-events', record.agent.allowEvents());
  askForTimer(record, request);
  if (options.replaces) request.headers.add('replaces', formatReplaces(options.replaces)).add('require', 'replaces');
  if (options.referredBy) request.headers.add('referred-by', `<${options.referredBy}>`);
  if (options.anonymous) askForPrivacy(request, options.identity);
  leaveOut(request, parts.without);
  for (const [name, value] of [...parts.fromUri, ...(options.headers ?? [])]) {
    const known = name.toLowerCase();
    if (mayAddHeader(known, value) && !request.headers.has(known)) request.headers.add(known, value);
  }
  if (options.lateOffer) return ok(undefined);
  const offer = await record.negotiator.offer(parts.path.contact.address);
  if (!offer.ok) return err(noMedia(offer.error));
  setSdp(request, offer.value);
  return ok(undefined);
}

function leaveOut(request: SipRequest, without: ReadonlySet<string>): void {
  if (without.size === 0) return;
  for (const name of ['supported', 'require']) {
    if (!request.headers.has(name)) continue;
    const left = tokensOf(request, name).filter((tag) => !without.has(tag.toLowerCase()));
    if (left.length > 0 || name === 'supported') request.headers.set(name, left.join(', '));
    else request.headers.remove(name);
  }
  if (without.has('timer')) request.headers.remove('session-expires').remove('min-se');
}
