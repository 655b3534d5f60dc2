/** The dialogs of one Call-ID, replayed (RFC 3261 12): a fork may have made several of one INVITE. */
import type { TracedMessage } from '../../model.ts';
import { utf8Bytes } from '../../sip/bytes.ts';
import type { SipMessage } from '../../sip/message.ts';
import { parseDatagram } from '../../sip/parse.ts';
import { firstContactUriOf, routesOf } from '../../sip/typed-headers.ts';

/** Of the two parties: the one that began the dialog, and the other. */
export interface Party {
  tag: string;
  /** Of its last request in this dialog (12.2.1.1). */
  cseq?: number;
  /** Where requests to it are sent: its Contact, as last refreshed (12.2.1.2). */
  target?: string;
}
export interface DialogState {
  state: 'early' | 'confirmed' | 'terminated';
  caller: Party;
  callee: Party;
  /** As the caller sends it (12.1.2: Record-Route the other way round). */
  routeSet: string[];
}

const CREATING = ['INVITE', 'SUBSCRIBE', 'REFER'];
/** RFC 3261 12.2.1.2, RFC 3311 5.1, RFC 6665 4.4.1. */
const REFRESHING = ['INVITE', 'UPDATE', 'SUBSCRIBE', 'NOTIFY'];
const MAX_DIALOGS = 16;
const MAX_ROUTES = 20;

/** `messages`: of one Call-ID, in order, up to the moment in question. */
export function dialogsAt(messages: readonly TracedMessage[]): DialogState[] {
  const dialogs = new Map<string, DialogState>();
  const first = messages.find((message) => message.status === undefined && message.toTag === '' && CREATING.includes(message.method));
  for (const message of messages) if (message.retransmissionOf === undefined) take(message, first, dialogs);
  return [...dialogs.values()];
}

function take(message: TracedMessage, first: TracedMessage | undefined, dialogs: Map<string, DialogState>): void {
  const { status, fromTag, toTag, method } = message;
  const known = dialogs.get(`${fromTag} ${toTag}`);
  const reversed = dialogs.get(`${toTag} ${fromTag}`);
  if (known ?? reversed) return follow(message, known ?? reversed as DialogState, known !== undefined);
  if (first && status !== undefined && status >= 300 && method === first.method && message.cseq === first.cseq) return endEarly(dialogs);
  if (!first || toTag === '' || status === undefined || status < 101 || status >= 300 || message.cseq !== first.cseq || method !== first.method || dialogs.size >= MAX_DIALOGS) return;
  const [request, answer] = [parsed(first), parsed(message)];
  const dialog: DialogState = {
    state: status < 200 ? 'early' : 'confirmed',
    caller: { tag: fromTag, ...(first.cseq !== undefined && { cseq: first.cseq }), ...contact(request) },
    callee: { tag: toTag, ...contact(answer) },
    routeSet: answer ? routesOf(answer, 'record-route').slice(0, MAX_ROUTES).map((route) => route.uri).toReversed() : [],
  };
  dialogs.set(`${fromTag} ${toTag}`, dialog);
}

/** 12.3: a final answer other than 2xx ends all early dialogs of that request. */
function endEarly(dialogs: ReadonlyMap<string, DialogState>): void {
  for (const dialog of dialogs.values()) if (dialog.state === 'early') dialog.state = 'terminated';
}

function follow(message: TracedMessage, dialog: DialogState, isByCaller: boolean): void {
  const { status, method, cseq } = message;
  const [requester, answerer] = isByCaller ? [dialog.caller, dialog.callee] : [dialog.callee, dialog.caller];
  // ACK and CANCEL have their INVITE's number (12.2.1.1).
  if (status === undefined && cseq !== undefined && method !== 'ACK' && method !== 'CANCEL') requester.cseq = Math.max(requester.cseq ?? 0, cseq);
  // 15.1.1: over as soon as BYE is sent.
  if (method === 'BYE' && status === undefined) dialog.state = 'terminated';
  if (status !== undefined && CREATING.includes(method) && dialog.state === 'early') {
    if (status >= 300) dialog.state = 'terminated';
    else if (status >= 200) dialog.state = 'confirmed';
  }
  // 12.2.1.2: the dialog is gone there.
  if (status === 481 || (status === 408 && method !== 'SUBSCRIBE')) dialog.state = 'terminated';
  if (!REFRESHING.includes(method) || (status !== undefined && (status < 200 ? dialog.state !== 'early' : status >= 300))) return;
  Object.assign(status === undefined ? requester : answerer, contact(parsed(message)));
}

function contact(message: SipMessage | undefined): { target?: string } {
  const uri = message && firstContactUriOf(message);
  return uri === undefined ? {} : { target: uri };
}

function parsed(message: TracedMessage): SipMessage | undefined {
  const result = parseDatagram(utf8Bytes(message.raw));
  return result.ok ? result.value : undefined;
}
