/** Requests of ours inside the session's dialogs (RFC 3261 12.2.1). */
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { cseqOf, tagsOf } from '../../../src-shared/sip/typed-headers.ts';
import { advance, requestWithin } from '../dialog/dialog.ts';
import { routeTo } from '../dialog/route-set.ts';
import { digestFor } from '../digest.ts';
import type { DigestClient } from '../digest.ts';
import type { Outbound, OutboundOptions } from '../request/outbound.ts';
import { sendRequest } from '../request/outbound.ts';
import type { OwnWay, Path } from '../request/path.ts';
import { contactHeader, findPath } from '../request/path.ts';
import { quoted } from '../request/safe-text.ts';
import { dialogBroken, dialogGone } from './ends.ts';
import type { SessionRecord } from './record.ts';
import { after, currentDialog, dialogWith, dispatch, isOver, keepDialog } from './record.ts';
import type { SessionEnd, WithinOptions } from './session.ts';
import { isOfOtherUsage, outlivesSession } from './usages.ts';
import { setBody } from '../capabilities.ts';

/** RFC 3261 15.1.1: the session is over once the BYE has been sent. Its answer is waited for only so that the ladder is
 *  complete, and not for long; the transaction goes on repeating the BYE by itself. */
const BYE_PATIENCE_MS = 1000;

/** The way that a request in the dialog will take. Error: no dialog, or nobody found. */
export async function pathWithin(record: SessionRecord, dialog = record.dialog): Promise<Result<Path, RungError>> {
  if (!dialog) return err(notConnected());
  const { nextHop } = routeTo(dialog.remoteTarget, dialog.routeSet);
  return await findPath(record.agent, nextHop, record.identity?.transport);
}

/** The next request of the dialog, which is looked up anew: an early one may have become the session's own, or have ended
 *  (undefined). Taken when it can be sent at once, so that CSeq rises in the order of sending. */
export function nextWithin(record: SessionRecord, remoteTag: string, method: string): SipRequest | undefined {
  const dialog = dialogWith(record, remoteTag);
  if (!dialog) return undefined;
  const next = advance(dialog);
  keepDialog(record, next);
  const { request } = requestWithin(next, method);
  request.headers.add('user-agent', record.agent.agentName);
  if (record.isAnonymous) request.headers.add('privacy', 'id');
  return request;
}

/** Our Contact, as the whole session shows it. */
export function ownContact(record: SessionRecord, path: OwnWay): string {
  const given = record.identity?.contactUri;
  return given !== undefined && !record.isAnonymous ? `<${given}>` : contactHeader(path, record.contactUser);
}

/** The credentials of the session's owner, remembered challenges included. */
export function digestOf(record: SessionRecord): DigestClient | undefined {
  record.digest ??= digestFor(record.identity, record.agent.random);
  return record.digest;
}

/** Sends a request that `nextWithin` made; a challenge is answered with the dialog's next CSeq. */
export function sendWithin(record: SessionRecord, request: SipRequest, path: Path, user: Pick<OutboundOptions, 'onFinal' | 'onFailed' | 'onProvisional'>): Outbound {
  const remoteTag = tagsOf(request).to;
  return sendRequest(record.agent, {
    ...user,
    request,
    targets: path.targets,
    digest: digestOf(record),
    nextCSeq() {
      const dialog = dialogWith(record, remoteTag);
      const next = dialog ? advance(dialog).localCSeq : (cseqOf(request)?.number ?? 0) + 1;
      if (dialog) keepDialog(record, { ...dialog, localCSeq: next });
      return next;
    },
  });
}

/** Any other request within the dialog; whatever final response comes is the value. */
export async function requestInDialog(record: SessionRecord, method: string, { headers = [], body }: WithinOptions): Promise<Result<SipResponse, RungError>> {
  const dialog = currentDialog(record);
  const path = await pathWithin(record, dialog);
  if (!path.ok) return path;
  const isPossible = !isOver(record) || outlivesSession(record, method);
  const request = dialog && isPossible ? nextWithin(record, dialog.remoteTag, method) : undefined;
  if (!request) return err(notConnected());
  request.headers.add('contact', ownContact(record, path.value));
  for (const [name, value] of headers) request.headers.add(name.toLowerCase(), value);
  if (body) setBody(request, body);
  return await new Promise((resolve) => {
    sendWithin(record, request, path.value, {
      onFinal(response) {
        if (!isOfOtherUsage(method)) noteDialogEnd(record, response);
        resolve(ok(response));
      },
      onFailed({ treatAs, ...error }) {
        if (treatAs === 408 && !isOfOtherUsage(method)) dispatch(record, { type: 'broken', end: dialogBroken() });
        resolve(err(error));
      },
    });
  });
}

/** RFC 3261 12.2.1.2: these two end the dialog. */
export function noteDialogEnd(record: SessionRecord, response: SipResponse): void {
  if (response.status === 481) dispatch(record, { type: 'gone', end: dialogGone(response) });
  if (response.status === 408) dispatch(record, { type: 'broken', end: dialogBroken() });
}

/** Ends the dialog on the wire; `byeDone` follows whatever happens. */
export async function sendBye(record: SessionRecord, end: SessionEnd): Promise<void> {
  const settle = record.agent.farewell();
  const done = (): void => {
    settle();
    dispatch(record, { type: 'byeDone' });
  };
  after(record, BYE_PATIENCE_MS, () => dispatch(record, { type: 'byeDone' }));
  const path = await pathWithin(record);
  const request = record.dialog && nextWithin(record, record.dialog.remoteTag, 'BYE');
  if (!path.ok || !request) return done();
  // RFC 3326: why, where it is not the ordinary hanging up.
  if (end.status >= 300) request.headers.add('reason', `SIP;cause=${end.status};text=${quoted(end.reason)}`);
  sendWithin(record, request, path.value, { onFinal: done, onFailed: done });
}

export function notConnected(): RungError {
  return rungError('call-not-connected', 'There is no connected call that could be changed.');
}
