/** Dialogs (RFC 3261 12): values, never changed in place. Each function gives the next one. */
import { Headers } from '../../../src-shared/sip/headers.ts';
import type { SipMessage, SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import type { NameAddr } from '../../../src-shared/sip/typed-headers.ts';
import { ANONYMOUS, callIdOf, contactsOf, cseqOf, formatNameAddr, fromOf, tagsOf, toOf } from '../../../src-shared/sip/typed-headers.ts';
import { routeSetOfRequest, routeSetOfResponse, routeTo } from './route-set.ts';

export interface Dialog {
  readonly callId: string;
  readonly localTag: string;
  /** '' for an RFC 2543 peer that sends no tag (RFC 3261 12.1.1, 12.1.2). */
  readonly remoteTag: string;
  readonly local: NameAddr;
  readonly remote: NameAddr;
  readonly localCSeq: number;
  readonly remoteCSeq: number | undefined;
  readonly remoteTarget: string;
  readonly routeSet: readonly string[];
}

/** A request on its way to the transaction layer. */
export interface RoutedRequest {
  request: SipRequest;
  nextHop: string;
}

/** Methods whose Contact moves the remote target (RFC 3261 12.2.1.2, RFC 3311 5.1, RFC 6665 8.2 and 4.4.1). */
const TARGET_REFRESH = new Set(['INVITE', 'UPDATE', 'SUBSCRIBE', 'NOTIFY']);

/** UAC side (RFC 3261 12.1.2), from the INVITE as sent and a response with a To tag. */
export function dialogFromResponse(sent: SipRequest, response: SipResponse): Dialog {
  const remote = toOf(response) ?? { displayName: '', uri: sent.uri, parameters: new Map() };
  return {
    callId: callIdOf(sent),
    localTag: tagsOf(sent).from,
    remoteTag: tagsOf(response).to,
    local: withoutTag(fromOf(sent)),
    remote: withoutTag(remote),
    localCSeq: cseqOf(sent)?.number ?? 1,
    remoteCSeq: undefined,
    remoteTarget: contactUri(response) ?? sent.uri,
    routeSet: routeSetOfResponse(response),
  };
}

/** UAS side (RFC 3261 12.1.1). A peer without Contact (RFC 2543) is reached at its From. */
export function dialogFromRequest(request: SipRequest, localTag: string): Dialog {
  const remote = withoutTag(fromOf(request));
  return {
    callId: callIdOf(request),
    localTag,
    remoteTag: tagsOf(request).from,
    local: withoutTag(toOf(request)),
    remote,
    localCSeq: 0,
    remoteCSeq: cseqOf(request)?.number,
    remoteTarget: contactUri(request) ?? remote.uri,
    routeSet: routeSetOfRequest(request),
  };
}

/** Takes the next local sequence number (RFC 3261 12.2.1.1). */
export function advance(dialog: Dialog): Dialog {
  return { ...dialog, localCSeq: dialog.localCSeq + 1 };
}

/** A request inside the dialog with the dialog's current CSeq (or the given one: ACK has its INVITE's). */
export function requestWithin(dialog: Dialog, method: string, cseq = dialog.localCSeq): RoutedRequest {
  const { requestUri, routes, nextHop } = routeTo(dialog.remoteTarget, dialog.routeSet);
  const headers = new Headers();
  for (const route of routes) headers.add('route', `<${route}>`);
  headers
    .add('max-forwards', '70')
    .add('from', formatNameAddr(withTag(dialog.local, dialog.localTag)))
    .add('to', formatNameAddr(withTag(dialog.remote, dialog.remoteTag)))
    .add('call-id', dialog.callId)
    .add('cseq', `${cseq} ${method}`);
  return { request: { kind: 'request', method, uri: requestUri, headers, body: new Uint8Array(), notes: [] }, nextHop };
}

/** Takes a request of the peer in, in order. `out-of-order` is answered 500 (RFC 3261 12.2.2). */
export function admit(dialog: Dialog, request: SipRequest): Dialog | 'out-of-order' {
  const number = cseqOf(request)?.number ?? 0;
  // Numbers may have gaps: a request that was challenged by a proxy on the way used one up.
  if (dialog.remoteCSeq !== undefined && number < dialog.remoteCSeq) return 'out-of-order';
  return { ...dialog, remoteCSeq: number };
}

/** The peer's Contact in a target refresh request, or in the 2xx to ours, becomes the remote target. */
export function refreshTarget(dialog: Dialog, message: SipMessage): Dialog {
  const method = message.kind === 'request' ? message.method : cseqOf(message)?.method;
  const contact = contactUri(message);
  return contact && method && TARGET_REFRESH.has(method) ? { ...dialog, remoteTarget: contact } : dialog;
}

function contactUri(message: SipMessage): string | undefined {
  const contacts = contactsOf(message);
  return contacts === '*' ? undefined : contacts[0]?.uri;
}

function withoutTag(value: NameAddr | undefined): NameAddr {
  if (!value) return ANONYMOUS;
  if (value.parameters.size === 0) return value;
  const parameters = new Map(value.parameters);
  parameters.delete('tag');
  return { ...value, parameters };
}

function withTag(value: NameAddr, tag: string): NameAddr {
  return tag === '' ? value : { ...value, parameters: new Map([...value.parameters, ['tag', tag]]) };
}
