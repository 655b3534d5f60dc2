/** The state of everything at one message: the transaction on both sides with its timers, dialogs, call, offer and answer. Computed from
 *  traced messages alone, so for captures and the past too: what a side did without sending anything cannot be known. Never throws. */
import type { TracedMessage } from '../../model.ts';
import { isSip } from '../../traced-packet.ts';
import type { CallAt } from './call-state.ts';
import { callAt } from './call-state.ts';
import type { DialogState } from './dialogs.ts';
import { dialogsAt } from './dialogs.ts';
import { inviteClientAt } from './invite-client.ts';
import { inviteServerAt } from './invite-server.ts';
import type { MachineState, TransactionEvent } from './machine.ts';
import type { OfferAnswerAt } from './offer-answer.ts';
import { offerAnswerAt } from './offer-answer.ts';
import { otherClientAt } from './other-client.ts';
import { otherServerAt } from './other-server.ts';

export interface TransactionAt {
  method: string;
  /** TCP and TLS: nothing is sent again, and nothing has to be absorbed. */
  isReliable: boolean;
  /** `address:port`. */
  client: { endpoint: string } & MachineState;
  server: { endpoint: string } & MachineState;
}
export interface StateAt {
  /** Absent where its request was not traced. */
  transaction?: TransactionAt;
  dialogs: DialogState[];
  call?: CallAt;
  offerAnswer: OfferAnswerAt;
}

/** Of one Call-ID; no call has more, but a hostile trace may. */
const MAX_MESSAGES = 5_000;

/** `messages`: in order of `seq`. */
export function stateAt(messages: readonly TracedMessage[], cursor: TracedMessage): StateAt {
  const ofCall = messages.filter((message) => isSip(message) && message.callId === cursor.callId && message.seq <= cursor.seq).slice(-MAX_MESSAGES);
  const transaction = transactionAt(ofCall, cursor);
  const call = callAt(ofCall);
  return { ...(transaction && { transaction }), dialogs: dialogsAt(ofCall), ...(call && { call }), offerAnswer: offerAnswerAt(ofCall) };
}

function transactionAt(ofCall: readonly TracedMessage[], cursor: TracedMessage): TransactionAt | undefined {
  const request = requestOf(ofCall, cursor);
  if (!request || cursor.cseq === undefined) return undefined;
  const events = ofCall.flatMap((message) => eventOf(message, request));
  const isReliable = request.transport !== 'udp';
  const isInvite = request.method === 'INVITE';
  const [client, server] = request.direction === 'out' ? [request.local, request.remote] : [request.remote, request.local];
  return {
    method: request.method, isReliable,
    client: { endpoint: client, ...(isInvite ? inviteClientAt(events, cursor.atMs, isReliable, hasReceived(ofCall, request, client)) : otherClientAt(events, cursor.atMs, isReliable)) },
    server: { endpoint: server, ...(isInvite ? inviteServerAt : otherServerAt)(events, cursor.atMs, isReliable) },
  };
}

/** The request of the cursor's transaction. The ACK to a 2xx is none of its own (RFC 3261 13.2.2.4): its INVITE's is shown, on its own hop
 *  where that was traced. */
function requestOf(ofCall: readonly TracedMessage[], { method, branch, cseq, fromTag, local, remote }: TracedMessage): TracedMessage | undefined {
  const wanted = method === 'ACK' ? 'INVITE' : method;
  const requests = ofCall.filter((message) => message.status === undefined && message.method === wanted && message.cseq === cseq && message.fromTag === fromTag);
  return requests.find((message) => message.branch === branch)
    ?? (method === 'ACK' ? requests.find((message) => [local, remote].sort().join() === [message.local, message.remote].sort().join()) ?? requests[0] : undefined);
}

function eventOf(message: TracedMessage, request: TracedMessage): TransactionEvent[] {
  if (message.method === 'PRACK' && message.status === undefined && request.method === 'INVITE' && message.fromTag === request.fromTag) return message.seq > request.seq ? [{ kind: 'prack', atMs: message.atMs, status: 0, isRepeated: false }] : [];
  if (message.cseq !== request.cseq || message.fromTag !== request.fromTag) return [];
  const base = { atMs: message.atMs, status: message.status ?? 0, isRepeated: message.retransmissionOf !== undefined };
  if (message.method === 'ACK' && request.method === 'INVITE') return message.seq > request.seq ? [{ ...base, kind: 'ack' }] : [];
  if (message.method !== request.method || message.branch !== request.branch) return [];
  const { status = 0 } = message;
  const wantsPrack = status > 100 && status < 200 && /^rseq[ \t]*:/im.test(message.raw);
  return [{ ...base, kind: message.status === undefined ? 'request' : 'response', ...(wantsPrack && { wantsPrack }) }];
}

/** Who was sent this INVITE before sending it on is a proxy (RFC 3261 16.6), as far as it does both from one port. */
function hasReceived(ofCall: readonly TracedMessage[], request: TracedMessage, endpoint: string): boolean {
  return ofCall.some(({ seq, method, status, cseq, fromTag, branch, direction, local, remote }) => seq < request.seq && method === request.method && status === undefined
    && cseq === request.cseq && fromTag === request.fromTag && branch !== request.branch && (direction === 'out' ? remote : local) === endpoint);
}
