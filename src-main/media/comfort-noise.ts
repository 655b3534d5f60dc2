/** Comfort noise as the peer describes it while it sends no sound (RFC 3389). */

export interface ComfortNoise {
  /** Has the peer described its noise? */
  readonly isKnown: boolean;
  /** The payload of a comfort noise packet; one without a byte says nothing. */
  describe(payload: Uint8Array, offset: number, length: number): void;
  /** Adds noise to `frame`; the first after silence fades in. `isFirst`: what came before was no noise. */
  addTo(frame: Int16Array, isFirst: boolean): void;
  forget(): void;
}

/** RFC 3551 6: at 8000 Hz it always has this number. */
export const COMFORT_NOISE_PAYLOAD_TYPE = 13;
export const COMFORT_NOISE_RATE_HZ = 8000;
/** What an encoder has use for; more of a hostile description is ignored. */
const MOST_COEFFICIENTS = 16;
const OVERLOAD = 32_768;

export function createComfortNoise(): ComfortNoise {
  const reflections = new Float64Array(MOST_COEFFICIENTS);
  /** Backward prediction errors of the lattice. */
  const lattice = new Float64Array(MOST_COEFFICIENTS + 1);
  const state = { order: 0, excitation: 0, seed: 1 };

  function describe(payload: Uint8Array, offset: number, length: number): void {
    if (length < 1) return;
    state.order = Math.min(length - 1, MOST_COEFFICIENTS);
    let residual = 1;
    for (let i = 0; i < state.order; i++) {
      // RFC 3389 3.2: 0 to 254 stand for -1 to 1; 255 is not used.
      const reflection = 258 * (Math.min(254, payload[offset + 1 + i]!) - 127) / 32_768;
      reflections[i] = reflection;
      residual *= 1 - reflection * reflection;
    }
    // RFC 3389 3.1: level below overload in dB, the highest bit 0. Noise that is evenly spread has a third of its peak's power.
    const level = OVERLOAD * 10 ** (-(payload[offset]! & 0x7f) / 20);
    state.excitation = level * Math.sqrt(3 * residual);
    comfort.isKnown = true;
  }

  function excite(): number {
    state.seed = (Math.imul(state.seed, 1_664_525) + 1_013_904_223) | 0;
    return state.excitation * state.seed / 0x8000_0000;
  }

  /** All-pole lattice: stable for every description, as no reflection reaches 1. */
  function next(): number {
    let forward = excite();
    for (let i = state.order - 1; i >= 0; i--) {
      forward -= reflections[i]! * lattice[i]!;
      lattice[i + 1] = lattice[i]! + reflections[i]! * forward;
    }
    lattice[0] = forward;
    return forward;
  }

  const comfort = {
    isKnown: false,
    describe,
    addTo(frame: Int16Array, isFirst: boolean) {
      for (let i = 0; i < frame.length; i++) {
        const sample = frame[i]! + next() * (isFirst ? i / frame.length : 1);
        frame[i] = Math.max(-32_768, Math.min(32_767, Math.round(sample)));
      }
    },
    forget() {
      comfort.isKnown = false;
      lattice.fill(0);
    },
  };
  return comfort;
}
