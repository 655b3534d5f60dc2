/** What every part of one user agent shares. */
import type { Clock, Random, Resolver } from '../ports.ts';
import type { DialogTable } from './dialog/dialog-table.ts';
import type { TransactionLayer } from './transactions.ts';
import type { Transport } from './transport.ts';

export interface AgentContext {
  readonly transport: Transport;
  readonly transactions: TransactionLayer;
  readonly resolver: Resolver;
  readonly clock: Clock;
  readonly random: Random;
  /** User-Agent / Server. */
  readonly agentName: string;
  /** RFC 3261 17.1.1.1, in ms. */
  readonly timers: { t1: number; t2: number };
  readonly dialogs: DialogTable;
  /** Addresses that a 301 said to have moved for good (RFC 3261 21.3.2), as Request-URIs; until the phone is closed. */
  readonly moved: Map<string, string>;
  /** Allow-Events: the event packages that we serve (RFC 6665 8.2.2), for INVITE, its responses and OPTIONS. */
  readonly allowEvents: () => string;
  /** Says that a BYE is on its way; the result is called when it has been answered or given up. Closing waits for it. */
  readonly farewell: () => () => void;
}

/** How long a transaction may live without its end: 64 * T1 (RFC 3261 timers B, F, H, L, M). */
export function transactionLifeMs(agent: AgentContext): number {
  return 64 * agent.timers.t1;
}
