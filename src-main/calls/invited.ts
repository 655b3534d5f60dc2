/** Calls that lead into a multicast session, at their beginning. */
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { Call } from '../../src-shared/model.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import { parseSdp } from '../../src-shared/sdp/parse.ts';
import { answerInvitation, invitedSession, isInvitation } from '../sdp/invitation.ts';
import { joinableMedia } from '../sdp/joined-media.ts';
import { sdpOf } from '../sip/capabilities.ts';
import type { Session } from '../sip/user-agent.ts';
import type { MediaPlan } from './call-media.ts';
import type { GroupHouse, Invitation, LeadsInto } from './group-media.ts';

/** To call somebody into a session. Errors: `sdp-unreadable`, `session-not-audible`. */
export function leadInto(invitation: Invitation, house: GroupHouse): Result<LeadsInto, RungError> {
  const parsed = parseSdp(invitation.sdp);
  if (!parsed.ok) return err(rungError('sdp-unreadable', `Line ${parsed.error.line} of the description: ${parsed.error.message}`, { line: parsed.error.line, reason: parsed.error.message }));
  const { description } = parsed.value;
  const joinable = joinableMedia(description);
  return joinable.ok ? ok({ house, invitation, description }) : joinable;
}

/** What an INVITE leads into; undefined where it is a call between two. `maxTtl`: whoever invites does not say how far our packets go. */
export function intoOf(session: Session, house: GroupHouse, maxTtl: number): LeadsInto | undefined {
  const offer = sdpOf(session.invite);
  const parsed = offer && parseSdp(offer);
  if (!parsed?.ok || !isInvitation(parsed.value.description)) return undefined;
  const { description } = parsed.value;
  return { house, invitation: { sdp: new TextDecoder().decode(offer), maxTtl }, description };
}

/** May a person be asked? */
export function isAcceptable({ description }: LeadsInto): boolean {
  return answerInvitation(description, description.origin).ok;
}

export function calledInto({ description }: LeadsInto): Partial<Call> {
  const declined = description.media.filter(({ media, port }) => media !== 'audio' && port !== 0).map(({ media }) => media);
  return { invitation: invitedSession(description), declinedMedia: [...new Set(declined)] };
}

/** The session has the sound card, not the call. */
export function planOf(plan: MediaPlan, into: LeadsInto | undefined): MediaPlan {
  return into ? { source: plan.source.kind === 'device' ? { kind: 'silence' } : plan.source, sink: 'none', records: plan.records } : plan;
}
