/** RTCP of one medium of a joined session (RFC 3550 6): everybody hears everybody's reports, so they come the rarer the more take part. */
import type { Clock, Endpoint, Random } from '../../ports.ts';
import type { Mutable } from '../../rtp/mutable.ts';
import { ntpFromEpochMs } from '../../rtp/ntp.ts';
import type { ReportBlock, RtcpCompound, SenderInfo } from '../../../src-shared/rtp/rtcp.ts';
import { readRtcp } from '../../../src-shared/rtp/rtcp.ts';
import type { RtcpScheduler } from '../../rtp/rtcp-scheduler.ts';
import { createRtcpScheduler } from '../../rtp/rtcp-scheduler.ts';
import { writeRtcp } from '../../rtp/rtcp-write.ts';
import type { RtpSender } from '../../rtp/sender.ts';
import { createPacketBuffers } from '../packet-buffers.ts';
import { randomFraction } from '../random-integers.ts';
import type { Members } from './members.ts';
import { createMembers } from './members.ts';

export interface GroupControl {
  readonly members: Members;
  receive(bytes: Uint8Array, from: Endpoint): void;
  /** An RTP packet of a valid source came. */
  noteSender(ssrc: number): void;
  /** Sends a report when one is due. */
  tick(nowMs: number): void;
  /** We give up our SSRC (8.2), or leave a small session: BYE at once, if anything was ever sent. */
  bye(reason: string): void;
  /** Leaving: of many at once not all say so at once (6.3.7). True: it has been said, or need not be; else ask again with each tick. */
  leave(nowMs: number): boolean;
}

export interface GroupControlOptions {
  clock: Clock;
  random: Random;
  cname: string;
  /** Our own SSRC, and what we have sent. */
  sender: RtpSender;
  bandwidthBps: number;
  /** About the sources that are heard. */
  reports: (nowMs: number) => ReportBlock[];
  onSenderReport: (ssrc: number, info: SenderInfo) => void;
  onBye: (ssrc: number) => void;
  /** Somebody else has our SSRC. */
  onCollision: (from: Endpoint) => void;
  send: (packet: Uint8Array) => void;
}

/** RFC 3550 6.3.5: intervals without a packet until a member counts as gone, a sender as silent. */
const MEMBER_INTERVALS = 5;
const SENDER_INTERVALS = 2;
const SHORTEST_INTERVAL_MS = 5000;
/** 6.3.7: up to so many may say BYE at once. */
const FEW_MEMBERS = 50;
/** Reports that fit into one packet. */
const MOST_REPORTS = 31;

export function createGroupControl(options: GroupControlOptions): GroupControl {
  const { clock, random, sender, cname, bandwidthBps } = options;
  const members = createMembers();
  const buffers = createPacketBuffers();
  // Reports are dated by a wall time that never jumps.
  const wallAtZeroMs = clock.wallMs() - clock.nowMs();
  let scheduler = newScheduler();
  let reportedAtMs = clock.nowMs();
  let intervalMs = SHORTEST_INTERVAL_MS;
  let sentAtLastReport = 0;
  let sentAtReportBefore = 0;
  let hasSent = false;
  /** Members that leave beside us; undefined while we stay. */
  let leaving: number | undefined;

  function newScheduler(): RtcpScheduler {
    return createRtcpScheduler({ nowMs: clock.nowMs(), sessionBandwidthBps: bandwidthBps, fraction: randomFraction(random) });
  }

  /** RFC 3550 6.4: a sender is one that sent since the last report but one. */
  const weSent = (): boolean => sender.packetsSent !== sentAtReportBefore;

  function session(nowMs: number): { members: number; senders: number; weSent: boolean } {
    if (leaving !== undefined) return { members: leaving, senders: 0, weSent: false };
    const sent = weSent();
    const senders = members.sendersSince(nowMs - SENDER_INTERVALS * intervalMs);
    return { members: members.all.size + 1, senders: senders + (sent ? 1 : 0), weSent: sent };
  }

  function senderInfo(nowMs: number): SenderInfo {
    const ntp = ntpFromEpochMs(wallAtZeroMs + nowMs);
    const { packetsSent: packetCount, octetsSent: octetCount } = sender;
    return { ntpSeconds: ntp.seconds, ntpFraction: ntp.fraction, rtpTimestamp: sender.timestampAt(nowMs), packetCount, octetCount };
  }

  function send(bye?: { reason: string }): void {
    const nowMs = clock.nowMs();
    const reports = options.reports(nowMs).slice(0, MOST_REPORTS);
    const packet = buffers.next();
    const length = writeRtcp(packet, { report: { ssrc: sender.ssrc, reports, ...(weSent() && { sender: senderInfo(nowMs) }) }, cname, ...(bye && { bye }) });
    sentAtReportBefore = sentAtLastReport;
    sentAtLastReport = sender.packetsSent;
    hasSent = true;
    scheduler.onPacket(length);
    options.send(packet.subarray(0, length));
  }

  function noteReported(nowMs: number): void {
    intervalMs = Math.max(SHORTEST_INTERVAL_MS, nowMs - reportedAtMs);
    reportedAtMs = nowMs;
    members.forgetBefore(nowMs - MEMBER_INTERVALS * intervalMs);
  }

  /** Our own packets come back by loopback: they carry our CNAME. */
  function isOurs({ reports, cnames }: RtcpCompound, from: Endpoint): boolean {
    if (!reports.some(({ ssrc }) => ssrc === sender.ssrc)) return false;
    const claimed = cnames.find(({ ssrc }) => ssrc === sender.ssrc);
    if (claimed && claimed.cname !== cname) options.onCollision(from);
    return true;
  }

  function read(compound: RtcpCompound, nowMs: number): void {
    for (const { ssrc, sender: info } of compound.reports) {
      members.heard(ssrc, nowMs, info !== undefined);
      if (info) options.onSenderReport(ssrc, info);
    }
    for (const { ssrc, cname: text } of compound.cnames) members.describe(ssrc, { cname: text });
    for (const { ssrc, name } of compound.names) members.describe(ssrc, { name });
  }

  function readByes({ byes }: RtcpCompound, nowMs: number): void {
    for (const ssrc of byes.flatMap(({ ssrcs }) => ssrcs)) {
      if (ssrc === sender.ssrc) continue;
      members.remove(ssrc);
      options.onBye(ssrc);
      if (leaving !== undefined) leaving++;
    }
    if (byes.length > 0 && leaving === undefined) scheduler.onMembersLeft(nowMs, members.all.size + 1);
  }

  const control: Mutable<GroupControl> = {
    members,
    receive(bytes, from) {
      const compound = readRtcp(bytes);
      if (!compound.ok || isOurs(compound.value, from)) return;
      const nowMs = clock.nowMs();
      // 6.3.7: who leaves counts those who leave, and the size of their packets, alone.
      if (leaving === undefined || compound.value.byes.length > 0) scheduler.onPacket(bytes.length);
      if (leaving === undefined) read(compound.value, nowMs);
      readByes(compound.value, nowMs);
    },
    noteSender: (ssrc) => members.heard(ssrc, clock.nowMs(), true),
    tick(nowMs) {
      if (nowMs < scheduler.nextAtMs || !scheduler.due(nowMs, session(nowMs), randomFraction(random))) return;
      send();
      noteReported(nowMs);
    },
    bye(reason) {
      if (hasSent || sender.packetsSent > 0) send({ reason });
    },
    leave(nowMs) {
      if (!hasSent && sender.packetsSent === 0) return true;
      if (leaving === undefined) {
        if (members.all.size < FEW_MEMBERS) return sayBye();
        leaving = 1;
        scheduler = newScheduler();
      }
      if (nowMs < scheduler.nextAtMs || !scheduler.due(nowMs, session(nowMs), randomFraction(random))) return false;
      return sayBye();
    },
  };

  function sayBye(): true {
    send({ reason: '' });
    return true;
  }
  return control;
}
