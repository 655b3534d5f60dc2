/** Sound that goes one way only, told within two seconds with its reason, and told again when it is over. A peer that is silent by right
 *  (hold, early media, muted with DTX) is none. Pure: a figure comes in twice a second, the verdict goes out.
 *
 *   quiet ──may hear, 1.5 s──▶ alarm while nothing was ever understood, unless the peer says that it sends nothing
 *     │                          ▲
 *     └──understood──▶ hears ────┘ while only packets come that are refused, or the peer counts packets that never come
 */
import type { StreamStats } from '../../src-shared/model.ts';
import { isUnroutableFrom } from '../../src-shared/sip/unroutable.ts';

type OneWay = NonNullable<StreamStats['oneWay']>;

export interface OneWayInput {
  nowMs: number;
  stats: StreamStats;
  /** Answered, and both sides may send. */
  bothWays: boolean;
  /** Where our sound goes by the descriptions, `address:port`; '' nowhere. A change begins anew. */
  local: string;
  remote: string;
}

interface Marks {
  understood: number;
  foreign: number;
  payloadTypes: number;
  unauthentic: number;
}

export interface OneWayWatch {
  /** What makes it one: directions and addresses. */
  period: string;
  sinceMs: number;
  /** Counters when something was understood last, or the period began. */
  atHeard: Marks;
  heardAtMs: number;
  hasHeard: boolean;
  /** The peer's count of packets sent and ours of packets understood, at its last report. */
  peer: { reports: number; sent: number; understood: number; ourSent: number; deafReports: number; unheard: boolean };
}

/** With figures twice a second this is told before two seconds are over. */
const PATIENCE_MS = 1400;
/** A second of speech. */
const ENOUGH_PACKETS = 50;
/** The peer's reports that name nothing of ours while we send: one may have been on its way when we began. */
const DEAF_REPORTS = 2;

export function beginOneWay(): OneWayWatch {
  const none: Marks = { understood: 0, foreign: 0, payloadTypes: 0, unauthentic: 0 };
  const peer = { reports: 0, sent: 0, understood: 0, ourSent: 0, deafReports: 0, unheard: false };
  return { period: '', sinceMs: 0, atHeard: none, heardAtMs: 0, hasHeard: false, peer };
}

/** The next state, and what is wrong now; undefined: nothing. */
export function watchOneWay(before: OneWayWatch, input: OneWayInput): { watch: OneWayWatch; oneWay: OneWay | undefined } {
  const watch = advance(before, input);
  return { watch, oneWay: input.bothWays ? (nothingHeard(watch, input) ?? nothingArrives(watch, input)) : undefined };
}

function advance(before: OneWayWatch, input: OneWayInput): OneWayWatch {
  const marks = marksOf(input.stats);
  const period = `${input.bothWays} ${input.local} ${input.remote}`;
  if (period !== before.period) return newPeriod(before, input, period, marks);
  const peer = peerOf(before, input);
  if (marks.understood === before.atHeard.understood) return { ...before, peer };
  return { ...before, peer, atHeard: marks, heardAtMs: input.nowMs, hasHeard: true };
}

/** What was understood since the last figures belongs to the new period: a peer may say one word and be silent. */
function newPeriod({ atHeard }: OneWayWatch, { nowMs, stats }: OneWayInput, period: string, marks: Marks): OneWayWatch {
  const { sent = 0, reports = 0 } = stats.remote ?? {};
  const peer = { reports, sent, understood: marks.understood, ourSent: stats.sent, deafReports: 0, unheard: false };
  return { period, sinceMs: nowMs, atHeard: marks, heardAtMs: nowMs, hasHeard: marks.understood > atHeard.understood, peer };
}

/** What a new report of the peer tells: does it send, and do its packets come; does it hear us? */
function peerOf({ peer }: OneWayWatch, { stats }: OneWayInput): OneWayWatch['peer'] {
  const { remote } = stats;
  if (!remote || remote.reports === peer.reports) return peer;
  const understood = stats.understood ?? 0;
  const weSent = stats.sent - peer.ourSent > 2 * ENOUGH_PACKETS;
  const isDeaf = remote.lossPercent === undefined && weSent;
  return {
    reports: remote.reports, sent: remote.sent, understood, ourSent: stats.sent,
    deafReports: isDeaf ? peer.deafReports + 1 : 0,
    unheard: remote.sent - peer.sent > ENOUGH_PACKETS && understood === peer.understood,
  };
}

function nothingHeard(watch: OneWayWatch, input: OneWayInput): OneWay | undefined {
  const { stats, nowMs } = input;
  if (nowMs - (watch.hasHeard ? watch.heardAtMs : watch.sinceMs) < PATIENCE_MS) return undefined;
  const refused = refusedSince(watch.atHeard, stats);
  if (refused) return { direction: 'in', ...refused };
  // Heard before, and silent now: only its own count says that it is not silent by right.
  if (watch.hasHeard) return watch.peer.unheard ? { direction: 'in', reason: 'no-packets', address: input.remote } : undefined;
  if (stats.remote && stats.remote.reports > 0 && stats.remote.sent === 0) return undefined;
  const reason = isUnroutableFrom(input.local, input.remote) ? 'private-address' : 'no-packets';
  return { direction: 'in', reason, address: input.remote };
}

/** What came since then and was not taken: the reason that tells most first. */
function refusedSince(then: Marks, { refused, unauthentic = 0 }: StreamStats): Omit<OneWay, 'direction'> | undefined {
  if (unauthentic > then.unauthentic) return { reason: 'srtp-not-authentic' };
  if (refused?.payloadType && refused.payloadType.count > then.payloadTypes) return { reason: 'payload-type', payloadType: refused.payloadType.number };
  if (refused?.foreign && refused.foreign.count > then.foreign) return { reason: 'foreign-address', address: refused.foreign.from };
  return undefined;
}

function nothingArrives({ peer }: OneWayWatch, { remote }: OneWayInput): OneWay | undefined {
  if (peer.deafReports < DEAF_REPORTS) return undefined;
  return { direction: 'out', reason: 'peer-hears-nothing', address: remote };
}

function marksOf({ understood = 0, refused, unauthentic = 0 }: StreamStats): Marks {
  return { understood, foreign: refused?.foreign?.count ?? 0, payloadTypes: refused?.payloadType?.count ?? 0, unauthentic };
}
