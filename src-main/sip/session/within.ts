/** Requests of ours inside the session's dialog (RFC 3261 12.2.1). */
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import type { Dialog } from '../dialog/dialog.ts';
import { advance, requestWithin } from '../dialog/dialog.ts';
import { routeTo } from '../dialog/route-set.ts';
import { createDigestClient } from '../digest.ts';
import type { DigestClient } from '../digest.ts';
import { sendRequest } from '../request/outbound.ts';
import type { Path } from '../request/path.ts';
import { contactHeader, findPath } from '../request/path.ts';
import { quoted } from '../request/safe-text.ts';
import { dialogBroken, dialogGone } from './ends.ts';
import type { SessionRecord } from './record.ts';
import { after, dispatch, isOver } from './record.ts';
import type { SessionEnd, WithinOptions } from './session.ts';

/** RFC 3261 15.1.1: the session is over once the BYE has been sent. Its answer is waited for only so that the ladder is
 *  complete, and not for long; the transaction goes on repeating the BYE by itself. */
const BYE_PATIENCE_MS = 1000;

/** The way that a request in the dialog will take. Error: no dialog, or nobody found. */
export async function pathWithin(record: SessionRecord): Promise<Result<Path, RungError>> {
  if (!record.dialog) return err(notConnected());
  const { nextHop } = routeTo(record.dialog.remoteTarget, record.dialog.routeSet);
  return await findPath(record.agent, nextHop, record.identity?.transport);
}

/** The next request of the dialog. Taken when it can be sent at once, so that CSeq rises in the order of sending. */
export function nextWithin(record: SessionRecord, dialog: Dialog, method: string): SipRequest {
  const next = advance(dialog);
  record.dialog = next;
  const { request } = requestWithin(next, method);
  request.headers.add('user-agent', record.agent.agentName);
  return request;
}

/** For the answer to a challenge. */
export function nextCSeq(record: SessionRecord): number {
  if (!record.dialog) return 1;
  record.dialog = advance(record.dialog);
  return record.dialog.localCSeq;
}

/** The credentials of the session's owner, remembered challenges included. */
export function digestOf(record: SessionRecord): DigestClient | undefined {
  const credentials = record.identity?.credentials;
  if (!record.digest && credentials) record.digest = createDigestClient(credentials, record.agent.random);
  return record.digest;
}

/** Any other request within the dialog; whatever final response comes is the value. */
export async function requestInDialog(record: SessionRecord, method: string, { headers = [], body }: WithinOptions): Promise<Result<SipResponse, RungError>> {
  const path = await pathWithin(record);
  if (!path.ok) return path;
  if (!record.dialog || isOver(record)) return err(notConnected());
  const request = nextWithin(record, record.dialog, method);
  request.headers.add('contact', contactHeader(path.value, record.contactUser));
  for (const [name, value] of headers) request.headers.add(name.toLowerCase(), value);
  if (body) {
    request.headers.set('content-type', body.contentType);
    request.body = body.bytes;
  }
  return await new Promise((resolve) => {
    sendRequest(record.agent, {
      request,
      targets: path.value.targets,
      digest: digestOf(record),
      nextCSeq: () => nextCSeq(record),
      onFinal(response) {
        // RFC 3261 12.2.1.2: these two end the dialog.
        if (response.status === 481) dispatch(record, { type: 'gone', end: dialogGone(response) });
        if (response.status === 408) dispatch(record, { type: 'broken', end: dialogBroken() });
        resolve(ok(response));
      },
      onFailed({ treatAs, ...error }) {
        if (treatAs === 408) dispatch(record, { type: 'broken', end: dialogBroken() });
        resolve(err(error));
      },
    });
  });
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
  if (!path.ok || !record.dialog) return done();
  const request = nextWithin(record, record.dialog, 'BYE');
  // RFC 3326: why, where it is not the ordinary hanging up.
  if (end.status >= 300) request.headers.add('reason', `SIP;cause=${end.status};text=${quoted(end.reason)}`);
  sendRequest(record.agent, {
    request,
    targets: path.value.targets,
    digest: digestOf(record),
    nextCSeq: () => nextCSeq(record),
    onFinal: done,
    onFailed: done,
  });
}

export function notConnected(): RungError {
  return rungError('call-not-connected', 'There is no connected call that could be changed.');
}
