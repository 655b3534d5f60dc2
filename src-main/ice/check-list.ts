/** Candidate pairs and the order in which they are checked (RFC 8445 6.1.2). Lists are sorted, the best pair first. */
import { isIpv6 } from '../../src-shared/sdp/address.ts';
import type { Endpoint } from '../ports.ts';
import type { Candidate, LocalCandidate } from './candidates.ts';
import { isSame } from './candidates.ts';

/** RFC 8445 6.1.2.6. */
export type PairState = 'frozen' | 'waiting' | 'in-progress' | 'succeeded' | 'failed';

export interface Pair {
  id: number;
  component: number;
  local: LocalCandidate;
  remote: Candidate;
  priority: bigint;
  state: PairState;
  /** Checks started; an answer to an earlier one than the last does not fail the pair. */
  attempts: number;
  /** The own candidate that the peer's answer has named: the pair is in the valid list (RFC 8445 7.2.5.3.2). */
  valid?: LocalCandidate;
  nominated: boolean;
  /** The controlling peer has chosen it; our own check is still to succeed (RFC 8445 7.3.1.5). */
  nominateOnSuccess: boolean;
}

/** RFC 8445 6.1.2.5: so that ten remote candidates on four addresses still fit. */
export const MAX_PAIRS = 100;

export function sendsFrom({ local }: Pair): Endpoint {
  return local.base;
}

/** Local host candidates with the remote ones of their component and family. A server-reflexive candidate sends from its base, so its
 *  pairs are the host's, and redundant (RFC 8445 6.1.2.4). */
export function formPairs(local: readonly LocalCandidate[], remote: readonly Candidate[], controlling: boolean, firstId: number): Pair[] {
  const pairs = local
    .filter(({ type }) => type === 'host')
    .flatMap((ours) => remote.filter((theirs) => canPair(ours, theirs)).map((theirs) => ({ ours, theirs })))
    .map(({ ours, theirs }, at) => newPair(firstId + at, ours, theirs, controlling));
  return thawed(sorted(pairs).slice(0, MAX_PAIRS));
}

export function newPair(id: number, local: LocalCandidate, remote: Candidate, controlling: boolean): Pair {
  return {
    id, component: local.component, local, remote, priority: pairPriority(local, remote, controlling),
    state: 'frozen', attempts: 0, nominated: false, nominateOnSuccess: false,
  };
}

/** Of a link-local address nobody tells us the zone. */
function canPair(ours: Candidate, theirs: Candidate): boolean {
  return ours.component === theirs.component && isIpv6(ours.at.address) === isIpv6(theirs.at.address) && !/^fe80:/i.test(theirs.at.address);
}

/** RFC 8445 6.1.2.3. Beyond what a number holds. */
export function pairPriority(local: Candidate, remote: Candidate, controlling: boolean): bigint {
  const [g, d] = controlling ? [local.priority, remote.priority] : [remote.priority, local.priority];
  return (1n << 32n) * BigInt(Math.min(g, d)) + 2n * BigInt(Math.max(g, d)) + (g > d ? 1n : 0n);
}

export function sorted(pairs: readonly Pair[]): Pair[] {
  return [...pairs].sort((a, b) => (a.priority === b.priority ? a.id - b.id : a.priority > b.priority ? -1 : 1));
}

function foundationOf({ local, remote }: Pair): string {
  return `${local.foundation}:${remote.foundation}`;
}

/** RFC 8445 6.1.2.6: of each foundation that is not being tried, the pair of the lowest component may be checked. */
export function thawed(pairs: readonly Pair[]): Pair[] {
  const busy = new Set(pairs.filter(({ state }) => state === 'waiting' || state === 'in-progress').map(foundationOf));
  const chosen = new Map<string, Pair>();
  for (const pair of pairs) {
    const foundation = foundationOf(pair);
    if (pair.state !== 'frozen' || busy.has(foundation)) continue;
    const best = chosen.get(foundation);
    if (!best || pair.component < best.component) chosen.set(foundation, pair);
  }
  return pairs.map((pair) => (chosen.get(foundationOf(pair)) === pair ? { ...pair, state: 'waiting' } : pair));
}

/** RFC 8445 7.2.5.3.3: what has the foundation of a pair that worked is likely to work too. */
export function thawedLike(pairs: readonly Pair[], like: Pair): Pair[] {
  return pairs.map((pair) => (pair.state === 'frozen' && foundationOf(pair) === foundationOf(like) ? { ...pair, state: 'waiting' } : pair));
}

export function pairBetween(pairs: readonly Pair[], base: Endpoint, remote: Endpoint): Pair | undefined {
  return pairs.find((pair) => isSame(sendsFrom(pair), base) && isSame(pair.remote.at, remote));
}
