/** What waits between the core's frames and the loudspeaker. Frames come in bursts, samples leave steadily: too few and
 *  there is silence, too many and the talk is late. Pure; runs inside the AudioWorklet. */

export interface PlaybackRing {
  push(frame: Int16Array): void;
  /** Fills `out` (-1 to 1); what is missing is silence. */
  pull(out: Float32Array): void;
  readonly queued: number;
  readonly underruns: number;
}

/** After running dry it waits for `target` samples again; each underrun makes the target one frame longer, up to four.
 *  More than three frames above the target and the oldest are dropped. */
export function createPlaybackRing(frameSamples: number): PlaybackRing {
  const capacity = frameSamples * 16;
  const samples = new Int16Array(capacity);
  const maxTarget = frameSamples * 4;
  let target = frameSamples;
  let read = 0;
  let queued = 0;
  let playing = false;
  let underruns = 0;

  function drop(count: number): void {
    read = (read + count) % capacity;
    queued -= count;
  }

  return {
    push(frame) {
      if (frame.length > capacity - queued) drop(Math.min(queued, frame.length));
      for (let i = 0; i < frame.length && i < capacity; i++) samples[(read + queued + i) % capacity] = frame[i] ?? 0;
      queued += Math.min(frame.length, capacity);
      if (queued > target + frameSamples * 3) drop(queued - target);
      if (queued >= target) playing = true;
    },
    pull(out) {
      const count = playing ? Math.min(out.length, queued) : 0;
      for (let i = 0; i < count; i++) out[i] = (samples[(read + i) % capacity] ?? 0) / 32_768;
      out.fill(0, count);
      drop(count);
      if (!playing || count === out.length) return;
      playing = false;
      underruns++;
      target = Math.min(maxTarget, target + frameSamples);
    },
    get queued() {
      return queued;
    },
    get underruns() {
      return underruns;
    },
  };
}

/** Gathers the worklet's short blocks into frames of `frameSamples`, as Int16. */
export function createFramer(frameSamples: number, emit: (frame: Int16Array) => void): (block: Float32Array) => void {
  let frame = new Int16Array(frameSamples);
  let filled = 0;
  return (block) => {
    for (const sample of block) {
      frame[filled++] = Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
      if (filled < frameSamples) continue;
      emit(frame);
      frame = new Int16Array(frameSamples);
      filled = 0;
    }
  };
}

/** Peak of a frame, 0 to 1. */
export function peak(frame: Int16Array): number {
  let max = 0;
  for (const sample of frame) max = Math.max(max, Math.abs(sample));
  return max / 32_768;
}
