/** What a network does to a stream of packets, written down packet by packet: the same list goes to every receiver. */
import type { SeededRandom } from '../fakes/seeded-random.ts';
import { createSeededRandom } from '../fakes/seeded-random.ts';

export interface Impairment {
  name: string;
  /** Share of packets lost, each for itself. */
  loss?: number;
  /** The same share, but in runs of this many packets in the mean (Gilbert's model). */
  burstPackets?: number;
  /** Each packet is delayed by 0 to twice as much, evenly distributed, as netem does it: packets overtake each other. */
  jitterMs?: number;
  /** Share of packets that are delayed by `REORDER_DELAY_MS`, so that the next overtakes them. */
  reordered?: number;
  /** The sender's clock is faster by so many millionths. */
  fasterPpm?: number;
}

/** What issue 4 asks for. */
export const IMPAIRMENTS: readonly Impairment[] = [
  { name: 'no loss' },
  { name: '1 % loss', loss: 0.01 },
  { name: '5 % loss', loss: 0.05 },
  { name: '10 % loss', loss: 0.1 },
  { name: '20 % loss', loss: 0.2 },
  { name: '5 % loss in bursts', loss: 0.05, burstPackets: 3 },
  { name: '50 ms jitter', jitterMs: 50 },
  { name: '2 % reordered', reordered: 0.02 },
];

export interface Arrival {
  /** From the beginning of the stream. */
  atMs: number;
  /** Which frame of the speech it holds: sequence number and timestamp follow from it. */
  frame: number;
}

const REORDER_DELAY_MS = 30;

/** When which frame arrives, in the order of arrival. Frame 0 is never lost: every receiver starts at the same place. */
export function arrivalsOf(impairment: Impairment, frames: number, frameMs: number, seed: number): Arrival[] {
  const random = createSeededRandom(seed);
  const isLost = losses(impairment, random);
  const spacingMs = frameMs / (1 + (impairment.fasterPpm ?? 0) / 1e6);
  const arrivals: Arrival[] = [];
  for (let frame = 0; frame < frames; frame++) {
    const delayMs = delayOf(impairment, random);
    if (!isLost() || frame === 0) arrivals.push({ atMs: frame * spacingMs + delayMs, frame });
  }
  return arrivals.sort((a, b) => a.atMs - b.atMs);
}

function delayOf({ jitterMs = 0, reordered = 0 }: Impairment, random: SeededRandom): number {
  const [jitter, fate] = [random.fraction(), random.fraction()];
  return jitter * 2 * jitterMs + (fate < reordered ? REORDER_DELAY_MS : 0);
}

/** Two states, one of which loses everything; `loss` of the time is spent there, `burstPackets` at a stretch. */
function losses({ loss = 0, burstPackets }: Impairment, random: SeededRandom): () => boolean {
  if (burstPackets === undefined) return () => random.fraction() < loss;
  const end = 1 / burstPackets;
  const begin = (loss * end) / (1 - loss);
  let isBad = false;
  return () => {
    isBad = random.fraction() < (isBad ? 1 - end : begin);
    return isBad;
  };
}
