/** Louder or softer. What would not fit into 16 bits is turned down as a whole, at once, and comes back slowly: a loud word stays a clean
 *  word, where clipping would rasp and wrapping around would crack. */

export interface Gain {
  /** 0: as it is. */
  setDb(db: number): void;
  /** In place. */
  apply(frame: Int16Array): void;
  /** A sum of several voices into 16 bits. */
  limit(sum: Int32Array, into: Int16Array): void;
}

const FULL_SCALE = 32_767;
/** So much of the reduction is left after each frame of 20 ms: half of it is gone in a tenth of a second. */
const RELEASE = 0.87;
/** Nearer than this to what is wanted is there. */
const TOLERANCE = 0.001;

export function createGain(): Gain {
  let wanted = 1;
  /** What the last sample got: the next frame begins there, so that no step is heard. */
  let current = 1;

  function scale(from: Int16Array | Int32Array, into: Int16Array): void {
    const room = roomIn(from);
    const recovered = wanted + (current - wanted) * RELEASE;
    const target = Math.min(Math.abs(recovered - wanted) < TOLERANCE ? wanted : recovered, room);
    let factor = Math.min(current, room);
    const step = (target - factor) / from.length;
    for (let i = 0; i < from.length; i++) {
      factor += step;
      into[i] = Math.round(from[i]! * factor);
    }
    current = target;
  }

  return {
    setDb(db) {
      wanted = 10 ** (db / 20);
    },
    apply(frame) {
      if (wanted !== 1 || current !== 1) scale(frame, frame);
    },
    limit: scale,
  };
}

/** The largest factor that the loudest sample stands. */
function roomIn(samples: Int16Array | Int32Array): number {
  let peak = 1;
  for (let i = 0; i < samples.length; i++) {
    const magnitude = Math.abs(samples[i]!);
    if (magnitude > peak) peak = magnitude;
  }
  return FULL_SCALE / peak;
}
