/** Which own address a peer sees. With a wildcard listen address the routing table decides, per peer; the answer is kept for
 *  a while because asking costs a system call and every message needs it. */
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { Clock, Network } from '../../ports.ts';

/** Long enough to serve a burst, short enough to follow a change of network. */
const KEEP_MS = 10_000;
const MAX_PEERS = 512;
const MAX_ASKING = 32;

interface LocalAddresses {
  /** The listen address, where it is one address and not all; new connections start from it. */
  readonly fixed: string | undefined;
  /** The own address towards this peer. */
  towards(remote: string): Promise<Result<string, RungError>>;
  /** What is known without waiting. */
  known(remote: string): string | undefined;
  /** Too many lookups are under way: strangers' addresses have to wait. */
  isBusy(): boolean;
  /** The routes have changed. */
  forget(): void;
}

interface Entry {
  askedAtMs: number;
  answer: Promise<Result<string, RungError>>;
  address?: string;
}

/** `families`: from which we can send, true for IPv6. */
export function createLocalAddresses(network: Network, clock: Clock, listenAddress: string, families: readonly boolean[]): LocalAddresses {
  const isReachable = (remote: string): boolean => families.includes(remote.includes(':'));
  if (!isWildcard(listenAddress)) {
    const answer = Promise.resolve(ok(listenAddress));
    return {
      fixed: listenAddress,
      towards: (remote) => (isReachable(remote) ? answer : Promise.resolve(err(otherFamily(remote)))),
      known: () => listenAddress,
      isBusy: () => false,
      forget: () => {},
    };
  }
  const entries = new Map<string, Entry>();
  let asking = 0;

  function ask(remote: string): Entry {
    asking++;
    const entry: Entry = { askedAtMs: clock.nowMs(), answer: network.addressTowards(remote).then(settle) };
    entries.delete(remote);
    entries.set(remote, entry);
    if (entries.size > MAX_PEERS) entries.delete(entries.keys().next().value ?? '');
    return entry;

    function settle(found: Result<string, RungError>): Result<string, RungError> {
      asking--;
      if (found.ok) entry.address = found.value;
      else entries.delete(remote);
      return found;
    }
  }

  function fresh(remote: string): Entry | undefined {
    const entry = entries.get(remote);
    return entry && clock.nowMs() - entry.askedAtMs < KEEP_MS ? entry : undefined;
  }

  return {
    fixed: undefined,
    towards: (remote) => (isReachable(remote) ? (fresh(remote) ?? ask(remote)).answer : Promise.resolve(err(otherFamily(remote)))),
    known: (remote) => fresh(remote)?.address,
    isBusy: () => asking >= MAX_ASKING,
    forget: () => entries.clear(),
  };
}

function otherFamily(remote: string): RungError {
  const family = remote.includes(':') ? 'IPv6' : 'IPv4';
  return rungError('no-such-family', `There is no way to ${remote}: the SIP port has no ${family} address. Let Rung listen on all addresses ("auto"), or on one of ${family}.`, {
    address: remote, family,
  });
}

function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::' || address === '';
}
