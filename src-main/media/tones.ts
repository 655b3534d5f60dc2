/** Sine tones, steady or in the cadence of a telephone network (ITU-T E.180; the German and European 425 Hz). */

export interface Tone {
  /** The next samples. */
  read(into: Int16Array): void;
}

export interface ToneOptions {
  /** One sine, or two at once (DTMF). */
  frequenciesHz: readonly number[];
  sampleRateHz: number;
  /** Peak of the sum, 0 to 1 of full scale. */
  level: number;
  /** Milliseconds on, off, on, off …, repeated; absent: steady. */
  cadenceMs?: readonly number[];
}

export type SignalTone = 'ringback' | 'busy' | 'waiting';

const SIGNAL_HZ = 425;
const SIGNAL_LEVEL = 0.2;
/** On and off are eased: a hard edge clicks. */
const RAMP_MS = 5;

const cadencesMs: Record<SignalTone, readonly number[]> = {
  ringback: [1000, 4000],
  busy: [480, 480],
  waiting: [200, 200, 200, 5000],
};

/** The tone that the local ear hears while it waits, is refused, or has another caller waiting. */
export function createSignalTone(signal: SignalTone, sampleRateHz: number): Tone {
  return createTone({ frequenciesHz: [SIGNAL_HZ], sampleRateHz, level: SIGNAL_LEVEL, cadenceMs: cadencesMs[signal] });
}

const RECORDING_HZ = 1400;

/** A fifth of a second every 15: this call is recorded. */
export function createRecordingTone(sampleRateHz: number): Tone {
  return createTone({ frequenciesHz: [RECORDING_HZ], sampleRateHz, level: SIGNAL_LEVEL, cadenceMs: [200, 14_800] });
}

/** All tones of the thread add up here, one after the other. */
let sums = new Float64Array(0);

/** A tone from phase 0 and the start of its cadence. */
export function createTone(options: ToneOptions): Tone {
  const { sampleRateHz } = options;
  const waves = options.frequenciesHz.map((hz) => createWave((2 * Math.PI * hz) / sampleRateHz));
  const peak = (Math.max(0, Math.min(1, options.level)) * 32_767) / waves.length;
  const envelope = options.cadenceMs && createEnvelope(options.cadenceMs, sampleRateHz);

  return {
    read(into) {
      if (sums.length !== into.length) sums = new Float64Array(into.length);
      sums.fill(0);
      for (const wave of waves) addWave(wave, sums);
      for (let i = 0; i < into.length; i++) into[i] = Math.round(sums[i]! * peak * (envelope ? envelope() : 1));
    },
  };
}

/** A sine as a pointer that turns: cheaper than Math.sin, and off by less than a millionth after a day. */
interface Wave {
  turnSine: number;
  turnCosine: number;
  sine: number;
  cosine: number;
}

function createWave(radiansPerSample: number): Wave {
  return { turnSine: Math.sin(radiansPerSample), turnCosine: Math.cos(radiansPerSample), sine: 0, cosine: 1 };
}

function addWave(wave: Wave, sums: Float64Array): void {
  const { turnSine, turnCosine } = wave;
  let { sine, cosine } = wave;
  for (let i = 0; i < sums.length; i++) {
    sums[i]! += sine;
    const next = sine * turnCosine + cosine * turnSine;
    cosine = cosine * turnCosine - sine * turnSine;
    sine = next;
  }
  wave.sine = sine;
  wave.cosine = cosine;
}

/** Loudness of each next sample, 0 to 1, through the cadence. */
function createEnvelope(cadenceMs: readonly number[], sampleRateHz: number): () => number {
  const lengths = cadenceMs.map((ms) => Math.round((ms * sampleRateHz) / 1000));
  const ramp = Math.round((RAMP_MS * sampleRateHz) / 1000);
  let part = 0;
  let at = 0;

  return () => {
    if (at >= lengths[part]!) {
      part = (part + 1) % lengths.length;
      at = 0;
    }
    const toEdge = Math.min(at, lengths[part]! - 1 - at);
    at++;
    const isOn = part % 2 === 0;
    return isOn ? Math.min(1, toEdge / ramp) : 0;
  };
}

export const DTMF_ROWS_HZ = [697, 770, 852, 941];
export const DTMF_COLUMNS_HZ = [1209, 1336, 1477, 1633];
/** Row by row. */
export const DTMF_KEYS = '123A456B789C*0#D';

/** Row and column frequency of a DTMF key (ITU-T Q.23), upper case; undefined when it is none. */
export function dtmfFrequenciesHz(key: string): readonly [number, number] | undefined {
  const index = key.length === 1 ? DTMF_KEYS.indexOf(key) : -1;
  if (index < 0) return undefined;
  return [DTMF_ROWS_HZ[index >> 2]!, DTMF_COLUMNS_HZ[index & 3]!];
}
