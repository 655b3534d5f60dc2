/** A built-in peer: a SIP element of its own on loopback that answers calls by itself. So the first call works with no server, no account and
 *  no second person, and its ladder is a real one. */
import type { RungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import { ok } from '../../src-shared/result.ts';
import type { Endpoint, Network, Resolver } from '../ports.ts';
import { openStack } from '../sip/stack.ts';
import type { TakingOptions, Taker } from './take-call.ts';
import { takeCall } from './take-call.ts';

export interface LocalPeerOptions extends TakingOptions {
  network: Network;
  resolver: Resolver;
}

export interface LocalPeer {
  readonly address: Endpoint;
  close(): Promise<void>;
}

const LOOPBACK: Endpoint = { address: '127.0.0.1', port: 0 };
const MAX_SESSIONS = 8;

/** Errors: those of opening a socket on loopback. */
export async function openLocalPeer(name: string, taker: Taker, options: LocalPeerOptions): Promise<Result<LocalPeer, RungError>> {
  // What it sends and receives is already traced at the phone's own side of the loopback.
  const opened = await openStack({ ...options, tap: () => {}, listen: LOOPBACK, agentName: `Rung ${name}` });
  if (!opened.ok) return opened;
  const { userAgent, transport, close } = opened.value;
  userAgent.onInvite = (session) => {
    if (userAgent.sessions.size > MAX_SESSIONS) session.reject(486);
    else void takeCall(session, taker, options);
  };
  const port = transport.listening[0]?.port ?? 0;
  return ok({ address: { address: LOOPBACK.address, port }, close: () => close(500) });
}
