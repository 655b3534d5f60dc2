/** Loss and discard in bursts and gaps (RFC 3611 4.7.2). A packet is judged when 32 newer ones have come: until then it may be on its way. */
import { GMIN } from '../../src-shared/rtp/rtcp-xr.ts';

export interface BurstFigures {
  /** Packets that were due, as far as they are judged. */
  packets: number;
  lost: number;
  /** Came, but too late to be played. */
  discarded: number;
  bursts: number;
  /** Share that was lost or discarded, 0 to 1. */
  burstDensity: number;
  gapDensity: number;
  /** Mean lengths. */
  burstPackets: number;
  gapPackets: number;
  /** BurstR of ITU-T G.107: mean run of losses over that of random loss; 1: random. */
  burstRatio: number;
}

export interface BurstMetrics {
  /** `sequence`: extended (RtpReceiver.sequence). */
  onPacket(sequence: number, isDiscarded: boolean): void;
  /** A new source or sequence begins: the figures go on. */
  restart(): void;
  figures(): BurstFigures;
}

const HOLD = 32;
const WINDOW = 64;
const MISSING = 0;
const PLAYED = 1;
const DISCARDED = 2;

export function createBurstMetrics(): BurstMetrics {
  const window = new Uint8Array(WINDOW);
  const place = { started: false, next: 0, newest: 0 };
  const count = { packets: 0, lost: 0, discarded: 0, runs: 0, bursts: 0, inBursts: 0, missedInBursts: 0 };
  /** Since the last packet that was missed; and of what may be a burst: from its first to its last. */
  const open = { played: 0, missed: 0, length: 0, inRun: false };

  function onPacket(sequence: number, isDiscarded: boolean): void {
    if (!place.started) begin(sequence);
    while (place.newest < sequence) {
      place.newest++;
      window[place.newest % WINDOW] = MISSING;
      if (place.newest - place.next >= HOLD) judgeNext();
    }
    if (sequence >= place.next) window[sequence % WINDOW] = isDiscarded ? DISCARDED : PLAYED;
  }

  function begin(sequence: number): void {
    place.started = true;
    place.next = sequence;
    place.newest = sequence - 1;
  }

  function judgeNext(): void {
    const found = window[place.next % WINDOW];
    place.next++;
    count.packets++;
    if (found === PLAYED) return notePlayed();
    if (found === DISCARDED) count.discarded++;
    else count.lost++;
    noteMissed();
  }

  function notePlayed(): void {
    open.inRun = false;
    open.played++;
    if (open.played === GMIN) closeBurst();
  }

  function noteMissed(): void {
    if (!open.inRun) count.runs++;
    open.inRun = true;
    open.length = open.missed === 0 ? 1 : open.length + open.played + 1;
    open.missed++;
    open.played = 0;
  }

  /** One that is missed alone belongs to the gap. */
  function closeBurst(): void {
    if (open.missed > 1) {
      count.bursts++;
      count.inBursts += open.length;
      count.missedInBursts += open.missed;
    }
    open.missed = 0;
    open.length = 0;
  }

  function figures(): BurstFigures {
    const isOpen = open.missed > 1;
    const bursts = count.bursts + (isOpen ? 1 : 0);
    const inBursts = count.inBursts + (isOpen ? open.length : 0);
    const missedInBursts = count.missedInBursts + (isOpen ? open.missed : 0);
    const missed = count.lost + count.discarded;
    const inGaps = count.packets - inBursts;
    const ratio = count.packets === 0 ? 0 : missed / count.packets;
    return {
      packets: count.packets,
      lost: count.lost,
      discarded: count.discarded,
      bursts,
      burstDensity: inBursts === 0 ? 0 : missedInBursts / inBursts,
      gapDensity: inGaps === 0 ? 0 : (missed - missedInBursts) / inGaps,
      burstPackets: bursts === 0 ? 0 : inBursts / bursts,
      gapPackets: inGaps / (count.bursts + 1),
      // G.107 3.6; never below random.
      burstRatio: count.runs === 0 ? 1 : Math.max(1, missed / count.runs * (1 - ratio)),
    };
  }

  return {
    onPacket,
    restart() {
      while (place.started && place.next <= place.newest) judgeNext();
      place.started = false;
      open.inRun = false;
    },
    figures,
  };
}
