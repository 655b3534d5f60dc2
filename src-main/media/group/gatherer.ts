/** Gathers the samples of packets of any length (AES67: 0.125 to 4 ms; ffmpeg and PulseAudio: what fits an Ethernet frame) into frames of one
 *  length, which a jitter buffer can count. Samples have their place by their timestamp: packets may overtake each other.
 *
 *  A frame goes on its way when it is whole, or when a later one is begun that does not adjoin it. Gaps up to 2 ms are drawn through; a frame
 *  that lacks more is left out, and its number with it: the jitter buffer conceals it. */

/** A whole frame: `timestamp` in RTP ticks; `samples` are valid until the next one. */
export type OnGathered = (sequence: number, timestamp: number, samples: Int16Array) => void;

export interface Gatherer {
  readonly frameTicks: number;
  /** `sequence`: extended. The first `count` of `samples`, which begin at `timestamp`. */
  put(sequence: number, timestamp: number, samples: Int16Array, count: number): void;
  /** A new source, or the same one anew. */
  reset(): void;
}

interface Frame {
  /** Counted from the origin; -1: not in use. */
  index: number;
  samples: Int16Array;
  isThere: Uint8Array;
  filled: number;
}

const FRAMES_PER_SECOND = 100;
/** So many are being filled at once: 10 ms for packets that overtake each other, and as much delay for what follows a loss. */
const OPEN_FRAMES = 2;
/** A distance from the sound before that no path explains. */
const JUMP_MS = 1000;
const LONGEST_GAP_MS = 2;
/** The origin moves on before distances from it no longer fit 32 bits. */
const FAR_FROM_ORIGIN = 2 ** 30;

export function createGatherer(clockRateHz: number, onGathered: OnGathered): Gatherer {
  const frameTicks = Math.floor(clockRateHz / FRAMES_PER_SECOND);
  const jumpTicks = (clockRateHz * JUMP_MS) / 1000;
  const longestGap = Math.ceil((clockRateHz * LONGEST_GAP_MS) / 1000);
  const frames = Array.from({ length: OPEN_FRAMES }, (): Frame => (
    { index: -1, samples: new Int16Array(frameTicks), isThere: new Uint8Array(frameTicks), filled: 0 }
  ));
  /** Timestamp of frame 0, and its number for the jitter buffer. */
  let origin = 0;
  let firstSequence = 0;
  let hasOrigin = false;
  /** In ticks from the origin: what follows the newest packet. */
  let endTicks = 0;
  let newestSequence = 0;
  /** The newest frame that was begun. */
  let newest = -1;
  /** What ended the frame before: gaps are drawn from there. */
  let before = 0;

  function begin(timestamp: number): void {
    origin = timestamp;
    hasOrigin = true;
    endTicks = 0;
    newest = -1;
  }

  /** The sender has paused, or counts anew: that is no loss, so the numbers go on. */
  function beginAnew(timestamp: number): void {
    for (const frame of frames) fillUp(frame);
    flushBefore(Infinity);
    firstSequence += newest + 1;
    begin(timestamp);
  }

  /** What was begun ends in silence. */
  function fillUp(frame: Frame): void {
    for (let i = 0; i < frameTicks; i++) if (!frame.isThere[i]) frame.samples[i] = 0;
    frame.filled = frameTicks;
  }

  /** By whole turns of the open frames, so that each keeps its place. */
  function moveOrigin(): void {
    const by = newest - (newest % OPEN_FRAMES) - OPEN_FRAMES;
    origin = (origin + by * frameTicks) >>> 0;
    firstSequence += by;
    newest -= by;
    endTicks -= by * frameTicks;
    for (const frame of frames) if (frame.index >= 0) frame.index -= by;
  }

  function frameOf(index: number): Frame | undefined {
    const frame = frames[index % OPEN_FRAMES]!;
    if (frame.index === index) return frame;
    // It has gone on its way.
    if (index <= newest) return undefined;
    flushBefore(index - OPEN_FRAMES + 1);
    emitWhole(Math.max(0, index - OPEN_FRAMES + 1));
    newest = index;
    frame.index = index;
    frame.filled = 0;
    frame.isThere.fill(0);
    return frame;
  }

  /** In order: a frame must not overtake one before it that is not whole. */
  function flushBefore(index: number): void {
    for (let at = Math.max(0, newest - OPEN_FRAMES + 1); at <= newest && at < index; at++) {
      const frame = frames[at % OPEN_FRAMES]!;
      if (frame.index === at) emit(frame);
    }
  }

  function emit(frame: Frame): void {
    const { index, samples, filled } = frame;
    frame.index = -1;
    if (filled < frameTicks && !drawThrough(frame)) return;
    before = samples[frameTicks - 1]!;
    onGathered(firstSequence + index, (origin + index * frameTicks) >>> 0, samples);
  }

  /** False: too much is missing. */
  function drawThrough({ samples, isThere, filled }: Frame): boolean {
    if (frameTicks - filled > longestGap) return false;
    for (let at = 0; at < frameTicks; at++) {
      if (isThere[at]) continue;
      let end = at;
      while (end < frameTicks && !isThere[end]) end++;
      const from = at === 0 ? before : samples[at - 1]!;
      const to = end === frameTicks ? from : samples[end]!;
      for (let i = at; i < end; i++) samples[i] = from + ((to - from) * (i - at + 1)) / (end - at + 1);
      at = end;
    }
    return true;
  }

  function fill(index: number, offset: number, samples: Int16Array, from: number, count: number): void {
    const frame = frameOf(index);
    if (!frame) return;
    for (let i = 0; i < count; i++) {
      if (frame.isThere[offset + i]) continue;
      frame.isThere[offset + i] = 1;
      frame.samples[offset + i] = samples[from + i]!;
      frame.filled++;
    }
    if (frame.filled === frameTicks && isNext(index)) emitWhole(index);
  }

  function isNext(index: number): boolean {
    for (const frame of frames) if (frame.index >= 0 && frame.index < index) return false;
    return true;
  }

  /** It, and what has waited for it. */
  function emitWhole(index: number): void {
    for (let at = index; at <= newest; at++) {
      const frame = frames[at % OPEN_FRAMES]!;
      if (frame.index !== at || frame.filled < frameTicks) return;
      emit(frame);
    }
  }

  function put(sequence: number, timestamp: number, samples: Int16Array, count: number): void {
    if (!hasOrigin) begin(timestamp);
    else if (isAnew(sequence, timestamp)) beginAnew(timestamp);
    if (endTicks > FAR_FROM_ORIGIN) moveOrigin();
    const start = (timestamp - origin) | 0;
    // Before the first packet there was nothing.
    for (let done = Math.max(0, -start); done < count;) {
      const at = start + done;
      const offset = at % frameTicks;
      const length = Math.min(frameTicks - offset, count - done);
      fill((at - offset) / frameTicks, offset, samples, done, length);
      done += length;
    }
    if (start + count > endTicks) endTicks = start + count;
    if (sequence > newestSequence) newestSequence = sequence;
  }

  function isAnew(sequence: number, timestamp: number): boolean {
    const aheadTicks = ((timestamp - origin) | 0) - endTicks;
    if (Math.abs(aheadTicks) > jumpTicks) return true;
    return aheadTicks > 0 && sequence === newestSequence + 1;
  }

  return {
    frameTicks,
    put(sequence, timestamp, samples, count) {
      if (!hasOrigin) newestSequence = sequence;
      put(sequence, timestamp, samples, count);
    },
    reset() {
      for (const frame of frames) frame.index = -1;
      hasOrigin = false;
      firstSequence = 0;
    },
  };
}
