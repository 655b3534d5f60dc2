/** RTCP of one session (RFC 3550 6): reports out and in, round trip time, what the peer hears, BYE. */
import type { Clock, Endpoint, Random } from '../ports.ts';
import { newCname } from '../rtp/cname.ts';
import type { RtpReceiver } from '../rtp/receiver.ts';
import type { Mutable } from '../rtp/mutable.ts';
import { compactNtp, ntpFromEpochMs, roundTripMs } from '../rtp/ntp.ts';
import type { RemoteAddress } from '../rtp/remote-address.ts';
import { createRemoteAddress } from '../rtp/remote-address.ts';
import type { RtcpReport } from '../../src-shared/rtp/rtcp.ts';
import { readRtcp } from '../../src-shared/rtp/rtcp.ts';
import { writeRtcp } from '../rtp/rtcp-write.ts';
import type { ExtendedReport, VoipMetrics } from '../../src-shared/rtp/rtcp-xr.ts';
import type { RtcpScheduler } from '../rtp/rtcp-scheduler.ts';
import { createRtcpScheduler } from '../rtp/rtcp-scheduler.ts';
import type { RtpSender } from '../rtp/sender.ts';
import type { PeerReport } from '../rtp/stats.ts';
import { createPacketBuffers } from './packet-buffers.ts';
import type { MediaAgreement } from './engine-port.ts';
import { randomFraction } from './random-integers.ts';

export interface RtcpLink {
  readonly remote: RemoteAddress;
  readonly rttMs: number | undefined;
  /** Undefined until a report came. */
  readonly peer: PeerReport | undefined;
  /** What was agreed about RTCP. Reports are sent from the first time on. */
  agree(agreement: Pick<MediaAgreement, 'rtcpMux' | 'rtcpReducedSize' | 'rtcpExtended'>): void;
  /** False: not RTCP of our peer. */
  receive(bytes: Uint8Array, from: Endpoint): boolean;
  /** Sends a report when one is due. */
  tick(nowMs: number): void;
  /** Leaves the session, or gives up an SSRC. Silent when nothing was ever sent (RFC 3550 6.3.7). */
  bye(reason: string): void;
}

/** 64 kbit/s of G.711 and the headers of 50 packets a second. */
const SESSION_BANDWIDTH_BPS = 80_000;
/** RFC 3550 6.4: a sender is one that sent since the last report but one. */
const REPORTS_AS_SENDER = 2;
const COMPACT_NTP_PER_MS = 65.536;

export interface RtcpLinkOptions {
  clock: Clock;
  random: Random;
  sender: RtpSender;
  receiver: RtpReceiver;
  /** Our side's figures; undefined while there is nothing to tell. */
  metrics: () => VoipMetrics | undefined;
  /** What the peer has missed of ours since its report before. */
  onLoss: (percent: number) => void;
  send: (packet: Uint8Array, to: Endpoint) => void;
}

export function createRtcpLink(options: RtcpLinkOptions): RtcpLink {
  const { clock, random, sender, receiver } = options;
  const remote = createRemoteAddress();
  const buffers = createPacketBuffers();
  const cname = newCname(random);
  // Reports are dated by a wall time that never jumps: the round trip is computed from it.
  const wallAtZeroMs = clock.wallMs() - clock.nowMs();
  let scheduler: RtcpScheduler | undefined;
  let sentAtLastReport = 0;
  let reportsWithoutSending = REPORTS_AS_SENDER;
  let hasSentRtcp = false;
  let agreed: Parameters<RtcpLink['agree']>[0] = {};
  /** RFC 3611 4.4: the time that the peer wants answered. */
  let asked: { ssrc: number; compactNtp: number; atMs: number } | undefined;

  const epochMs = (): number => wallAtZeroMs + clock.nowMs();
  const fraction = (): number => randomFraction(random);

  function noteSending(): void {
    reportsWithoutSending = sender.packetsSent === sentAtLastReport ? reportsWithoutSending + 1 : 0;
    sentAtLastReport = sender.packetsSent;
  }

  const weSent = (): boolean => sender.packetsSent !== sentAtLastReport || reportsWithoutSending < REPORTS_AS_SENDER;

  function members(): { members: number; senders: number; weSent: boolean } {
    const peer = receiver.ssrc === null ? 0 : 1;
    return { members: 1 + peer, senders: (weSent() ? 1 : 0) + peer, weSent: weSent() };
  }

  /** SR while we send, RR otherwise (RFC 3550 6.4). */
  function report(): RtcpReport {
    const nowMs = clock.nowMs();
    const block = receiver.report(nowMs);
    const reports = block ? [block] : [];
    if (!weSent()) return { ssrc: sender.ssrc, reports };
    const ntp = ntpFromEpochMs(epochMs());
    const { packetsSent: packetCount, octetsSent: octetCount } = sender;
    return {
      ssrc: sender.ssrc,
      reports,
      sender: { ntpSeconds: ntp.seconds, ntpFraction: ntp.fraction, rtpTimestamp: sender.timestampAt(nowMs), packetCount, octetCount },
    };
  }

  /** What the peer's description asks for (RFC 3611 5.2), and the answer to a time of the peer's. */
  function extendedReport(): ExtendedReport | undefined {
    const metrics = agreed.rtcpExtended?.voipMetrics ? options.metrics() : undefined;
    // Who sends learns the round trip from SR and RR.
    const wantsTime = agreed.rtcpExtended?.receiverTime && !weSent();
    if (!metrics && !wantsTime && !asked) return undefined;
    const extended: ExtendedReport = { ssrc: sender.ssrc, metrics: metrics ? [metrics] : [], delays: asked ? [delayOf(asked)] : [] };
    const ntp = ntpFromEpochMs(epochMs());
    return wantsTime ? { ...extended, referenceTime: { ntpSeconds: ntp.seconds, ntpFraction: ntp.fraction } } : extended;
  }

  function delayOf({ ssrc, compactNtp: lastReceiverReport, atMs }: NonNullable<typeof asked>): ExtendedReport['delays'][number] {
    return { ssrc, lastReceiverReport, delaySinceLastReceiverReport: Math.round((clock.nowMs() - atMs) * COMPACT_NTP_PER_MS) >>> 0 };
  }

  /** RFC 5761 5.1.1: with RTP, to where that goes. */
  const target = (): Endpoint | null => (agreed.rtcpMux ? receiver.remote.sendTo : remote.sendTo);

  function send(bye?: { reason: string }): void {
    const to = target();
    if (!to) return;
    const packet = buffers.next();
    const extended = extendedReport();
    const length = writeRtcp(packet, { report: report(), cname, bye, ...(extended && { extended }) });
    noteSending();
    hasSentRtcp = true;
    scheduler?.onPacket(length);
    options.send(packet.subarray(0, length), to);
  }

  function readReport({ ssrc, sender: info, reports }: RtcpReport): void {
    if (info) receiver.onSenderReport(ssrc, info, clock.nowMs());
    const block = reports.find((about) => about.ssrc === sender.ssrc);
    if (block) {
      link.rttMs = roundTripMs(block, epochMs()) ?? link.rttMs;
      options.onLoss(block.fractionLost * 100 / 256);
    }
    const [packetsSent, ourPacketsSent] = [info?.packetCount ?? 0, sender.packetsSent];
    link.peer = { block, metrics: link.peer?.metrics, packetsSent, ourPacketsSent, reports: (link.peer?.reports ?? 0) + 1 };
  }

  function readExtended({ ssrc, metrics, referenceTime, delays }: ExtendedReport): void {
    if (referenceTime) asked = { ssrc, compactNtp: compactNtp(referenceTime.ntpSeconds, referenceTime.ntpFraction), atMs: clock.nowMs() };
    const delay = delays.find((about) => about.ssrc === sender.ssrc);
    if (delay) {
      const times = { lastSenderReport: delay.lastReceiverReport, delaySinceLastSenderReport: delay.delaySinceLastReceiverReport };
      link.rttMs = roundTripMs(times, epochMs()) ?? link.rttMs;
    }
    const ours = metrics.find((about) => about.ssrc === sender.ssrc);
    if (ours && link.peer) link.peer = { ...link.peer, metrics: ours };
  }

  /** Under RFC 5761 from where RTP comes from; a peer that agreed and sends from the next port all the same is understood. */
  const isPeer = (from: Endpoint): boolean => (agreed.rtcpMux === true && receiver.remote.isPeer(from)) || remote.accept(from, clock.nowMs());

  function receive(bytes: Uint8Array, from: Endpoint): boolean {
    const compound = readRtcp(bytes, agreed.rtcpReducedSize);
    if (!compound.ok || !isPeer(from)) return false;
    scheduler?.onPacket(bytes.length);
    compound.value.reports.forEach(readReport);
    compound.value.extended.forEach(readExtended);
    for (const { ssrcs } of compound.value.byes) ssrcs.forEach(leave);
    return true;
  }

  function leave(ssrc: number): void {
    if (ssrc !== receiver.ssrc) return;
    receiver.onBye(ssrc);
    scheduler?.onMembersLeft(clock.nowMs(), members().members);
  }

  const link: Mutable<RtcpLink> = {
    remote,
    rttMs: undefined,
    peer: undefined,
    agree(next) {
      agreed = next;
      scheduler ??= createRtcpScheduler({ nowMs: clock.nowMs(), sessionBandwidthBps: SESSION_BANDWIDTH_BPS, fraction: fraction() });
    },
    receive,
    tick(nowMs) {
      if (scheduler && nowMs >= scheduler.nextAtMs && scheduler.due(nowMs, members(), fraction())) send();
    },
    bye(reason) {
      if (hasSentRtcp || sender.packetsSent > 0) send({ reason });
    },
  };
  return link;
}
