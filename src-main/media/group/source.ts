/** One source of a joined session: its packets, its jitter buffer, its sound and its figures. */
import type { RtpView } from '../../../src-shared/rtp/packet.ts';
import type { SourceState } from '../../../src-shared/rtp/source-statistics.ts';
import { expectedPackets, highestSequence, takeFractionLost, updateJitter, updateSequence } from '../../../src-shared/rtp/source-statistics.ts';
import { createJitterBuffer } from '../../rtp/jitter-buffer.ts';
import type { Mutable } from '../../rtp/mutable.ts';
import { compactNtp } from '../../rtp/ntp.ts';
import type { ReportBlock, SenderInfo } from '../../../src-shared/rtp/rtcp.ts';
import type { Coding } from '../engine-port.ts';
import { frameSamples } from '../frame.ts';
import { peakLevel } from '../mixer.ts';
import { createPlayout } from '../playout.ts';
import { createIntake } from './intake.ts';

export interface Source {
  readonly ssrc: number;
  /** Where its packets come from. */
  readonly address: string;
  readonly coding: Coding;
  readonly received: number;
  readonly lost: number;
  readonly jitterMs: number;
  /** Monotonic. */
  readonly lastPacketAtMs: number;
  /** Loudest of what it said since this was set to 0, muted or not: 0 to 1 of full scale. */
  peak: number;
  isMuted: boolean;
  receive(packet: RtpView, coding: Coding, nowMs: number): void;
  /** Fills `into` with its next 20 ms, at whatever rate that has. */
  play(into: Int16Array, dueMs: number): void;
  /** For our reports (RFC 3550 6.4.1); begins a new interval. */
  report(nowMs: number): ReportBlock;
  /** Its own, for LSR and DLSR in ours. */
  onSenderReport(info: SenderInfo, nowMs: number): void;
  close(): void;
}

const MAX_CUMULATIVE_LOST = 0x7fffff;
const MIN_CUMULATIVE_LOST = -0x800000;
const COMPACT_NTP_PER_MS = 65.536;

/** `state`: just out of probation, by `packet`, which is taken. */
export function createSource(state: SourceState, address: string, packet: RtpView, first: Coding, nowMs: number): Source {
  const { clockRateHz } = first;
  const buffer = createJitterBuffer({ clockRateHz, frameTicks: frameSamples(clockRateHz) });
  const playout = createPlayout(buffer);
  let intake = createIntake(first, packet.payloadLength, buffer, playout);
  /** Its packets before it began to count anew. */
  const past = { received: 0, expected: 0 };
  const lastReport = { compactNtp: 0, atMs: 0 };

  function use(coding: Coding, payloadLength: number): void {
    // Jitter is kept in the clock of what comes (RFC 7160).
    state.jitter *= coding.clockRateHz / source.coding.clockRateHz;
    state.hasTransit = false;
    intake.close();
    intake = createIntake(coding, payloadLength, buffer, playout);
    source.coding = coding;
  }

  function take(taken: RtpView, coding: Coding, atMs: number): void {
    if (coding !== source.coding) use(coding, taken.payloadLength);
    updateJitter(state, taken.timestamp, atMs, coding.clockRateHz);
    intake.put(taken, state.lastSequence, atMs);
    source.lastPacketAtMs = atMs;
    source.received = past.received + state.received;
    source.lost = Math.max(0, past.expected + expectedPackets(state) - source.received);
    source.jitterMs = (state.jitter * 1000) / coding.clockRateHz;
  }

  const source: Mutable<Source> = {
    ssrc: state.ssrc,
    address,
    coding: first,
    received: 0,
    lost: 0,
    jitterMs: 0,
    lastPacketAtMs: nowMs,
    peak: 0,
    isMuted: false,
    receive(next, coding, atMs) {
      const { received } = state;
      const expected = expectedPackets(state);
      const verdict = updateSequence(state, next.sequence);
      if (verdict === 'restarted') {
        past.received += received;
        past.expected += expected;
        intake.reset();
      }
      if (verdict === 'valid' || verdict === 'restarted') take(next, coding, atMs);
    },
    play(into, dueMs) {
      playout.play(into, dueMs);
      source.peak = Math.max(source.peak, peakLevel(into));
    },
    report: (atMs) => ({
      ssrc: state.ssrc,
      fractionLost: takeFractionLost(state),
      cumulativeLost: Math.max(MIN_CUMULATIVE_LOST, Math.min(MAX_CUMULATIVE_LOST, expectedPackets(state) - state.received)),
      highestSequence: highestSequence(state) >>> 0,
      jitter: Math.floor(state.jitter),
      lastSenderReport: lastReport.compactNtp,
      delaySinceLastSenderReport: lastReport.compactNtp === 0 ? 0 : Math.round((atMs - lastReport.atMs) * COMPACT_NTP_PER_MS) >>> 0,
    }),
    onSenderReport({ ntpSeconds, ntpFraction }, atMs) {
      lastReport.compactNtp = compactNtp(ntpSeconds, ntpFraction);
      lastReport.atMs = atMs;
    },
    close() {
      intake.close();
      playout.close();
    },
  };
  take(packet, first, nowMs);
  return source;
}
