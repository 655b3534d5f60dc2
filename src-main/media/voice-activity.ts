/** Voice activity detection: is there anything in this sound that a listener would miss? In doubt there is: what is sent for nothing costs
 *  a packet, what is left out costs a word.
 *
 *  Speech is louder than the noise floor, which is the quietest moment of the last seconds: speech dips to it between its sounds, noise
 *  stays there. A steady tone would become the floor itself; it is told from noise by how well it can be predicted. */
import { createLinearPredictor } from './linear-prediction.ts';

export interface VoiceActivity {
  /** Speech, or speech a moment ago. `sound`: the next packet, whole blocks of 10 ms, of samples up to 32 768, with no DC. */
  hear(sound: Float32Array): boolean;
  /** Goes on as if speech had been heard just now. */
  hold(): void;
}

const BLOCK_MS = 10;
/** Endings of words are soft, and pauses within a sentence are none. */
const HANGOVER_MS = 200;
/** The floor is the lowest of so many windows, the newest of which is still being filled: a louder noise is known after 2.4 s. */
const WINDOWS = 8;
const WINDOW_MS = 300;
/** Share of the newest block in the power whose minimum is the floor. */
const SMOOTHING = 0.2;
/** 7 dB above the floor. Even noise stays below that; what is very low in tone strays further now and then, and is sent. */
const ONSET = 5;
/** Quieter noise than this is as good as none, and louder noise is sent like speech. */
const LEAST_FLOOR = powerOf(-84);
const HIGHEST_FLOOR = powerOf(-38);
/** Tones from here on count as speech. */
const LEAST_TONE = powerOf(-55);
/** What remains of tones, or of a vowel that is held, when prediction has taken out what it can: 10 dB less. Of noise more remains. */
const TONE_RESIDUAL = 0.1;
/** Chords of up to four tones. */
const TONE_ORDER = 8;
/** Rumble varies like speech and can be predicted like a tone: what is higher counts more. */
const EMPHASIS = 0.5;

/** `longestPacket`: in samples. */
export function createVoiceActivity(sampleRateHz: number, longestPacket: number): VoiceActivity {
  const blockSamples = (sampleRateHz * BLOCK_MS) / 1000;
  const predictor = createLinearPredictor(TONE_ORDER, sampleRateHz, longestPacket);
  const emphasised = new Float32Array(longestPacket);
  /** At first everything is louder than what is known of the noise. */
  const minima = new Float64Array(WINDOWS).fill(LEAST_FLOOR);
  const state = { last: 0, smoothed: 0, floor: LEAST_FLOOR, window: 0, windowMs: 0, hangoverMs: 0 };

  function emphasise(sound: Float32Array): void {
    let { last } = state;
    for (let i = 0; i < sound.length; i++) {
      emphasised[i] = sound[i]! - EMPHASIS * last;
      last = sound[i]!;
    }
    state.last = last;
  }

  function powerAt(from: number): number {
    let sum = 0;
    for (let i = from; i < from + blockSamples; i++) sum += emphasised[i]! * emphasised[i]!;
    return sum / blockSamples;
  }

  function isTone(length: number): boolean {
    predictor.fit(emphasised, 0, length);
    return predictor.residual < TONE_RESIDUAL;
  }

  function learn(power: number): void {
    state.smoothed += SMOOTHING * (power - state.smoothed);
    minima[state.window] = Math.min(minima[state.window]!, state.smoothed);
    state.windowMs += BLOCK_MS;
    if (state.windowMs < WINDOW_MS) return updateFloor();
    state.windowMs = 0;
    state.window = (state.window + 1) % WINDOWS;
    minima[state.window] = state.smoothed;
    updateFloor();
  }

  function updateFloor(): void {
    let lowest = Infinity;
    for (let i = 0; i < WINDOWS; i++) lowest = Math.min(lowest, minima[i]!);
    state.floor = Math.max(LEAST_FLOOR, Math.min(HIGHEST_FLOOR, lowest));
  }

  return {
    hear(sound) {
      emphasise(sound);
      let loudest = 0;
      for (let from = 0; from < sound.length; from += blockSamples) loudest = Math.max(loudest, powerAt(from));
      const tone = loudest > LEAST_TONE && isTone(sound.length);
      const isSpeech = tone || loudest > ONSET * state.floor;
      for (let from = 0; !tone && from < sound.length; from += blockSamples) learn(powerAt(from));
      state.hangoverMs = isSpeech ? HANGOVER_MS : Math.max(0, state.hangoverMs - (sound.length / blockSamples) * BLOCK_MS);
      return state.hangoverMs > 0;
    },
    hold: () => void (state.hangoverMs = HANGOVER_MS),
  };
}

/** Mean square of samples at a level in dBov. */
function powerOf(levelDb: number): number {
  return 32_768 ** 2 * 10 ** (levelDb / 10);
}
