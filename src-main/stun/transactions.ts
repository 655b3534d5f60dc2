/** The STUN requests that are on their way from a set of sockets: sends them by `binding.ts`, matches what comes back. */
import { hex } from '../sip/hex.ts';
import type { Clock, Endpoint, Random, Timer } from '../ports.ts';
import type { BindingSchedule, BindingState, BindingStep } from './binding.ts';
import { startBinding, step } from './binding.ts';
import type { StunFields, StunMessage } from './message.ts';
import { encodeStun, hasIntegrity, TRANSACTION_ID_LENGTH } from './message.ts';

/** From one of our sockets to a server or a peer. */
export interface Route {
  local: Endpoint;
  remote: Endpoint;
}

/** A datagram that came, and what it says. */
export interface StunArrival {
  bytes: Uint8Array;
  message: StunMessage;
  local: Endpoint;
  from: Endpoint;
}

export interface StunRequest {
  fields: Omit<StunFields, 'class' | 'transactionId'>;
  /** Short-term password: the request is sealed with it, and a response without that seal does not count (RFC 8489 9.1.4). */
  key?: string;
  route: Route;
  schedule: BindingSchedule;
  /** Once: a success or error response, or undefined when none came. Not after `close`. */
  onEnd(response: StunArrival | undefined): void;
}

export interface StunTransactions {
  /** Gives what ends it early, without `onEnd`. */
  request(request: StunRequest): () => void;
  /** False: no response to anything of ours. */
  receive(arrival: StunArrival): boolean;
  close(): void;
}

interface Pending {
  request: StunRequest;
  bytes: Uint8Array;
  state: BindingState;
  timer: Timer | undefined;
}

export interface StunTransactionsOptions {
  clock: Clock;
  random: Random;
  send: (bytes: Uint8Array, route: Route) => void;
}

export function createStunTransactions({ clock, random, send }: StunTransactionsOptions): StunTransactions {
  const pending = new Map<string, Pending>();

  function carryOut(id: string, entry: Pending, next: BindingStep): void {
    entry.state = next.state;
    for (const effect of next.effects) {
      if (effect.kind === 'send') send(entry.bytes, entry.request.route);
      if (effect.kind === 'timer') entry.timer = clock.setTimer(effect.delayMs, () => carryOut(id, entry, step(entry.state, { kind: 'timer' })));
      if (effect.kind === 'timeout') end(id, entry, undefined);
    }
  }

  function end(id: string, entry: Pending, response: StunArrival | undefined): void {
    forget(id, entry);
    entry.request.onEnd(response);
  }

  function forget(id: string, entry: Pending): void {
    entry.timer?.cancel();
    pending.delete(id);
  }

  return {
    request(request) {
      const transactionId = random.bytes(TRANSACTION_ID_LENGTH);
      const id = hex(transactionId);
      const { key, fields, schedule } = request;
      const bytes = encodeStun({ ...fields, class: 'request', transactionId }, key === undefined ? {} : { key });
      const first = startBinding(schedule);
      const entry: Pending = { request, bytes, state: first.state, timer: undefined };
      pending.set(id, entry);
      carryOut(id, entry, first);
      return () => forget(id, entry);
    },
    receive(arrival) {
      const { message, bytes } = arrival;
      const id = hex(message.transactionId);
      const entry = pending.get(id);
      if (!entry || (message.class !== 'success' && message.class !== 'error')) return false;
      const { key } = entry.request;
      // RFC 8489 9.1.4: as if it had never come; the true one still may.
      if (key !== undefined && !hasIntegrity(bytes, message, key)) return true;
      // RFC 8489 6.3.4: one with something that must be understood and is not makes the transaction fail.
      carryOut(id, entry, step(entry.state, { kind: 'response' }));
      end(id, entry, message.notUnderstood.length > 0 ? undefined : arrival);
      return true;
    },
    close() {
      for (const [id, entry] of pending) forget(id, entry);
    },
  };
}
