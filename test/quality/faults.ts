/** What the ear notices at once, whatever the average says: silent holes in speech, and clicks. */
import type { Path } from './align.ts';

/** 2.5 ms at 8 kHz: between two pitch pulses a voice is never 30 dB down. */
const BLOCKS_PER_HOP = 4;
const HOLE_BLOCKS = 4;
const HOLE_DROP = 10 ** -3;
/** The reference must be loud for so long around: its own closures (p, t, k) are no holes. */
const AROUND_BLOCKS = 5;
/** Of speech (which has 1): quieter than this, nobody misses it. */
const AUDIBLE = 10 ** -3;

export function findHoles(reference: Float32Array, recording: Float32Array, path: Path, hop: number, isSpeech: boolean[]): { count: number; samples: number } {
  const block = hop / BLOCKS_PER_HOP;
  const said = blockPowers(reference, block);
  const heard = blockPowers(recording, block);
  const frameOf = framesAt(path, heard.length);
  let [run, count, blocks] = [0, 0, 0];
  for (let i = 0; i <= heard.length; i++) {
    const frame = frameOf[i] ?? -1;
    // A frame stands for the middle of its window, which begins at its place.
    const isHole = frame >= 0 && isSpeech[frame] && heard[i]! < leastAround(said, (frame + 1) * BLOCKS_PER_HOP) * HOLE_DROP;
    if (isHole) run++;
    if (isHole || run === 0) continue;
    if (run >= HOLE_BLOCKS) {
      count++;
      blocks += run;
    }
    run = 0;
  }
  return { count, samples: blocks * block };
}

/** For each block of the recording the frame of the reference that is heard there; -1: none. */
function framesAt({ at }: Path, blocks: number): Int32Array {
  const frames = new Int32Array(blocks).fill(-1);
  for (let frame = 0; frame + 1 < at.length; frame++) {
    const from = at[frame]! + BLOCKS_PER_HOP;
    const to = Math.max(from, at[frame + 1]! + BLOCKS_PER_HOP);
    for (let i = Math.max(0, from); i < to && i < blocks; i++) frames[i] = frame;
  }
  return frames;
}

function leastAround(powers: Float32Array, at: number): number {
  let least = Infinity;
  for (let i = at - AROUND_BLOCKS; i <= at + AROUND_BLOCKS; i++) least = Math.min(least, powers[i] ?? 0);
  return least < AUDIBLE ? 0 : least;
}

function blockPowers(samples: Float32Array, block: number): Float32Array {
  return Float32Array.from({ length: Math.floor(samples.length / block) }, (_, i) => {
    let sum = 0;
    for (let at = i * block; at < (i + 1) * block; at++) sum += samples[at]! ** 2;
    return sum / block;
  });
}

/** Of the level of speech. */
const CLICK_LEVEL = 0.6;
const CLICK_RATIO = 2.5;

/** Bends of the curve (second differences) that are far sharper than any that the speaker makes thereabouts. */
export function findClicks(reference: Float32Array, recording: Float32Array, { at, ratio }: Path, hop: number): number {
  const said = sharpest(reference, hop);
  const heard = sharpest(recording, hop);
  let count = 0;
  let last = -Infinity;
  for (let frame = 2; frame + 3 < said.length && frame < at.length; frame++) {
    const block = Math.round(at[frame]! / ratio) + 1;
    const natural = Math.max(...said.subarray(frame - 1, frame + 4));
    const isClick = (heard[block] ?? 0) > Math.max(CLICK_LEVEL, CLICK_RATIO * natural);
    if (!isClick) continue;
    if (block - last > 1) count++;
    last = block;
  }
  return count;
}

function sharpest(samples: Float32Array, hop: number): Float32Array {
  return Float32Array.from({ length: Math.floor(samples.length / hop) }, (_, i) => {
    let most = 0;
    for (let at = Math.max(2, i * hop); at < (i + 1) * hop; at++) {
      most = Math.max(most, Math.abs(samples[at]! - 2 * samples[at - 1]! + samples[at - 2]!));
    }
    return most;
  });
}
