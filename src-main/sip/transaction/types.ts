/** The transaction layer as the core sees it. `transactions.ts` implements it. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import type { Clock, Random } from '../../ports.ts';
import type { Source, Target, Transport } from '../transport/types.ts';
import type { TimerSettings } from './timers.ts';

export type TransactionKind = 'invite-client' | 'invite-server' | 'client' | 'server';

/** What the core (transaction user) hears of its client transaction. After `final` of a non-2xx, or `failed`, nothing more comes.
 *  A 2xx to INVITE may come again and from several forks: each is delivered, and the user acknowledges each. */
export interface ClientUser {
  onProvisional(response: SipResponse): void;
  onFinal(response: SipResponse): void;
  /** Timer B/F (`timeout`, to be treated as 408) or a transport error (as 503), RFC 3261 8.1.3.1. */
  onFailed(error: RungError & { treatAs: 408 | 503 }): void;
}

export interface ClientTransaction {
  /** Of the attempt that is under way: each further target is tried with a fresh one. */
  readonly branch: string;
  /** Where that one went. */
  readonly target: Target | undefined;
  /** As it is sent, with its Via: a copy of what `request()` was given. */
  readonly request: SipRequest;
  /** INVITE only: sends CANCEL once a provisional response has come (RFC 3261 9.1); nothing after a final one. */
  cancel(headers?: [string, string][]): void;
}

export interface ServerTransaction {
  readonly request: SipRequest;
  readonly source: Source;
  /** Provisional or final; Via, From, To, Call-ID, CSeq must be in it (`createResponse` puts them there).
   *  Final responses to INVITE are retransmitted by the machine (non-2xx) or by the core (2xx). */
  respond(response: SipResponse): void;
  /** INVITE only: a matching CANCEL came (it has been answered 200 already). At most once, and never after a final response. */
  onCancel: (cancel: SipRequest) => void;
  /** INVITE only: no ACK for a non-2xx came (timer H), or the response could not be sent. */
  onFailed: (error: RungError) => void;
}

export interface TransactionLayer {
  /** Starts a client transaction. The request needs no Via: one with a fresh branch is added. Targets are tried in order (RFC 3263 4.3)
   *  on transport failure, 503 or timeout before any response. */
  request(request: SipRequest, targets: Target[], user: ClientUser): ClientTransaction;
  /** Places that failed just now, or asked to be left alone (503 with Retry-After), last. */
  inOrder(targets: readonly Target[]): Target[];
  /** ACK to a 2xx: belongs to the core, outside any transaction (RFC 3261 13.2.2.4). Adds a Via with a fresh branch unless one is there. */
  sendAck(ack: SipRequest, targets: Target[]): void;
  /** A new request other than ACK and CANCEL (merged requests have been answered 482, CANCEL for nothing 481). */
  onRequest: (transaction: ServerTransaction) => void;
  /** ACK that belongs to a 2xx. */
  onAck: (ack: SipRequest, source: Source) => void;
  /** A 2xx to INVITE that no transaction claims any more (late fork): the core acknowledges and ends it. */
  onStrayFinal: (response: SipResponse, source: Source) => void;
  /** For tests and the state view: live transactions by state. */
  live(): { id: string; kind: TransactionKind; state: string }[];
  close(): void;
}

export interface TransactionOptions {
  transport: Transport;
  clock: Clock;
  random: Random;
  /** RFC 3261 timers in ms; default T1 500, T2 4000, T4 5000. */
  timers?: TimerSettings;
}
