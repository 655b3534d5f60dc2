/** Our re-INVITE (RFC 3261 14.1), never at the cost of the session that it wants to change. */
import { err } from '../../../src-shared/result.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { transactionLifeMs } from '../agent-context.ts';
import { addCapabilities, setSdp } from '../capabilities.ts';
import { refreshTarget } from '../dialog/dialog.ts';
import type { Path } from '../request/path.ts';
import { acknowledge, acknowledgeAgain, keepAck } from './acknowledge.ts';
import type { Attempt, Outcome } from './change.ts';
import { failed, refused, takeAnswer } from './change.ts';
import { refusalInWords } from './ends.ts';
import type { Pracks } from './prack-out.ts';
import { createPracks } from './prack-out.ts';
import type { SessionRecord } from './record.ts';
import { after, notePeer } from './record.ts';
import { askForTimer, takeTimer } from './refresh.ts';
import { nextWithin, notConnected, ownContact, pathWithin, sendWithin } from './within.ts';

export async function offerByInvite(record: SessionRecord): Promise<Attempt> {
  const path = await pathWithin(record);
  if (!path.ok) return path;
  const offer = await record.negotiator.offer(path.value.contact.address);
  if (!offer.ok) return err(refusalInWords(offer.error));
  const confirmed = record.life.name === 'confirmed' ? record.dialog : undefined;
  const request = confirmed && nextWithin(record, confirmed.remoteTag, 'INVITE');
  if (!request) {
    record.negotiator.rollback();
    return err(notConnected());
  }
  request.headers.add('contact', ownContact(record, path.value));
  addCapabilities(request);
  askForTimer(record, request);
  setSdp(request, offer.value);
  return await exchange(record, request, path.value);
}

function exchange(record: SessionRecord, request: SipRequest, path: Path): Promise<Attempt> {
  return new Promise((resolve) => {
    let answered = false;
    const pracks = createPracks(record);
    // A peer that rings for ever on a re-INVITE would block every later change.
    const patience = after(record, 2 * transactionLifeMs(record.agent), () => record.pending?.cancel());
    const settle = (outcome: Attempt): void => {
      record.pending = undefined;
      resolve(outcome);
    };
    const outbound = sendWithin(record, request, path, {
      onProvisional: (response) => pracks.take(response),
      onFinal(response, challenge) {
        if (answered) return acknowledgeAgain(record, response);
        answered = true;
        patience.cancel();
        if (response.status < 300) return void accepted(record, outbound.request, response, pracks).then(settle);
        record.negotiator.rollback();
        settle(refused(record, outbound.request, response, challenge));
      },
      onFailed(failure) {
        patience.cancel();
        record.negotiator.rollback();
        settle(failed(record, failure));
      },
    });
    record.pending = outbound;
  });
}

async function accepted(record: SessionRecord, sent: SipRequest, response: SipResponse, pracks: Pracks): Promise<Outcome> {
  if (!record.dialog) return err(notConnected());
  notePeer(record, response);
  record.dialog = refreshTarget(record.dialog, response);
  takeTimer(record, response);
  // RFC 3262 5: a description in a reliable provisional response was the answer already.
  const taken = takeAnswer(record, pracks.described ?? response);
  const ack = await acknowledge(record.agent, { dialog: record.dialog, invite: sent, response, identity: record.identity });
  if (ack.ok) keepAck(record, ack.value);
  return taken;
}
