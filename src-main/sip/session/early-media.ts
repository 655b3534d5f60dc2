/** The session descriptions of our INVITE's answers: which fork is heard while it rings, and what is agreed when one answers
 *  (RFC 3261 13.2.1, RFC 3262 5, RFC 3960, RFC 6337 3.1). */
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { SipResponse } from '../../../src-shared/sip/message.ts';
import { sdpOf } from '../capabilities.ts';
import { noAnswerInSession, noMedia } from './ends.ts';
import type { SessionRecord } from './record.ts';
import { dispatch } from './record.ts';
import type { Refusal } from './session.ts';

export interface EarlyMedia {
  /** A new INVITE goes out, from this own address. */
  begin(towards: string): void;
  /** The description of a provisional response, if it has one. A promise: it was an offer, and this is our answer for the PRACK. */
  take(response: SipResponse, tag: string, reliable: boolean): Promise<Uint8Array | undefined> | undefined;
  /** Early media come from some fork: no ringing tone of our own (RFC 3960 3.1). */
  isFlowing(): boolean;
  forkEnded(tag: string): void;
  /** The 2xx of the fork that won: takes its answer, or makes the one that goes into the ACK. */
  settle(response: SipResponse, tag: string): Promise<Result<Uint8Array | undefined, Refusal>>;
  /** What was agreed last was not this fork's, and can no longer be taken back to its answer. */
  isForeign(tag: string): boolean;
}

export function createEarlyMedia(record: SessionRecord, lateOffer: boolean): EarlyMedia {
  let towards = '';
  /** The last usable answer of each fork. A repeated one changes nothing. */
  const answers = new Map<string, Uint8Array>();
  /** Whose media are heard: the fork that described itself last. */
  let heard: string | undefined;

  function takeAnswer(sdp: Uint8Array, tag: string, reliable: boolean): void {
    const before = answers.get(tag);
    // RFC 3261 13.2.1: after the answer proper, further descriptions say nothing.
    if (record.settled.has(tag)) return;
    if (before && sameBytes(before, sdp)) return void (reliable && record.settled.add(tag));
    if (!record.negotiator.accept(sdp, true).ok) return;
    answers.set(tag, sdp);
    heard = tag;
    if (reliable) record.settled.add(tag);
  }

  /** RFC 3262 5: the offer comes in the first reliable response, the answer goes into its PRACK. */
  async function takeOffer(sdp: Uint8Array, tag: string): Promise<Uint8Array | undefined> {
    record.settled.add(tag);
    const answer = await record.negotiator.answer(sdp, towards);
    if (!answer.ok) {
      dispatch(record, { type: 'unanswered', end: noMedia(answer.error) });
      return undefined;
    }
    answers.set(tag, answer.value);
    heard = tag;
    return answer.value;
  }

  async function settle(response: SipResponse, tag: string): Promise<Result<Uint8Array | undefined, Refusal>> {
    const sdp = sdpOf(response);
    if (lateOffer) {
      if (record.settled.has(tag)) return answers.has(tag) ? ok(undefined) : err(noAnswerInSession());
      return sdp ? await record.negotiator.answer(sdp, towards) : err(noAnswerInSession());
    }
    if (record.updated === tag) return ok(undefined);
    // Some gateways put the answer into the 183 only, reliable or not; a reliable one is the answer whatever the 2xx says.
    const answer = record.settled.has(tag) ? answers.get(tag) : (sdp ?? answers.get(tag));
    const taken = answer ? record.negotiator.accept(answer, false) : err(noAnswerInSession());
    return taken.ok ? ok(undefined) : taken;
  }

  return {
    begin(address) {
      towards = address;
      answers.clear();
      heard = undefined;
    },
    take(response, tag, reliable) {
      const sdp = sdpOf(response);
      if (!sdp) return undefined;
      if (lateOffer) return reliable && !record.settled.has(tag) ? takeOffer(sdp, tag) : undefined;
      takeAnswer(sdp, tag, reliable);
      return undefined;
    },
    isFlowing: () => heard !== undefined,
    forkEnded(tag) {
      answers.delete(tag);
      if (heard === tag) heard = undefined;
    },
    settle,
    isForeign(tag) {
      if (record.updated !== undefined) return record.updated !== tag;
      return lateOffer && record.settled.has(tag) && heard !== tag;
    },
  };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
