/** The transaction layer (RFC 3261 17, RFC 6026): runs the pure machines of `transaction/`, matches messages to them. */
import type { SipRequest, SipResponse } from '../../src-shared/sip/message.ts';
import { cseqOf } from '../../src-shared/sip/typed-headers.ts';
import { createAvoidedTargets } from './transaction/avoided-targets.ts';
import type { ClientRecord } from './transaction/client-runner.ts';
import { createClientRunner } from './transaction/client-runner.ts';
import { requestWithFailover } from './transaction/failover.ts';
import { newBranch } from './transaction/keys.ts';
import type { ServerRecord } from './transaction/server-runner.ts';
import { createServerRunner } from './transaction/server-runner.ts';
import { DEFAULT_TIMERS } from './transaction/timers.ts';
import type { TransactionKind, TransactionLayer, TransactionOptions } from './transaction/types.ts';
import type { Source, Target } from './transport/types.ts';

export { createResponse } from './transaction/messages.ts';
export type { ClientTransaction, ClientUser, ServerTransaction, TransactionLayer, TransactionOptions } from './transaction/types.ts';

export function createTransactionLayer(options: TransactionOptions): TransactionLayer {
  const { transport, clock, random } = options;
  const timers = options.timers ?? DEFAULT_TIMERS;
  const avoided = createAvoidedTargets(clock);
  const clients = createClientRunner({ transport, clock, random, timers, onStray: (response, source) => layer.onStrayFinal(response, source) });
  const servers = createServerRunner({
    transport,
    clock,
    timers,
    onRequest: (transaction) => layer.onRequest(transaction),
    onAck: (ack, source) => layer.onAck(ack, source),
  });

  function onResponse(response: SipResponse, source: Source): void {
    if (clients.response(response, source)) return;
    // RFC 3261 18.1.2: what matches nothing goes to the core. All but a 2xx to INVITE it would drop (13.2.2.4).
    const isSuccess = response.status >= 200 && response.status < 300;
    if (isSuccess && cseqOf(response)?.method === 'INVITE') layer.onStrayFinal(response, source);
  }

  async function sendAck(ack: SipRequest, targets: Target[]): Promise<void> {
    if (!ack.headers.has('via')) ack.headers.prepend('via', `SIP/2.0/UDP placeholder;branch=${newBranch(random)}`);
    for (const target of avoided.inOrder(targets)) {
      const sent = await transport.sendRequest(ack, target);
      if (sent.ok) return;
    }
  }

  const layer: TransactionLayer = {
    request: (request, targets, user) => requestWithFailover(clients.start, avoided, request, targets, user),
    inOrder: avoided.inOrder,
    sendAck: (ack, targets) => void sendAck(ack, targets),
    onRequest: () => {},
    onAck: () => {},
    onStrayFinal: () => {},
    live: () => [...clients.records.values(), ...servers.records.values()].map(describe),
    close() {
      transport.onMessage = () => {};
      transport.onTargetError = () => {};
      clients.close();
      servers.close();
    },
  };

  transport.onMessage = (message, source) =>
    message.kind === 'request' ? servers.request(message, source) : onResponse(message, source);
  transport.onTargetError = clients.targetError;
  return layer;
}

function describe(record: ClientRecord | ServerRecord): { id: string; kind: TransactionKind; state: string } {
  return { id: record.key, kind: record.machine.kind, state: record.machine.state.name };
}
