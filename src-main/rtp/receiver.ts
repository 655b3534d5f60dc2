/** What is received: which packets belong to the peer's stream, and the figures about them for RR and statistics. */
import type { Endpoint } from '../ports.ts';
import type { Mutable } from './mutable.ts';
import { compactNtp } from './ntp.ts';
import type { RtpView } from '../../src-shared/rtp/packet.ts';
import type { RemoteAddress } from './remote-address.ts';
import { createRemoteAddress } from './remote-address.ts';
import type { ReportBlock, SenderInfo } from '../../src-shared/rtp/rtcp.ts';
import type { SourceState } from '../../src-shared/rtp/source-statistics.ts';
import {
  MIN_SEQUENTIAL, beginSource, createSourceState, expectedPackets, highestSequence, takeFractionLost, updateJitter, updateSequence,
} from '../../src-shared/rtp/source-statistics.ts';

/** `accepted`: play it. `restarted`: play it after a reset of jitter buffer and DTMF receiver (first packet, new SSRC, or
 *  sequence jump). `probation`, `bad-sequence`: not yet trusted (RFC 3550 A.1). `foreign`: from a stranger's address.
 *  `collision`: carries our own SSRC: take a new one and send BYE for the old (8.2). */
export type ReceiveVerdict = 'accepted' | 'restarted' | 'probation' | 'bad-sequence' | 'foreign' | 'collision';

export interface RtpReceiver {
  readonly remote: RemoteAddress;
  /** Null until a source is valid. */
  readonly ssrc: number | null;
  /** Extended (cycle-counting) sequence number of the packet that was accepted last. */
  readonly sequence: number;
  readonly received: number;
  readonly expected: number;
  /** Over all sources of the call, never below 0. */
  readonly lost: number;
  readonly jitterMs: number;
  /** Monotonic ms of the last accepted packet; null before. */
  readonly lastPacketAtMs: number | null;
  /** `clockRateHz`: what the packet's payload type counts its timestamps by. */
  receive(packet: RtpView, from: Endpoint, nowMs: number, ownSsrc: number, clockRateHz: number): ReceiveVerdict;
  /** From an SR of the peer, for LSR/DLSR. */
  onSenderReport(ssrc: number, info: SenderInfo, nowMs: number): void;
  /** BYE: the source may be replaced at once. */
  onBye(ssrc: number): void;
  /** For the next SR/RR; starts a new interval of `fractionLost` (RFC 3550 A.3). Null before a source is valid. */
  report(nowMs: number): ReportBlock | null;
}

const COMPACT_NTP_PER_MS = 65.536;
const MAX_CUMULATIVE_LOST = 0x7fffff;
const MIN_CUMULATIVE_LOST = -0x800000;

export function createRtpReceiver(options: { clockRateHz: number }): RtpReceiver {
  const remote = createRemoteAddress();
  let clockRateHz = options.clockRateHz;
  let current = createSourceState();
  let candidate = createSourceState();
  let hasCurrent = false;
  let hasCandidate = false;
  /** Where our own SSRC came back from: a loop, not a collision, the next time. */
  let conflicting: Endpoint | null = null;
  /** Of sources and sequences that have ended. */
  let pastReceived = 0;
  let pastExpected = 0;
  const senderReport = { ssrc: 0, compactNtp: 0, atMs: 0, heard: false };

  function receive(packet: RtpView, from: Endpoint, nowMs: number, ownSsrc: number, packetClockRateHz: number): ReceiveVerdict {
    if (!remote.accept(from, nowMs)) return 'foreign';
    if (packet.ssrc === ownSsrc && isNewConflict(from)) return 'collision';
    const verdict = hasCurrent && packet.ssrc === current.ssrc ? receiveCurrent(packet) : receiveCandidate(packet, from);
    if (verdict !== 'accepted' && verdict !== 'restarted') return verdict;
    if (packetClockRateHz !== clockRateHz) useClock(packetClockRateHz);
    updateJitter(current, packet.timestamp, nowMs, clockRateHz);
    receiver.lastPacketAtMs = nowMs;
    publish();
    return verdict;
  }

  /** Another codec of the peer: jitter is kept in its clock from here on (RFC 7160). */
  function useClock(newClockRateHz: number): void {
    current.jitter *= newClockRateHz / clockRateHz;
    current.hasTransit = false;
    clockRateHz = newClockRateHz;
  }

  /** RFC 3550 8.2 drops what comes from a conflicting address again: the loop. A reflector (echo test) is such a loop, and
   *  its user wants to hear it, so only the first packet is refused. */
  function isNewConflict(from: Endpoint): boolean {
    if (conflicting && conflicting.port === from.port && conflicting.address === from.address) return false;
    conflicting = { address: from.address, port: from.port };
    return true;
  }

  function receiveCurrent(packet: RtpView): ReceiveVerdict {
    hasCandidate = false;
    const { received } = current;
    const expected = expectedPackets(current);
    const verdict = updateSequence(current, packet.sequence);
    if (verdict === 'restarted') keepTotals(received, expected);
    return verdict === 'valid' ? 'accepted' : verdict;
  }

  /** Another SSRC from the peer's address: taken once it holds the line alone for MIN_SEQUENTIAL packets. The first source is
   *  taken at once when the signalling has vouched for its address. */
  function receiveCandidate(packet: RtpView, from: Endpoint): ReceiveVerdict {
    if (!hasCandidate || candidate.ssrc !== packet.ssrc) {
      const vouchedFor = !hasCurrent && remote.isExpected(from);
      beginSource(candidate, packet.ssrc, packet.sequence, vouchedFor ? 1 : MIN_SEQUENTIAL);
      hasCandidate = true;
    }
    if (updateSequence(candidate, packet.sequence) !== 'valid') return 'probation';
    if (hasCurrent) keepTotals(current.received, expectedPackets(current));
    const former: SourceState = current;
    current = candidate;
    candidate = former;
    hasCurrent = true;
    hasCandidate = false;
    return 'restarted';
  }

  function keepTotals(received: number, expected: number): void {
    pastReceived += received;
    pastExpected += expected;
  }

  function report(nowMs: number): ReportBlock | null {
    if (!hasCurrent) return null;
    const lost = expectedPackets(current) - current.received;
    const hasReport = senderReport.heard && senderReport.ssrc === current.ssrc;
    return {
      ssrc: current.ssrc,
      fractionLost: takeFractionLost(current),
      cumulativeLost: Math.max(MIN_CUMULATIVE_LOST, Math.min(MAX_CUMULATIVE_LOST, lost)),
      highestSequence: highestSequence(current) >>> 0,
      jitter: Math.floor(current.jitter),
      lastSenderReport: hasReport ? senderReport.compactNtp : 0,
      delaySinceLastSenderReport: hasReport ? Math.round((nowMs - senderReport.atMs) * COMPACT_NTP_PER_MS) >>> 0 : 0,
    };
  }

  /** After each change of the source, its figures. */
  function publish(): void {
    receiver.ssrc = hasCurrent ? current.ssrc : null;
    receiver.sequence = current.lastSequence;
    receiver.received = pastReceived + (hasCurrent ? current.received : 0);
    receiver.expected = pastExpected + (hasCurrent ? expectedPackets(current) : 0);
    receiver.lost = Math.max(0, receiver.expected - receiver.received);
    receiver.jitterMs = current.jitter * 1000 / clockRateHz;
  }

  const receiver: Mutable<RtpReceiver> = {
    remote,
    ssrc: null,
    sequence: 0,
    received: 0,
    expected: 0,
    lost: 0,
    jitterMs: 0,
    lastPacketAtMs: null,
    receive,
    onSenderReport(ssrc, info, nowMs) {
      senderReport.heard = true;
      senderReport.ssrc = ssrc;
      senderReport.compactNtp = compactNtp(info.ntpSeconds, info.ntpFraction);
      senderReport.atMs = nowMs;
    },
    onBye(ssrc) {
      if (!hasCurrent || current.ssrc !== ssrc) return;
      keepTotals(current.received, expectedPackets(current));
      hasCurrent = false;
      publish();
    },
    report,
  };
  return receiver;
}
