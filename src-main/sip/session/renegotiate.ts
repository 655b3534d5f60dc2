/** Our own changes and refreshes of a session, one after the other: re-INVITE (RFC 3261 14.1) once it is confirmed, UPDATE
 *  (RFC 3311) before that and for refreshes; patient with glare. */
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import { err } from '../../../src-shared/result.ts';
import { currentDialog, changed, after, isOver, openOffer, wake } from './record.ts';
import type { SessionRecord } from './record.ts';
import type { Attempt, Outcome } from './change.ts';
import { offerByInvite } from './reinvite-out.ts';
import { offerByUpdate, refreshByUpdate } from './update-out.ts';
import { notConnected } from './within.ts';

const MAX_TRIES = 5;

/** Offers anew. Calls made while another change runs, or before the ACK, wait for their turn. */
export function renegotiate(record: SessionRecord): Promise<Outcome> {
  return inTurn(record, () => offering(record, isConfirmed(record) ? offerByInvite : offerByUpdate));
}

/** Without an offer where the peer knows UPDATE (RFC 4028 7.4), else with the one that stands already. */
export function refreshSession(record: SessionRecord): Promise<Outcome> {
  return inTurn(record, () => (record.peerAllows.has('UPDATE') ? refreshByUpdate(record) : offering(record, offerByInvite)));
}

function inTurn(record: SessionRecord, attempt: () => Promise<Attempt>): Promise<Outcome> {
  const turn = record.renegotiations.then(() => untilSettled(record, attempt));
  record.renegotiations = turn;
  return turn;
}

async function untilSettled(record: SessionRecord, attempt: () => Promise<Attempt>): Promise<Outcome> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    while (isBusy(record)) await changed(record);
    if (!canChange(record)) return err(notConnected());
    const outcome = await attempt();
    if (!('againMs' in outcome)) return outcome;
    await pause(record, outcome.againMs);
  }
  return err(requestPending());
}

/** While it lasts, an offer of the peer's would collide with ours. */
async function offering(record: SessionRecord, attempt: (record: SessionRecord) => Promise<Attempt>): Promise<Attempt> {
  record.changing = true;
  const outcome = await attempt(record);
  record.changing = false;
  wake(record);
  return outcome;
}

/** RFC 3261 14.1: no re-INVITE while another INVITE of either side is in progress; RFC 3264 4: no offer while another is open. */
function isBusy(record: SessionRecord): boolean {
  if (isOver(record)) return false;
  return record.life.name === 'answered' || record.answering !== undefined || record.awaitedAck !== undefined;
}

/** RFC 3311 5.1: before the answer only when the first offer and answer have both been carried reliably. */
function canChange(record: SessionRecord): boolean {
  const dialog = currentDialog(record);
  if (isConfirmed(record)) return true;
  const isEarly = record.life.name === 'proceeding' || record.life.name === 'alerting';
  return isEarly && dialog !== undefined && record.peerAllows.has('UPDATE') && openOffer(record, dialog) === undefined;
}

function isConfirmed(record: SessionRecord): boolean {
  return record.life.name === 'confirmed';
}

async function pause(record: SessionRecord, ms: number): Promise<void> {
  let done = false;
  after(record, ms, () => {
    done = true;
    wake(record);
  });
  while (!done && !isOver(record)) await changed(record);
}

function requestPending(): RungError {
  return rungError('request-pending', 'Both sides wanted to change the call at the same moment. Try again.', { status: 491 });
}
