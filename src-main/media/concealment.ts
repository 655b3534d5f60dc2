/** Hides lost frames in the manner of ITU-T G.711 Appendix I: the last pitch periods are repeated and faded out, and what comes
 *  after the loss is blended in. Unlike the Appendix it adds no delay: the joint is smoothed after it, not before. */

export interface Concealment {
  /** A frame that was received, about to be played: blended in place with the replacement when it follows a loss. */
  heard(frame: Int16Array): void;
  /** Writes a replacement for a lost frame. Silent when there was no sound before, and from 60 ms of loss on. */
  conceal(into: Int16Array): void;
  /** A pause in the stream: nothing to blend with. */
  reset(): void;
}

const SHORTEST_PITCH_MS = 5;
const LONGEST_PITCH_MS = 15;
const COMPARED_MS = 20;
const MOST_PERIODS = 3;
/** Full strength for the first part of a loss, then down in a line to nothing. */
const FULL_MS = 10;
const SILENT_AFTER_MS = 60;
/** The step between the last heard sample and the first repeated one is spread over this time. */
const JOINT_MS = 2;
/** Blending into the next good frame: longer after longer losses. */
const SHORTEST_BLEND_MS = 4;
const LONGEST_BLEND_MS = 10;

export function createConcealment(sampleRateHz: number): Concealment {
  const samples = (ms: number): number => Math.round((ms * sampleRateHz) / 1000);
  const longestPitch = samples(LONGEST_PITCH_MS);
  const history = new Int16Array(longestPitch * MOST_PERIODS + Math.ceil(longestPitch / 4));
  /** One, two and three pitch periods, each made so that its end runs on into its beginning. */
  const loops = Array.from({ length: MOST_PERIODS }, (_, i) => new Float32Array(longestPitch * (i + 1)));
  let pitch = longestPitch;
  let step = 0;
  /** Samples replaced since the last good one; 0: no loss. */
  let lost = 0;

  function begin(): void {
    pitch = findPitch(history, samples(SHORTEST_PITCH_MS), longestPitch, samples(COMPARED_MS));
    step = history.at(-1)! - history.at(-1 - pitch)!;
    loops.forEach((loop, i) => fillLoop(loop, history, pitch * (i + 1), quarter()));
  }

  const quarter = (): number => pitch >> 2;

  /** Sample `at` of the replacement. More periods are taken as the loss goes on: a single one would buzz. */
  function replacement(at: number): number {
    const gain = fade(at);
    if (gain === 0) return 0;
    const stage = Math.min(MOST_PERIODS, 1 + Math.floor(at / samples(FULL_MS)));
    const now = loopSample(stage, at);
    const sinceChange = at - (stage - 1) * samples(FULL_MS);
    const blend = stage > 1 && sinceChange < quarter() ? sinceChange / quarter() : 1;
    const wave = blend === 1 ? now : blend * now + (1 - blend) * loopSample(stage - 1, at);
    const joint = Math.max(0, 1 - at / samples(JOINT_MS));
    return gain * (wave + step * joint);
  }

  const loopSample = (periods: number, at: number): number => loops[periods - 1]![at % (pitch * periods)]!;

  function fade(at: number): number {
    const full = samples(FULL_MS);
    if (at < full) return 1;
    return Math.max(0, 1 - (at - full) / (samples(SILENT_AFTER_MS) - full));
  }

  function blendIn(frame: Int16Array): void {
    const wanted = Math.min(LONGEST_BLEND_MS, SHORTEST_BLEND_MS + (0.4 * (lost * 1000)) / sampleRateHz);
    const length = Math.min(frame.length, samples(wanted));
    for (let i = 0; i < length; i++) {
      const good = (i + 1) / (length + 1);
      frame[i] = Math.round(good * frame[i]! + (1 - good) * replacement(lost + i));
    }
  }

  function remember(frame: Int16Array): void {
    const kept = Math.min(frame.length, history.length);
    history.copyWithin(0, kept);
    history.set(kept === frame.length ? frame : frame.subarray(frame.length - kept), history.length - kept);
  }

  return {
    heard(frame) {
      if (lost > 0) blendIn(frame);
      lost = 0;
      remember(frame);
    },
    conceal(into) {
      if (lost === 0) begin();
      if (lost >= samples(SILENT_AFTER_MS)) into.fill(0);
      else for (let i = 0; i < into.length; i++) into[i] = clip(replacement(lost + i));
      lost += into.length;
      remember(into);
    },
    reset() {
      lost = 0;
      history.fill(0);
    },
  };
}

/** The lag at which the end of `history` looks most like what came before it (normalised cross-correlation). */
function findPitch(history: Int16Array, shortest: number, longest: number, compared: number): number {
  const end = history.length;
  let best = longest;
  let bestScore = 0;
  for (let lag = shortest; lag <= longest; lag++) {
    let product = 0;
    let energy = 1;
    for (let i = end - compared; i < end; i++) {
      const earlier = history[i - lag]!;
      product += history[i]! * earlier;
      energy += earlier * earlier;
    }
    const score = product / Math.sqrt(energy);
    if (score <= bestScore) continue;
    bestScore = score;
    best = lag;
  }
  return best;
}

/** The last `length` samples, whose final `overlap` fade into those that precede the first: so the loop closes without a click. */
function fillLoop(loop: Float32Array, history: Int16Array, length: number, overlap: number): void {
  const start = history.length - length;
  for (let i = 0; i < length; i++) loop[i] = history[start + i]!;
  for (let i = 0; i < overlap; i++) {
    const before = (i + 1) / (overlap + 1);
    const at = length - overlap + i;
    loop[at] = (1 - before) * loop[at]! + before * history[start - overlap + i]!;
  }
}

function clip(sample: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(sample)));
}
