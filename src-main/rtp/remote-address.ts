/** Symmetric RTP (RFC 4961): where the peer really sends from, learned with care. One for RTP, one for RTCP.
 *
 *   waiting ──the expected address sends──▶ expected ◀──the expected address sends──┐
 *      │                                      └──it is silent, another sends on──▶ learned
 *      └──another sends on, the expected does not───────────────────────────────────▲
 */
import type { Endpoint } from '../ports.ts';
import type { Mutable } from './mutable.ts';

export interface RemoteAddress {
  /** Where to send: the learned source, else the address from the SDP; null: nowhere yet. */
  readonly sendTo: Endpoint | null;
  /** Where accepted packets come from; null until one came. */
  readonly source: Endpoint | null;
  /** The address that the SDP names; null: unknown (late offer, 0.0.0.0). A new one forgets what was learned. `proven`: ICE has found
   *  the peer at these: they are accepted, nobody else is, and only `remote` is sent to. */
  expect(remote: Endpoint | null, proven?: readonly Endpoint[]): void;
  /** Is a packet from here the peer's? Call for every sound packet. */
  accept(from: Endpoint, nowMs: number): boolean;
  /** Is this where it comes from already, or where the signalling says that it will? Learns nothing. */
  isPeer(from: Endpoint): boolean;
  /** Is this the address that the signalling has vouched for? */
  isExpected(from: Endpoint): boolean;
}

/** How long a stranger must send, with the expected address silent, before he is taken for the peer behind a NAT. */
const GRACE_MS = 200;
/** How long a source that has sent must be silent before another may replace it. */
const SILENCE_MS = 2000;

export function createRemoteAddress(): RemoteAddress {
  let expected: Endpoint | null = null;
  let proven: readonly Endpoint[] | undefined;
  let sourceHeardAtMs = 0;
  let candidate: Endpoint | null = null;
  let candidateSinceMs = 0;

  function take(from: Endpoint, nowMs: number): boolean {
    // Copied once per change of source: sockets hand out endpoints that they may reuse.
    if (!isSame(remote.source, from)) learn({ address: from.address, port: from.port });
    sourceHeardAtMs = nowMs;
    candidate = null;
    return true;
  }

  function learn(source: Endpoint | null): void {
    remote.source = source;
    remote.sendTo = proven ? expected : (source ?? expected);
  }

  /** RFC 4961 trusts any source; here a stranger must outlast the peer's silence and send for a while himself. */
  function acceptStranger(from: Endpoint, nowMs: number): boolean {
    if (proven) return proven.some((address) => isSame(address, from)) && take(from, nowMs);
    if (!remote.sendTo) return take(from, nowMs);
    if (remote.source && nowMs - sourceHeardAtMs < SILENCE_MS) return false;
    // Two strangers at once restart each other's grace: neither is learned while they compete.
    if (!isSame(candidate, from)) {
      candidate = { address: from.address, port: from.port };
      candidateSinceMs = nowMs;
    }
    return nowMs - candidateSinceMs >= GRACE_MS && take(from, nowMs);
  }

  const remote: Mutable<RemoteAddress> = {
    sendTo: null,
    source: null,
    expect(next, provenNext) {
      const isPinned = proven !== undefined;
      proven = provenNext;
      if (isSame(expected, next) && isPinned === (proven !== undefined)) return;
      expected = next && { address: next.address, port: next.port };
      learn(null);
      candidate = null;
    },
    isExpected: (from) => isSame(expected, from),
    isPeer: (from) => isSame(expected, from) || isSame(remote.source, from),
    accept(from, nowMs) {
      return remote.isPeer(from) ? take(from, nowMs) : acceptStranger(from, nowMs);
    },
  };
  return remote;
}

function isSame(a: Endpoint | null, b: Endpoint | null): boolean {
  return a === b || (a !== null && b !== null && a.port === b.port && a.address === b.address);
}
