/** The dialog that a SUBSCRIBE or a REFER of ours makes (RFC 6665 4.4.1): the first NOTIFY makes it, which may come before the 2xx.
 *  Until then what the 2xx says of it stands in. */
import { tagsOf } from '../../../src-shared/sip/typed-headers.ts';
import type { AgentContext } from '../agent-context.ts';
import type { Dialog } from '../dialog/dialog.ts';
import { admit, dialogFromRequest, dialogFromResponse, refreshTarget, requestWithin } from '../dialog/dialog.ts';
import type { DigestClient } from '../digest.ts';
import { newCallId, newTag } from '../identifiers.ts';
import type { Identity } from '../identity.ts';
import { inspectRequest } from '../inspect-request.ts';
import { reply } from '../reply.ts';
import { readTarget } from '../request/dial-target.ts';
import type { Answer } from '../request/exchange.ts';
import { exchange, ownContact, unsent } from '../request/exchange.ts';
import { newRequest } from '../request/new-request.ts';
import type { ServerTransaction } from '../transactions.ts';

export interface SubscriberDialogOptions {
  identity: Identity;
  target: string;
  digest: DigestClient | undefined;
  /** A NOTIFY in its order, to be answered at once; true: with 2xx. */
  onNotify(transaction: ServerTransaction): boolean;
}

export interface SubscriberDialog {
  /** The first request goes out of any dialog, the others within the one that it made. One at a time. */
  send(method: string, headers: [string, string][]): Promise<Answer>;
  /** What still comes is answered 481. */
  close(): void;
}

export function createSubscriberDialog(agent: AgentContext, options: SubscriberDialogOptions): SubscriberDialog {
  const { identity, digest } = options;
  const callId = newCallId(agent.random);
  const localTag = newTag(agent.random);
  let cseq = 0;
  let dialog: Dialog | undefined;
  let isNotified = false;
  let isClosed = false;

  function onRequest(transaction: ServerTransaction): boolean {
    const { request } = transaction;
    if (request.method !== 'NOTIFY') return false;
    // RFC 6665 4.4.9, 5.4.9: one fork of the request is enough; the notifiers of the others are sent away.
    if (dialog && isNotified && dialog.remoteTag !== tagsOf(request).from) return false;
    const admitted = dialog && isNotified ? admit(dialog, request) : dialogFromRequest(request, localTag);
    if (admitted === 'out-of-order') {
      reply(agent, transaction, 500, { reason: 'Out of Order' });
      return true;
    }
    const objection = inspectRequest(request);
    if (objection) {
      reply(agent, transaction, objection.status, { headers: objection.headers });
      return true;
    }
    const before = { dialog, isNotified };
    dialog = refreshTarget(admitted, request);
    isNotified = true;
    // RFC 6665 4.4.1: a NOTIFY that is refused makes no dialog.
    if (!options.onNotify(transaction) && !before.isNotified) ({ dialog, isNotified } = before);
    return true;
  }

  async function send(method: string, headers: [string, string][]): Promise<Answer> {
    const built = dialog ? requestWithin(dialog, method, 0) : open(method);
    if ('error' in built) return unsent(built.error);
    const { request, nextHop } = built;
    const answer = await exchange(agent, {
      nextHop,
      identity,
      digest,
      nextCSeq: () => ++cseq,
      build(path) {
        request.headers.set('cseq', `${++cseq} ${method}`).set('user-agent', agent.agentName).set('contact', ownContact(path, identity));
        for (const [name, value] of headers) request.headers.set(name, value);
        return request;
      },
    });
    if (answer.ok && answer.value.response.status < 300) take(answer.value);
    return answer;
  }

  function take({ request, response }: { request: Parameters<typeof dialogFromResponse>[0]; response: Parameters<typeof dialogFromResponse>[1] }): void {
    if (isClosed || tagsOf(response).to === '') return;
    if (!dialog) dialog = dialogFromResponse(request, response);
    // RFC 3261 12.2.1.2: the 2xx to a target refresh may move the peer.
    else if (dialog.remoteTag === tagsOf(response).to) dialog = refreshTarget(dialog, response);
  }

  function open(method: string) {
    const target = readTarget(options.target);
    if (!target.ok) return target;
    const built = newRequest({
      method,
      requestUri: target.value.requestUri,
      toUri: target.value.toUri,
      identity,
      callId,
      fromTag: localTag,
      cseq: 0,
      agentName: agent.agentName,
    });
    return built.ok ? built.value : built;
  }

  agent.dialogs.add(callId, localTag, { onRequest, onAck() {}, onLateSuccess() {} });
  return {
    send,
    close() {
      isClosed = true;
      agent.dialogs.remove(callId, localTag);
    },
  };
}
