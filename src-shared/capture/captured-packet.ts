import type { Endpoint } from '../endpoint-text.ts';

/** What one UDP datagram or one TCP segment carried. */
export interface CapturedPacket {
  /** Epoch milliseconds with fraction. */
  atMs: number;
  source: Endpoint;
  destination: Endpoint;
  transport: 'udp' | 'tcp';
  bytes: Uint8Array;
}
