/** Replaces (RFC 3891): a call that takes the place of another one. Join (RFC 3911) is not supported: required, it is refused
 *  with 420; offered without Require it is a header field we do not know, and RFC 3261 8.2.2 has those ignored. */
import { SEMICOLON, indexOfOrEnd, parseParameters } from '../../../src-shared/sip/lexer.ts';
import type { SipRequest } from '../../../src-shared/sip/message.ts';
import { hasControls } from '../request/safe-text.ts';
import type { DialogId, Session } from './session.ts';

export type ReplacesTarget = DialogId & { earlyOnly: boolean };

/** Reads a Replaces value: its to-tag is that of the one who is to be replaced at. Undefined when malformed. */
export function parseReplaces(value: string): ReplacesTarget | undefined {
  const end = indexOfOrEnd(value, ';', 0);
  const callId = value.slice(0, end).trim();
  const parameters = parseParameters(value, end + 1, SEMICOLON);
  const [localTag, remoteTag] = [parameters.get('to-tag'), parameters.get('from-tag')];
  if (callId === '' || localTag === undefined || remoteTag === undefined) return undefined;
  // Out of a Refer-To they come unescaped, and could hold line breaks.
  if ([callId, localTag, remoteTag].some(hasControls)) return undefined;
  return { callId, localTag, remoteTag, earlyOnly: parameters.has('early-only') };
}

/** As the callee's own side sees its tags (RFC 3891 6.1). */
export function formatReplaces({ callId, localTag, remoteTag, earlyOnly }: DialogId & { earlyOnly?: boolean | undefined }): string {
  // RFC 3891 3: 0 stands for the null tag of an RFC 2543 phone.
  return `${callId};to-tag=${localTag || '0'};from-tag=${remoteTag || '0'}${earlyOnly ? ';early-only' : ''}`;
}

/** The session that an INVITE wants to replace; a number: with what it is refused; undefined: it replaces none. */
export function findReplaced(sessions: Iterable<Session>, request: SipRequest): Session | number | undefined {
  const values = request.headers.all('replaces');
  const [value] = values;
  if (value === undefined) return undefined;
  const wanted = values.length > 1 || request.headers.has('join') ? undefined : parseReplaces(value);
  if (!wanted) return 400;
  const found = [...sessions].find(({ dialogIds }) => dialogIds.some((id) => isSame(id, wanted)));
  return found ? mayReplace(found, wanted) : 481;
}

function isSame(id: DialogId, wanted: ReplacesTarget): boolean {
  return id.callId === wanted.callId && isTag(id.localTag, wanted.localTag) && isTag(id.remoteTag, wanted.remoteTag);
}

function isTag(own: string, given: string): boolean {
  return own === given || (own === '' && given === '0');
}

/** RFC 3891 3, in its order. */
function mayReplace(session: Session, wanted: ReplacesTarget): Session | number {
  const { state } = session;
  if (state === 'ending' || state === 'ended') return 603;
  if (state === 'confirmed') return wanted.earlyOnly ? 486 : session;
  // An early dialog may be replaced only where it was begun: nobody can be picked up from a phone that rings.
  return session.direction === 'out' ? session : 481;
}
