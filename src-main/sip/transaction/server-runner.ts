/** Runs server transactions: finds the one that a request belongs to, or starts it. */
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { tagsOf } from '../../../src-shared/sip/typed-headers.ts';
import type { Clock } from '../../ports.ts';
import type { Source, Transport } from '../transport/types.ts';
import type { InviteServerState } from './invite-server.ts';
import { initialInviteServer, stepInviteServer } from './invite-server.ts';
import { hasCookie, mergeKey, serverKey } from './keys.ts';
import { createResponse } from './messages.ts';
import type { ServerEffect, ServerEvent } from './server-machine.ts';
import type { NonInviteServerState } from './server.ts';
import { initialServer, stepServer } from './server.ts';
import { statelessTag } from './stateless-tag.ts';
import type { TimerSet } from './timer-set.ts';
import { createTimerSet, startNamed, stopAll, stopNamed } from './timer-set.ts';
import type { TimerSettings } from './timers.ts';
import type { ServerTransaction } from './types.ts';

interface ServerRunner {
  request(request: SipRequest, source: Source): void;
  readonly records: ReadonlyMap<string, ServerRecord>;
  close(): void;
}

interface ServerRunnerOptions {
  transport: Transport;
  clock: Clock;
  timers: TimerSettings;
  onRequest: (transaction: ServerTransaction) => void;
  onAck: (ack: SipRequest, source: Source) => void;
}

type Machine =
  | { kind: 'invite-server'; state: InviteServerState }
  | { kind: 'server'; state: NonInviteServerState };

export interface ServerRecord {
  readonly key: string;
  readonly mergeKey: string | undefined;
  readonly timers: TimerSet;
  readonly source: Source;
  /** Let go of after a final response that cannot fail: the request in it is most of what a finished transaction weighs. */
  transaction: ServerTransaction | undefined;
  machine: Machine;
  /** To tag of our responses, '' until one has it. */
  toTag: string;
  isCancelled: boolean;
}

export function createServerRunner(options: ServerRunnerOptions): ServerRunner {
  const { transport, clock, timers } = options;
  const records = new Map<string, ServerRecord>();
  const merged = new Map<string, ServerRecord>();

  function request(request: SipRequest, source: Source): void {
    const key = serverKey(request);
    if (key === undefined) return;
    const record = records.get(key);
    if (request.method === 'ACK') return acknowledge(request, source, record);
    if (request.method === 'CANCEL') return cancel(request, source, record);
    if (record) return dispatch(record, { type: 'retransmission' });
    const forkKey = mergeKey(request);
    // RFC 3261 8.2.2.2: the same request has come along another path.
    if (forkKey !== undefined && merged.has(forkKey)) return answerStatelessly(request, source, 482);
    open(request, source, key, forkKey);
  }

  function open(request: SipRequest, source: Source, key: string, forkKey: string | undefined): void {
    const reliable = source.transport !== 'udp';
    const machine: Machine =
      request.method === 'INVITE'
        ? { kind: 'invite-server', state: initialInviteServer(timers, reliable) }
        : { kind: 'server', state: initialServer(timers, reliable) };
    const transaction: ServerTransaction = {
      request,
      source,
      respond: (response) => respond(record, response),
      onCancel: () => {},
      onFailed: () => {},
    };
    const record: ServerRecord = { key, mergeKey: forkKey, timers: createTimerSet(), source, transaction, machine, toTag: '', isCancelled: false };
    records.set(key, record);
    if (forkKey !== undefined) merged.set(forkKey, record);
    options.onRequest(transaction);
    dispatch(record, { type: 'delivered' });
  }

  function respond(record: ServerRecord, response: SipResponse): void {
    record.toTag ||= tagsOf(response).to;
    dispatch(record, { type: 'respond', response });
  }

  function dispatch(record: ServerRecord, event: ServerEvent): void {
    if (isOver(record)) return;
    const effects = advance(record.machine, event);
    if (isOver(record)) remove(record);
    else if (isSettled(record)) record.transaction = undefined;
    for (const effect of effects) carryOut(record, effect);
  }

  function remove(record: ServerRecord): void {
    stopAll(record.timers);
    records.delete(record.key);
    if (record.mergeKey !== undefined) merged.delete(record.mergeKey);
  }

  function carryOut(record: ServerRecord, effect: ServerEffect): void {
    switch (effect.do) {
      case 'send':
        return void send(record, effect.response);
      case 'send-trying':
        return record.transaction?.respond(createResponse(record.transaction.request, 100));
      case 'tell-ack':
        return options.onAck(effect.ack, record.source);
      case 'fail':
        return record.transaction?.onFailed(failure(record, effect.cause));
      case 'start-timer':
        return startNamed(record.timers, clock, effect.timer, effect.ms, () => dispatch(record, { type: 'timer', timer: effect.timer }));
      case 'stop-timer':
        return stopNamed(record.timers, effect.timer);
    }
  }

  async function send(record: ServerRecord, response: SipResponse): Promise<void> {
    const sent = await transport.sendResponse(response, record.source);
    if (!sent.ok) dispatch(record, { type: 'transport-error', error: sent.error });
  }

  function acknowledge(ack: SipRequest, source: Source, record: ServerRecord | undefined): void {
    // RFC 3261 13.3.1.4: the ACK of a 2xx has its own branch and belongs to the core.
    if (!record || !isAckOf(ack, record)) return options.onAck(ack, source);
    dispatch(record, { type: 'ack', ack });
  }

  /** RFC 3261 9.2. A CANCEL has no state of its own: each copy is answered alike. */
  function cancel(cancel: SipRequest, source: Source, record: ServerRecord | undefined): void {
    if (!record) return answerStatelessly(cancel, source, 481);
    answerStatelessly(cancel, source, 200, record.toTag);
    if (record.isCancelled || record.machine.state.name !== 'proceeding') return;
    record.isCancelled = true;
    record.transaction?.onCancel(cancel);
  }

  function answerStatelessly(request: SipRequest, source: Source, status: number, toTag = ''): void {
    void transport.sendResponse(createResponse(request, status, { toTag: toTag || statelessTag(request) }), source);
  }

  return {
    request,
    records,
    close() {
      for (const record of records.values()) stopAll(record.timers);
      records.clear();
      merged.clear();
    },
  };
}

function isOver(record: ServerRecord): boolean {
  return record.machine.state.name === 'terminated';
}

/** Nothing more is to be told: the final response has gone, by UDP, where sending does not fail, and no ACK is missing. */
function isSettled({ machine, source }: ServerRecord): boolean {
  if (source.transport !== 'udp') return false;
  return machine.kind === 'server' ? machine.state.name === 'completed' : machine.state.name === 'accepted' || machine.state.name === 'confirmed';
}

function advance(machine: Machine, event: ServerEvent): readonly ServerEffect[] {
  const step = machine.kind === 'invite-server' ? stepInviteServer(machine.state, event) : stepServer(machine.state, event);
  machine.state = step.state;
  return step.effects;
}

/** RFC 3261 17.2.3: without the branch cookie the ACK's To tag must be that of our response. */
function isAckOf(ack: SipRequest, record: ServerRecord): boolean {
  return hasCookie(ack) || tagsOf(ack).to === record.toTag;
}

function failure(record: ServerRecord, cause: 'timeout' | RungError): RungError {
  if (cause !== 'timeout') return cause;
  const { address, port } = record.source.remote;
  const peer = `${address}:${port}`;
  return rungError('no-ack', `${peer} never acknowledged our answer: no ACK came.`, { peer });
}
