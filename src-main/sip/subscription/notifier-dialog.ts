/** The dialog that a SUBSCRIBE or a REFER of a peer makes (RFC 6665 4.4.1, RFC 3261 12.1.1): our NOTIFYs go through it. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { SipResponse } from '../../../src-shared/sip/message.ts';
import { callIdOf, tagsOf } from '../../../src-shared/sip/typed-headers.ts';
import type { AgentContext } from '../agent-context.ts';
import { admit, advance, dialogFromRequest, refreshTarget, requestWithin } from '../dialog/dialog.ts';
import type { DigestClient } from '../digest.ts';
import { digestFor } from '../digest.ts';
import { newTag } from '../identifiers.ts';
import type { Identity } from '../identity.ts';
import { inspectRequest } from '../inspect-request.ts';
import { buildReply, reply } from '../reply.ts';
import { exchange, ownContact } from '../request/exchange.ts';
import { calledUser, ownWay } from '../session/own-way.ts';
import type { ServerTransaction } from '../transactions.ts';
import type { NotifierLine } from './watcher.ts';
import { setBody } from '../capabilities.ts';

export interface NotifierDialog extends NotifierLine {
  /** 2xx to the request that makes the dialog or refreshes its target; resolves when it has gone. False: there was no way. */
  accept(transaction: ServerTransaction, status: number, headers: [string, string][]): Promise<boolean>;
}

interface NotifierDialogOptions {
  opening: ServerTransaction;
  /** Whose credentials answer a challenge, and whose Contact is told. Asked each time: the owner may set it late. */
  identity(): Identity | undefined;
  /** SUBSCRIBE within the dialog, in its order, to be answered. */
  onSubscribe(transaction: ServerTransaction): void;
}

export function createNotifierDialog(agent: AgentContext, options: NotifierDialogOptions): NotifierDialog {
  const { request: opening } = options.opening;
  const localTag = newTag(agent.random);
  const callId = callIdOf(opening);
  const contactUser = calledUser(opening);
  let dialog = dialogFromRequest(opening, localTag);
  let digest: DigestClient | undefined;

  function identity(): Pick<Identity, 'transport' | 'contactUser' | 'contactUri'> {
    return { contactUser, ...options.identity() };
  }

  function digestOf(): DigestClient | undefined {
    digest ??= digestFor(options.identity(), agent.random);
    return digest;
  }

  function onRequest(transaction: ServerTransaction): boolean {
    const { request } = transaction;
    if (request.method !== 'SUBSCRIBE' || tagsOf(request).from !== dialog.remoteTag) return false;
    const admitted = admit(dialog, request);
    if (admitted === 'out-of-order') {
      reply(agent, transaction, 500, { reason: 'Out of Order' });
      return true;
    }
    dialog = refreshTarget(admitted, request);
    const objection = inspectRequest(request);
    if (objection) reply(agent, transaction, objection.status, { headers: objection.headers });
    else options.onSubscribe(transaction);
    return true;
  }

  function nextCSeq(): number {
    dialog = advance(dialog);
    return dialog.localCSeq;
  }

  agent.dialogs.add(callId, localTag, { onRequest, onAck() {}, onLateSuccess() {} });
  return {
    async accept(transaction, status, headers) {
      const way = await ownWay(agent, transaction.source, transaction.request);
      if (!way.ok) {
        reply(agent, transaction, 500, { toTag: localTag });
        return false;
      }
      const routes: [string, string][] = transaction.request.headers.lines('record-route').map((line) => ['record-route', line]);
      const response = buildReply(agent, transaction.request, status, { toTag: localTag, headers: [...routes, ['contact', ownContact(way.value, identity())], ...headers] });
      transaction.respond(response);
      return true;
    },
    async request(method, { headers = [], body }): Promise<Result<SipResponse, RungError>> {
      const answer = await exchange(agent, {
        nextHop: requestWithin(dialog, method).nextHop,
        identity: identity(),
        digest: digestOf(),
        nextCSeq,
        build(path) {
          const { request } = requestWithin(dialog, method, nextCSeq());
          request.headers.add('user-agent', agent.agentName).add('contact', ownContact(path, identity()));
          for (const [name, value] of headers) request.headers.add(name, value);
          if (body) setBody(request, body);
          return request;
        },
      });
      return answer.ok ? ok(answer.value.response) : err(answer.error);
    },
    close: () => agent.dialogs.remove(callId, localTag),
  };
}
