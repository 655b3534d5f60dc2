/** RTCP of one session (RFC 3550 6): reports out and in, round trip time, BYE. */
import type { Clock, Endpoint, Random } from '../ports.ts';
import type { RtpReceiver } from '../rtp/receiver.ts';
import type { Mutable } from '../rtp/mutable.ts';
import { ntpFromEpochMs, roundTripMs } from '../rtp/ntp.ts';
import type { RemoteAddress } from '../rtp/remote-address.ts';
import { createRemoteAddress } from '../rtp/remote-address.ts';
import type { ReportBlock, RtcpReport } from '../rtp/rtcp.ts';
import { readRtcp, writeRtcp } from '../rtp/rtcp.ts';
import type { RtcpScheduler } from '../rtp/rtcp-scheduler.ts';
import { createRtcpScheduler } from '../rtp/rtcp-scheduler.ts';
import type { RtpSender } from '../rtp/sender.ts';
import { createPacketBuffers } from './packet-buffers.ts';
import { randomFraction } from './random-integers.ts';

export interface RtcpLink {
  readonly remote: RemoteAddress;
  readonly rttMs: number | undefined;
  /** From here on reports are sent. Later calls do nothing. */
  start(): void;
  /** False: not RTCP of our peer. */
  receive(bytes: Uint8Array, from: Endpoint): boolean;
  /** Sends a report when one is due. */
  tick(nowMs: number): void;
  /** Leaves the session, or gives up an SSRC. Silent when nothing was ever sent (RFC 3550 6.3.7). */
  bye(reason: string): void;
}

/** 64 kbit/s of G.711 and the headers of 50 packets a second. */
const SESSION_BANDWIDTH_BPS = 80_000;
const CNAME_BYTES = 12;
/** RFC 3550 6.4: a sender is one that sent since the last report but one. */
const REPORTS_AS_SENDER = 2;

export interface RtcpLinkOptions {
  clock: Clock;
  random: Random;
  sender: RtpSender;
  receiver: RtpReceiver;
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

  function send(bye?: { reason: string }): void {
    if (!remote.sendTo) return;
    const packet = buffers.next();
    const length = writeRtcp(packet, { report: report(), cname, bye });
    noteSending();
    hasSentRtcp = true;
    scheduler?.onPacket(length);
    options.send(packet.subarray(0, length), remote.sendTo);
  }

  function readReport({ ssrc, sender: info, reports }: RtcpReport): void {
    if (info) receiver.onSenderReport(ssrc, info, clock.nowMs());
    for (const block of reports) readBlock(block);
  }

  function readBlock(block: ReportBlock): void {
    if (block.ssrc === sender.ssrc) link.rttMs = roundTripMs(block, epochMs()) ?? link.rttMs;
  }

  function receive(bytes: Uint8Array, from: Endpoint): boolean {
    const compound = readRtcp(bytes);
    if (!compound.ok || !remote.accept(from, clock.nowMs())) return false;
    scheduler?.onPacket(bytes.length);
    compound.value.reports.forEach(readReport);
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
    start() {
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

/** RFC 7022: random, new for each session, so that it tells nothing about the user. */
function newCname(random: Random): string {
  return Array.from(random.bytes(CNAME_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
