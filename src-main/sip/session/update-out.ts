/** Our UPDATE (RFC 3311 5.1): a new offer before the call is answered, and the refresh of a session timer without any (RFC 4028 7.4). */
import { err, ok } from '../../../src-shared/result.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { addCapabilities, setSdp } from '../capabilities.ts';
import { refreshTarget } from '../dialog/dialog.ts';
import type { Path } from '../request/path.ts';
import type { Attempt } from './change.ts';
import { failed, refused, takeAnswer } from './change.ts';
import { refusalInWords } from './ends.ts';
import type { SessionRecord } from './record.ts';
import { currentDialog, dialogWith, keepDialog, notePeer } from './record.ts';
import { askForTimer, takeTimer } from './refresh.ts';
import { nextWithin, notConnected, ownContact, pathWithin, sendWithin } from './within.ts';

export async function offerByUpdate(record: SessionRecord): Promise<Attempt> {
  const dialog = currentDialog(record);
  const path = await pathWithin(record, dialog);
  if (!path.ok) return path;
  const offer = await record.negotiator.offer(path.value.contact.address);
  if (!offer.ok) return err(refusalInWords(offer.error));
  const request = dialog && update(record, dialog.remoteTag, path.value);
  if (!request) {
    record.negotiator.rollback();
    return err(notConnected());
  }
  setSdp(request, offer.value);
  const outcome = await exchange(record, request, path.value, dialog.remoteTag);
  if ('againMs' in outcome || !outcome.ok) record.negotiator.rollback();
  else record.updated = dialog.remoteTag;
  return outcome;
}

export async function refreshByUpdate(record: SessionRecord): Promise<Attempt> {
  const dialog = currentDialog(record);
  const path = await pathWithin(record, dialog);
  if (!path.ok) return path;
  const request = dialog && update(record, dialog.remoteTag, path.value);
  return request ? await exchange(record, request, path.value, dialog.remoteTag) : err(notConnected());
}

function update(record: SessionRecord, remoteTag: string, path: Path): SipRequest | undefined {
  const request = nextWithin(record, remoteTag, 'UPDATE');
  if (!request) return undefined;
  request.headers.add('contact', ownContact(record, path));
  addCapabilities(request);
  // RFC 4028 7.4: the timer begins with the session, so an early UPDATE has none.
  if (record.dialog) askForTimer(record, request);
  return request;
}

function exchange(record: SessionRecord, request: SipRequest, path: Path, remoteTag: string): Promise<Attempt> {
  return new Promise((resolve) => {
    const outbound = sendWithin(record, request, path, {
      onFinal(response, challenge) {
        if (response.status >= 300) {
          if (isUnknownMethod(response)) forgetUpdate(record);
          const again = isUnknownMethod(response) && request.body.length === 0;
          return resolve(again ? { againMs: 0 } : refused(record, outbound.request, response, challenge));
        }
        notePeer(record, response);
        const dialog = dialogWith(record, remoteTag);
        if (dialog) keepDialog(record, refreshTarget(dialog, response));
        if (record.life.name === 'confirmed') takeTimer(record, response);
        resolve(request.body.length > 0 ? takeAnswer(record, response) : ok(undefined));
      },
      onFailed: (failure) => resolve(failed(record, failure)),
    });
  });
}

/** What Allow promised was not so, or not so at a server in between: a refresh then goes by re-INVITE. */
function isUnknownMethod({ status }: SipResponse): boolean {
  return status === 405 || status === 501;
}

function forgetUpdate(record: SessionRecord): void {
  record.peerAllows = new Set([...record.peerAllows].filter((method) => method !== 'UPDATE'));
}
