/** The media side of a call that leads into a multicast session: offer and answer name groups, and no sound goes between the two phones. */
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import { addressType } from '../../src-shared/sdp/address.ts';
import { parseSdp } from '../../src-shared/sdp/parse.ts';
import { serializeSdp } from '../../src-shared/sdp/serialize.ts';
import type { SdpOrigin, SessionDescription } from '../../src-shared/sdp/types.ts';
import type { AudioSource, RecordRequest } from '../media/engine-port.ts';
import { answerInvitation, checkInvited, leadsElsewhere, makeInvitation } from '../sdp/invitation.ts';
import { refusal } from '../sdp/refusal.ts';
import type { SdpRefusal } from '../sdp/refusal.ts';
import type { MediaNegotiator, Refusal } from '../sip/user-agent.ts';
import type { CallMedia } from './call-media.ts';

/** A multicast session that somebody calls us into, or that we call somebody into. */
export interface Invitation {
  sdp: string;
  /** Of the announced session, where it is known. */
  id?: string | undefined;
  /** What we send goes no farther than this; absent: as far as the description says. */
  maxTtl?: number | undefined;
}

/** The sessions that this phone is in. */
export interface GroupHouse {
  /** Takes part in it; one that we are in already stays as it is. */
  enter(invitation: Invitation): Promise<Result<Membership, RungError>>;
}

export interface Membership {
  /** Of the joined session. */
  id: string;
  /** Takes our part back; who was in the session before stays in it. */
  leave(): Promise<void>;
  /** Into these files until the membership ends. Error: `record-failed`. */
  record(requests: readonly RecordRequest[]): Promise<Result<void, RungError>>;
  /** Says this in the session from now on; `onSaid`: a file has come to its end. Errors: `session-listen-only`, `wav-unreadable`. */
  say(source: AudioSource, onSaid: () => void): Promise<Result<void, RungError>>;
}

/** A call's part in a session. */
export interface LeadsInto {
  house: GroupHouse;
  invitation: Invitation;
  description: SessionDescription;
}

export interface GroupMediaOptions extends LeadsInto {
  sessionId: string;
  records: readonly RecordRequest[];
  /** What is said in the session; silence and the microphone wait until a person talks. */
  source: AudioSource;
  onSaid?: () => void;
  onEntered: (membership: Membership) => void;
}

export interface GroupMedia extends CallMedia {
  /** Takes part in the session, once: when a person has accepted, or the other side has. Errors: those of joining and recording. */
  enter(): Promise<Result<void, RungError>>;
}

export function createGroupMedia({ house, invitation, description, sessionId, records, source, onSaid = () => {}, onEntered }: GroupMediaOptions): GroupMedia {
  let entering: Promise<Result<Membership, RungError>> | undefined;
  let offered: SessionDescription | undefined;
  let lastError: RungError | undefined;
  let closed = false;

  async function enter(): Promise<Result<Membership, RungError>> {
    // What cannot be answered is not joined either.
    const answerable = answerInvitation(description, own('0.0.0.0'));
    if (!answerable.ok) return failed(notAnswerable(answerable.error));
    const entered = await house.enter(invitation);
    if (!entered.ok) return failed(entered.error);
    const set = await furnish(entered.value);
    if (!set.ok) {
      await entered.value.leave();
      return failed(set.error);
    }
    if (!closed) onEntered(entered.value);
    return entered;
  }

  async function furnish(membership: Membership): Promise<Result<void, RungError>> {
    const recording = await membership.record(records);
    if (!recording.ok || source.kind === 'silence' || source.kind === 'device') return recording;
    return await membership.say(source, onSaid);
  }

  function failed(error: RungError): Result<never, RungError> {
    lastError = error;
    return err(error);
  }

  function own(towards: string): SdpOrigin {
    return { username: '-', sessionId, sessionVersion: '1', netType: 'IN', addrType: addressType(towards), address: towards };
  }

  /** RFC 3261 20.43, 330: nobody gets into a session from a network without multicast. */
  async function whyNotIn(): Promise<Refusal | undefined> {
    const entered = await entering;
    return entered && !entered.ok ? refused(refusal(330, entered.error.message)) : undefined;
  }

  const negotiator: MediaNegotiator = {
    async offer(towards) {
      // The same again for a session refresh: one description, one version (RFC 3264 8).
      offered ??= makeInvitation(description, own(towards));
      return ok(encode(offered));
    },
    async answer(sdp, towards) {
      const parsed = parseSdp(sdp);
      if (!parsed.ok) return err({ status: 400, reason: 'Bad Session Description', warning: { code: 399, text: parsed.error.message } });
      const offer = parsed.value.description;
      if (leadsElsewhere(description, offer)) return err(refused(refusal(330, 'somebody has agreed to the first group, not to another one')));
      const answer = answerInvitation(offer, own(towards));
      if (!answer.ok) return err(refused(answer.error));
      const objection = await whyNotIn();
      return objection ? err(objection) : ok(encode(answer.value));
    },
    accept(sdp, early) {
      const parsed = parseSdp(sdp);
      if (!parsed.ok) return err({ status: 488, warning: { code: 399, text: parsed.error.message } });
      const checked = checkInvited(offered ?? description, parsed.value.description);
      if (checked.ok) return ok(undefined);
      // What rings may differ from what answers.
      if (!early) lastError = notUnderstood(checked.error);
      return err(refused(checked.error));
    },
    rollback() {},
  };

  return {
    negotiator,
    async enter() {
      entering ??= enter();
      const entered = await entering;
      return entered.ok ? ok(undefined) : entered;
    },
    setHold() {},
    prefer: () => undefined,
    heldByPeer: () => false,
    declined: () => [...new Set(description.media.filter(({ media, port }) => media !== 'audio' && port !== 0).map(({ media }) => media))],
    session: () => undefined,
    lastError: () => lastError,
    async close() {
      closed = true;
      const entered = await entering;
      if (entered?.ok) await entered.value.leave();
      return undefined;
    },
  };
}

function refused({ status, warning }: SdpRefusal): Refusal {
  return { status, warning };
}

function notAnswerable({ warning: { text } }: SdpRefusal): RungError {
  return rungError('invitation-refused', `This invitation into a session was refused: ${text}.`, { why: text });
}

function notUnderstood({ warning: { text } }: SdpRefusal): RungError {
  const why = text.slice(text.indexOf(': ') + 2);
  return rungError('invitation-not-understood', `The other side took the call, but not the invitation into the session: ${why}. Its phone may know calls between two only.`, { why });
}

function encode(description: SessionDescription): Uint8Array {
  return new TextEncoder().encode(serializeSdp(description));
}
