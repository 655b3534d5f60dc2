/** Messages that the transaction layer itself makes: responses after 8.2.6.2, ACK for non-2xx, CANCEL. */
import { Headers } from '../../../src-shared/sip/headers.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { reasonPhrase } from '../../../src-shared/sip/status-codes.ts';
import { cseqOf, tagsOf } from '../../../src-shared/sip/typed-headers.ts';

const NO_BODY = new Uint8Array(0);

/** RFC 3261 8.2.6.2: Via, From, To (with `toTag` where it has no tag yet), Call-ID, CSeq, and Timestamp for 100, copied from
 *  the request. Record-Route (12.1.1) is the core's business. */
export function createResponse(request: SipRequest, status: number, options: { reason?: string; toTag?: string } = {}): SipResponse {
  const headers = new Headers();
  const from = request.headers;
  for (let i = 0; i < from.names.length; i++) {
    const name = from.names[i] ?? '';
    const value = from.values[i] ?? '';
    if (name === 'to') headers.add(name, options.toTag ? withTag(request, value, options.toTag) : value);
    else if (isCopied(name) || (name === 'timestamp' && status === 100)) headers.add(name, value);
  }
  return { kind: 'response', status, reason: options.reason ?? reasonPhrase(status), headers, body: NO_BODY, notes: [] };
}

function isCopied(name: string): boolean {
  return name === 'via' || name === 'from' || name === 'call-id' || name === 'cseq';
}

function withTag(request: SipRequest, to: string, tag: string): string {
  return tagsOf(request).to === '' ? `${to};tag=${tag}` : to;
}

/** RFC 3261 17.1.1.3: ACK for a non-2xx final response, on the INVITE's own branch. */
export function createAck(invite: SipRequest, response: SipResponse): SipRequest {
  const ack = sibling(invite, 'ACK');
  const to = response.headers.first('to');
  if (to !== undefined) ack.headers.set('to', to);
  return ack;
}

/** RFC 3261 9.1: same Request-URI, Call-ID, To, From, CSeq number, Route and the one top Via. */
export function createCancel(invite: SipRequest, extra: readonly [string, string][]): SipRequest {
  const cancel = sibling(invite, 'CANCEL');
  for (const [name, value] of extra) cancel.headers.add(name.toLowerCase(), value);
  return cancel;
}

function sibling(invite: SipRequest, method: string): SipRequest {
  const headers = new Headers();
  const from = invite.headers;
  headers.add('via', from.first('via') ?? '');
  for (let i = 0; i < from.names.length; i++) {
    const name = from.names[i] ?? '';
    if (name === 'route' || name === 'from' || name === 'to' || name === 'call-id') headers.add(name, from.values[i] ?? '');
  }
  headers.add('cseq', `${cseqOf(invite)?.number ?? 0} ${method}`);
  headers.add('max-forwards', '70');
  return { kind: 'request', method, uri: invite.uri, headers, body: NO_BODY, notes: [] };
}
