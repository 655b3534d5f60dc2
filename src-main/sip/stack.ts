/** One SIP element on its own sockets: transport, transactions and user agent core, put together. */
import type { RungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import { ok } from '../../src-shared/result.ts';
import type { Clock, Endpoint, Network, Random, Resolver } from '../ports.ts';
import type { PacketTap, Tap } from './tap-port.ts';
import type { TransactionLayer } from './transactions.ts';
import { createTransactionLayer } from './transactions.ts';
import type { Guard, TlsOptions, Transport } from './transport.ts';
import { openTransport } from './transport.ts';
import type { UserAgent } from './user-agent.ts';
import { createUserAgent } from './user-agent.ts';

export interface StackOptions {
  network: Network;
  resolver: Resolver;
  clock: Clock;
  random: Random;
  tap: Tap;
  tapPacket?: PacketTap | undefined;
  listen: Endpoint;
  agentName: string;
  tls?: TlsOptions | undefined;
  guard?: Guard | undefined;
}

export interface Stack {
  transport: Transport;
  transactions: TransactionLayer;
  userAgent: UserAgent;
  /** Ends sessions and registrations (at most `graceMs`), then closes the sockets. */
  close(graceMs: number): Promise<void>;
}

/** Errors: those of `openTransport`. */
export async function openStack(options: StackOptions): Promise<Result<Stack, RungError>> {
  const opened = await openTransport(options);
  if (!opened.ok) return opened;
  const transport = opened.value;
  const transactions = createTransactionLayer({ transport, clock: options.clock, random: options.random });
  const userAgent = createUserAgent({ ...options, transport, transactions });
  return ok({
    transport,
    transactions,
    userAgent,
    async close(graceMs) {
      await userAgent.close(graceMs);
      transactions.close();
      await transport.close();
    },
  });
}
