/** What is received: which packets belong to the peer's stream, and the figures about them for RR and statistics. */
import type { Endpoint } from '../ports.ts';
import type { RtpView } from './packet.ts';
import type { RemoteAddress } from './remote-address.ts';
import type { ReportBlock, SenderInfo } from './rtcp.ts';

/** `accepted`: play it. `restarted`: play it after a reset of jitter buffer and DTMF receiver (first packet, new SSRC, or
 *  sequence jump). `probation`, `bad-sequence`: not yet trusted (RFC 3550 A.1). `foreign`: from a stranger's address or a
 *  second SSRC. `collision`: carries our own SSRC: take a new one and send BYE for the old (8.2). */
export type ReceiveVerdict = 'accepted' | 'restarted' | 'probation' | 'bad-sequence' | 'foreign' | 'collision';

export interface RtpReceiver {
  readonly remote: RemoteAddress;
  /** Null until a source is valid. */
  readonly ssrc: number | null;
  /** Extended (cycle-counting) sequence number of the packet that was accepted last. */
  readonly sequence: number;
  readonly received: number;
  readonly expected: number;
  /** Cumulative, never below 0 here. */
  readonly lost: number;
  readonly jitterMs: number;
  /** Monotonic ms of the last accepted packet; null before. */
  readonly lastPacketAtMs: number | null;
  receive(packet: RtpView, from: Endpoint, nowMs: number, ownSsrc: number): ReceiveVerdict;
  /** From an SR of the peer, for LSR/DLSR. */
  onSenderReport(ssrc: number, info: SenderInfo, nowMs: number): void;
  /** BYE: the source may be replaced at once. */
  onBye(ssrc: number): void;
  /** For the next SR/RR; starts a new interval of `fractionLost` (RFC 3550 A.3). Null before a source is valid. */
  report(nowMs: number): ReportBlock | null;
  /** After a re-negotiation changed the codec's RTP clock. */
  setClockRate(clockRateHz: number): void;
}

export function createRtpReceiver(_options: { clockRateHz: number }): RtpReceiver {
  throw new Error('helper H5A writes this');
}
