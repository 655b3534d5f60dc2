/** Runs client transactions, one a branch: carries out what the machines ask for, with the transport and the clock. */
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { TransportName } from '../../../src-shared/model.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import type { Clock, Endpoint, Random } from '../../ports.ts';
import type { Source, Target, Transport } from '../transport/types.ts';
import type { ClientEffect, ClientEvent } from './client-machine.ts';
import type { NonInviteClientState } from './client.ts';
import { initialClient, stepClient } from './client.ts';
import type { InviteClientState } from './invite-client.ts';
import { initialInviteClient, stepInviteClient } from './invite-client.ts';
import { clientKey, clientKeyOfResponse, newBranch } from './keys.ts';
import { createAck, createCancel } from './messages.ts';
import type { TimerSet } from './timer-set.ts';
import { createTimerSet, startNamed, stopAll, stopNamed } from './timer-set.ts';
import type { TimerSettings } from './timers.ts';
import type { ClientTransaction, ClientUser } from './types.ts';

export interface ClientRunner {
  /** Sends the request to this one target. Without `branch` a fresh one is made. */
  start(request: SipRequest, target: Target, user: ClientUser, branch?: string): ClientTransaction;
  /** False when no transaction claims it. */
  response(response: SipResponse, source: Source): boolean;
  targetError(target: Endpoint, transport: TransportName, error: RungError): void;
  readonly records: ReadonlyMap<string, ClientRecord>;
  close(): void;
}

interface ClientRunnerOptions {
  transport: Transport;
  clock: Clock;
  random: Random;
  timers: TimerSettings;
  onStray: (response: SipResponse, source: Source) => void;
}

type Machine =
  | { kind: 'invite-client'; state: InviteClientState }
  | { kind: 'client'; state: NonInviteClientState };

export interface ClientRecord {
  readonly key: string;
  readonly branch: string;
  readonly request: SipRequest;
  readonly user: ClientUser;
  readonly target: Target;
  readonly timers: TimerSet;
  machine: Machine;
  /** By which the request really went: ACK and CANCEL follow it (RFC 3261 17.1.1.3, 9.1). */
  used: TransportName;
  /** Where the last response came from. */
  source?: Source;
  /** CANCEL is wanted as soon as a provisional response allows it, with these headers. */
  cancelHeaders?: readonly [string, string][];
  isCancelSent?: boolean;
}

/** A CANCEL's own outcome does not matter: the INVITE's final response or its timer does. */
const CANCEL_USER: ClientUser = { onProvisional: () => {}, onFinal: () => {}, onFailed: () => {} };

export function createClientRunner(options: ClientRunnerOptions): ClientRunner {
  const { transport, clock, timers } = options;
  const records = new Map<string, ClientRecord>();

  function start(request: SipRequest, target: Target, user: ClientUser, branch = newBranch(options.random)): ClientTransaction {
    const record = open(request, target, user, branch);
    return {
      branch,
      target,
      request: record.request,
      cancel: (headers = []) => cancel(record, headers),
    };
  }

  /** The transaction sends its own copy: what the user does to the request afterwards cannot change a retransmission. */
  function open(request: SipRequest, target: Target, user: ClientUser, branch: string): ClientRecord {
    const own = { ...request, headers: request.headers.clone() };
    if (request.method !== 'CANCEL') own.headers.prepend('via', `SIP/2.0/UDP placeholder;branch=${branch}`);
    const key = clientKey(branch, request.method);
    const machine: Machine =
      request.method === 'INVITE'
        ? { kind: 'invite-client', state: initialInviteClient(timers) }
        : { kind: 'client', state: initialClient(timers) };
    const record: ClientRecord = { key, branch, request: own, user, target, timers: createTimerSet(), machine, used: target.transport };
    records.set(key, record);
    dispatch(record, { type: 'start' });
    return record;
  }

  function dispatch(record: ClientRecord, event: ClientEvent): void {
    if (isOver(record)) return;
    const effects = advance(record.machine, event);
    if (isOver(record)) {
      stopAll(record.timers);
      records.delete(record.key);
    }
    for (const effect of effects) carryOut(record, effect);
  }

  function carryOut(record: ClientRecord, effect: ClientEffect): void {
    switch (effect.do) {
      case 'send':
        return void send(record);
      case 'ack':
        return void transport.sendRequest(createAck(record.request, effect.response), usedTarget(record));
      case 'tell':
        return tell(record, effect.response);
      case 'stray':
        return record.source && options.onStray(effect.response, record.source);
      case 'fail':
        return record.user.onFailed(failure(record, effect.cause));
      case 'start-timer':
        return startNamed(record.timers, clock, effect.timer, effect.ms, () => dispatch(record, { type: 'timer', timer: effect.timer }));
      case 'stop-timer':
        return stopNamed(record.timers, effect.timer);
    }
  }

  async function send(record: ClientRecord): Promise<void> {
    const sent = await transport.sendRequest(record.request, record.target);
    if (!sent.ok) return dispatch(record, { type: 'transport-error', error: sent.error });
    record.used = sent.value;
    dispatch(record, { type: 'sent', reliable: sent.value !== 'udp' });
  }

  function tell(record: ClientRecord, response: SipResponse): void {
    if (response.status >= 200) {
      record.user.onFinal(response);
      return;
    }
    if (record.cancelHeaders) sendCancel(record, record.cancelHeaders);
    record.user.onProvisional(response);
  }

  /** RFC 3261 9.1: before a provisional response a CANCEL could overtake its INVITE, after a final one it has no effect. */
  function cancel(record: ClientRecord, headers: [string, string][]): void {
    if (record.machine.state.name === 'calling') record.cancelHeaders = headers;
    if (record.machine.kind === 'invite-client' && record.machine.state.name === 'proceeding') sendCancel(record, headers);
  }

  function sendCancel(record: ClientRecord, headers: readonly [string, string][]): void {
    if (record.isCancelSent) return;
    record.isCancelSent = true;
    open(createCancel(record.request, headers), usedTarget(record), CANCEL_USER, record.branch);
    dispatch(record, { type: 'cancelled' });
  }

  return {
    start,
    records,
    response(response, source) {
      const record = records.get(clientKeyOfResponse(response) ?? '');
      if (!record) return false;
      record.source = source;
      dispatch(record, { type: 'response', response });
      return true;
    },
    targetError(target, name, error) {
      for (const record of records.values()) {
        const isHit = record.target.address === target.address && record.target.port === target.port && record.used === name;
        if (isHit) dispatch(record, { type: 'transport-error', error });
      }
    },
    close() {
      for (const record of records.values()) stopAll(record.timers);
      records.clear();
    },
  };
}

function isOver(record: ClientRecord): boolean {
  return record.machine.state.name === 'terminated';
}

function advance(machine: Machine, event: ClientEvent): readonly ClientEffect[] {
  const step = machine.kind === 'invite-client' ? stepInviteClient(machine.state, event) : stepClient(machine.state, event);
  machine.state = step.state;
  return step.effects;
}

function usedTarget(record: ClientRecord): Target {
  return record.used === record.target.transport ? record.target : { ...record.target, transport: record.used };
}

/** RFC 3261 8.1.3.1: a timeout counts as 408, a transport error as 503. */
function failure(record: ClientRecord, cause: 'timeout' | RungError): RungError & { treatAs: 408 | 503 } {
  if (cause !== 'timeout') return { ...cause, treatAs: 503 };
  const { address, port } = record.target;
  const place = `${address}:${port}`;
  const message = `${place} did not answer ${record.request.method} in time. Check the address, and whether a firewall is in between.`;
  return { ...rungError('timeout', message, { target: place, method: record.request.method }), treatAs: 408 };
}
