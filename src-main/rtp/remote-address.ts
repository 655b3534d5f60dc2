/** Symmetric RTP (RFC 4961): where the peer really sends from, learned with care. One for RTP, one for RTCP. */
import type { Endpoint } from '../ports.ts';

export interface RemoteAddress {
  /** Where to send: the learned source, else the address from the SDP; null: nowhere yet. */
  readonly sendTo: Endpoint | null;
  /** Where accepted packets come from; null until one came. */
  readonly source: Endpoint | null;
  /** The address that the SDP names; null: unknown (late offer, 0.0.0.0). A new one forgets what was learned. */
  expect(remote: Endpoint | null): void;
  /** Is a packet from here the peer's? Call for every sound packet. */
  accept(from: Endpoint, nowMs: number): boolean;
}

export function createRemoteAddress(): RemoteAddress {
  throw new Error('helper H5A writes this');
}
