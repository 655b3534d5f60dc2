/** Answers to our INVITE, from as many forks as a proxy made of it (RFC 3261 13.2.2): the first 2xx is the session, the
 *  dialogs of all others are acknowledged and ended. */
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { tagsOf, toOf } from '../../../src-shared/sip/typed-headers.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import { sdpOf } from '../capabilities.ts';
import { dialogFromResponse } from '../dialog/dialog.ts';
import type { Path } from '../request/path.ts';
import { acknowledge, acknowledgeAgain, dismiss, keepAck, sendAgain } from './acknowledge.ts';
import { noAnswerInSession, noMedia, notSent } from './ends.ts';
import type { SentAck, SessionRecord } from './record.ts';
import { dispatch, notePeer } from './record.ts';
import type { Refusal } from './session.ts';
import { digestOf } from './within.ts';

export interface ForkHandling {
  /** A new INVITE goes out on this way. */
  begin(path: Path): void;
  onProvisional(response: SipResponse, sent: SipRequest): void;
  /** Any 2xx: first, repeated, from another fork, or far too late. */
  onSuccess(response: SipResponse, sent: SipRequest): void;
}

/** Early dialogs that are remembered: more forks than any proxy makes in earnest. */
const MAX_FORKS = 16;

export function createForks(record: SessionRecord, lateOffer: boolean): ForkHandling {
  let towards = '';
  /** Dialogs that lost, by To tag, with their ACK once there is one. */
  const dismissed = new Map<string, SentAck | undefined>();
  let winner: string | undefined;
  /** The description that was accepted last, and whose: a repeated 183 changes nothing. */
  let accepted: { tag: string; sdp: Uint8Array } | undefined;

  function onProvisional(response: SipResponse, sent: SipRequest): void {
    notePeer(record, response);
    // Once the user has given up, ringing is no news.
    if (response.status === 100 || !isWaiting(record) || record.life.name === 'cancelling') return;
    const tag = tagsOf(response).to;
    // RFC 3261 12.1: a To tag makes an early dialog.
    if (tag !== '' && !record.early.has(tag) && record.early.size < MAX_FORKS) record.early.set(tag, dialogFromResponse(sent, response));
    const early = takeEarly(response, tag);
    record.remote = toOf(response) ?? record.remote;
    dispatch(record, { type: 'progress', early });
    record.listener.onProgress?.({ status: response.status, reason: response.reason, early });
  }

  /** With an offer in the INVITE, a description in a provisional response is a preview of the answer. */
  function takeEarly(response: SipResponse, tag: string): boolean {
    const sdp = sdpOf(response);
    if (!sdp || lateOffer) return false;
    if (accepted?.tag === tag && sameBytes(accepted.sdp, sdp)) return true;
    if (!record.negotiator.accept(sdp, true).ok) return false;
    accepted = { tag, sdp };
    return true;
  }

  function onSuccess(response: SipResponse, sent: SipRequest): void {
    const tag = tagsOf(response).to;
    if (winner === tag) return acknowledgeAgain(record, response);
    if (winner !== undefined || !isWaiting(record)) return lose(response, sent, tag);
    winner = tag;
    notePeer(record, response);
    record.remote = toOf(response) ?? record.remote;
    // RFC 3261 13.2.2.4: the route set is the 2xx's, whatever the provisional responses said.
    const early = record.early.get(tag);
    record.dialog = { ...dialogFromResponse(sent, response), remoteCSeq: early?.remoteCSeq };
    record.early.clear();
    void answered(response, sent, tag);
  }

  function lose(response: SipResponse, sent: SipRequest, tag: string): void {
    const ack = dismissed.get(tag);
    if (ack) return sendAgain(record.agent, ack);
    if (dismissed.has(tag) || dismissed.size >= MAX_FORKS) return;
    dismissed.set(tag, undefined);
    const dialog = dialogFromResponse(sent, response);
    void dismiss(record.agent, { dialog, invite: sent, response, identity: record.identity, digest: digestOf(record) })
      .then((sentAck) => dismissed.set(tag, sentAck));
  }

  async function answered(response: SipResponse, sent: SipRequest, tag: string): Promise<void> {
    // After a CANCEL there is nothing to agree: the session only begins in order to end.
    const described = record.life.name === 'cancelling' ? ok(undefined) : await describe(response, tag);
    if (!record.dialog) return;
    const sdp = described.ok ? described.value : undefined;
    const ack = await acknowledge(record.agent, { dialog: record.dialog, invite: sent, response, identity: record.identity, sdp });
    if (ack.ok) keepAck(record, ack.value);
    const unusable = !described.ok ? noMedia(described.error) : !ack.ok ? notSent(ack.error) : undefined;
    dispatch(record, unusable ? { type: 'success', unusable } : { type: 'success' });
  }

  /** Takes the answer, or makes the one that goes into the ACK. */
  async function describe(response: SipResponse, tag: string): Promise<Result<Uint8Array | undefined, Refusal>> {
    const sdp = sdpOf(response);
    if (lateOffer) return sdp ? await record.negotiator.answer(sdp, towards) : err(noAnswerInSession());
    // Some gateways put the answer into the 183 only.
    if (!sdp) return accepted?.tag === tag ? ok(undefined) : err(noAnswerInSession());
    const taken = record.negotiator.accept(sdp, false);
    return taken.ok ? ok(undefined) : taken;
  }

  return {
    begin(path) {
      towards = path.contact.address;
      accepted = undefined;
    },
    onProvisional,
    onSuccess,
  };
}

/** CANCEL may be on its way: the race is decided by `life.ts`. */
function isWaiting(record: SessionRecord): boolean {
  const { name } = record.life;
  return name === 'calling' || name === 'proceeding' || name === 'cancelling';
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
