/** Answers to our INVITE, from as many forks as a proxy made of it (RFC 3261 13.2.2): the first 2xx is the session, the
 *  dialogs of all others are acknowledged and ended. */
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { tagsOf, toOf } from '../../../src-shared/sip/typed-headers.ts';
import { dialogFromResponse } from '../dialog/dialog.ts';
import type { Path } from '../request/path.ts';
import { acknowledge, acknowledgeAgain, dismiss, keepAck, sendAgain } from './acknowledge.ts';
import type { EarlyMedia } from './early-media.ts';
import { createEarlyMedia } from './early-media.ts';
import { noMedia, notSent } from './ends.ts';
import type { Pracks } from './prack-out.ts';
import { createPracks } from './prack-out.ts';
import type { SentAck, SessionRecord } from './record.ts';
import { dispatch, notePeer } from './record.ts';
import { takeTimer } from './refresh.ts';
import { renegotiate } from './renegotiate.ts';
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
  const media: EarlyMedia = createEarlyMedia(record, lateOffer);
  /** Of the INVITE under way. */
  let pracks: Pracks = createPracks(record);
  /** Dialogs that lost, by To tag, with their ACK once there is one. */
  const dismissed = new Map<string, SentAck | undefined>();
  let winner: string | undefined;

  function onProvisional(response: SipResponse, sent: SipRequest): void {
    notePeer(record, response);
    if (response.status === 100 || !isWaiting(record)) return;
    const tag = tagsOf(response).to;
    // RFC 6228 4: 199 makes no dialog, it ends one.
    if (response.status !== 199 && !hasEarlyDialog(response, sent, tag)) return;
    const order = pracks.judge(response);
    if (order === 'stale') return;
    // Once the user has given up, ringing is no news; but what is reliable is repeated until it is confirmed.
    if (record.life.name === 'cancelling') return void (order === 'next' && pracks.confirm(response));
    if (response.status === 199) return void forkEnded(response, tag, order === 'next');
    void progress(response, tag, order === 'next');
  }

  /** RFC 3261 12.1: a To tag makes an early dialog. False: one too many. */
  function hasEarlyDialog(response: SipResponse, sent: SipRequest, tag: string): boolean {
    if (tag === '' || record.early.has(tag)) return true;
    if (record.early.size >= MAX_FORKS) return false;
    record.early.set(tag, dialogFromResponse(sent, response));
    return true;
  }

  async function progress(response: SipResponse, tag: string, reliable: boolean): Promise<void> {
    const answer = media.take(response, tag, reliable);
    // Only where the offer is theirs is there something to wait for, and the PRACKs stay in order all the same.
    if (answer instanceof Promise) void pracks.confirm(response, await answer);
    else if (reliable) void pracks.confirm(response);
    if (record.life.name !== 'calling' && record.life.name !== 'proceeding') return;
    const early = media.isFlowing();
    record.remote = toOf(response) ?? record.remote;
    dispatch(record, { type: 'progress', early });
    record.listener.onProgress?.({ status: response.status, reason: response.reason, early });
  }

  /** The other forks go on; the final response will be the best of theirs. */
  async function forkEnded(response: SipResponse, tag: string, reliable: boolean): Promise<void> {
    media.forkEnded(tag);
    if (reliable) await pracks.confirm(response);
    record.early.delete(tag);
    record.settled.delete(tag);
  }

  function onSuccess(response: SipResponse, sent: SipRequest): void {
    const tag = tagsOf(response).to;
    if (winner === tag) return acknowledgeAgain(record, response);
    if (winner !== undefined || !isWaiting(record)) return lose(response, sent, tag);
    winner = tag;
    notePeer(record, response);
    record.remote = toOf(response) ?? record.remote;
    // RFC 3261 13.2.2.4: the route set is the 2xx's, whatever the provisional responses said; the order of requests goes on.
    const early = record.early.get(tag);
    const dialog = dialogFromResponse(sent, response);
    record.dialog = { ...dialog, localCSeq: Math.max(dialog.localCSeq, early?.localCSeq ?? 0), remoteCSeq: early?.remoteCSeq };
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
    const described = record.life.name === 'cancelling' ? undefined : await media.settle(response, tag);
    if (!record.dialog) return;
    const sdp = described?.ok ? described.value : undefined;
    const ack = await acknowledge(record.agent, { dialog: record.dialog, invite: sent, response, identity: record.identity, sdp });
    if (ack.ok) keepAck(record, ack.value);
    const unusable = described && !described.ok ? noMedia(described.error) : !ack.ok ? notSent(ack.error) : undefined;
    if (!unusable && record.life.name !== 'cancelling') takeTimer(record, response);
    dispatch(record, unusable ? { type: 'success', unusable } : { type: 'success' });
    // Another fork's early description was the last one in force: what this one can do is asked for anew.
    if (media.isForeign(tag)) void renegotiate(record);
  }

  return {
    begin(path) {
      media.begin(path.contact.address);
      pracks = createPracks(record);
      record.early.clear();
      record.settled.clear();
      record.updated = undefined;
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
