/** Which packets of our sound are sent, where pauses are not: in their place the peer is told now and then what noise there is (RFC 3389). */
import { createNoiseDescription } from './noise-description.ts';
import { createVoiceActivity } from './voice-activity.ts';

export interface SilenceSuppression {
  /** What to send for the next packet's sound. `isWanted`: it is, whatever it sounds like (music, a file). */
  next(pcm: Int16Array, isWanted: boolean): 'sound' | 'noise' | 'nothing';
  /** Something else was sent instead: what follows is heard for a while, and the next pause begins anew. */
  interrupt(): void;
  /** The payload for 'noise'; gives its length. */
  writeNoise(into: Uint8Array, offset: number): number;
}

/** A description that was lost is missed for no longer than this; a NAT stays open too. */
const REPEAT_MS = 500;
/** A change that is told at once, but not more often than it can be measured. */
const CHANGE_DB = 3;
const CHANGE_MS = 100;
/** Pole of the filter that takes out DC, and rumble below 65 Hz at 8000 Hz: nothing that a telephone carries. */
const HIGH_PASS_POLE = 0.95;
/** Of a 16-bit sample. */
const INAUDIBLE = 1e-6;

/** `packetSamples`: of each packet, whole tens of milliseconds. */
export function createSilenceSuppression(sampleRateHz: number, packetSamples: number): SilenceSuppression {
  const packetMs = (packetSamples * 1000) / sampleRateHz;
  const sound = new Float32Array(packetSamples);
  const voice = createVoiceActivity(sampleRateHz, packetSamples);
  const noise = createNoiseDescription(sampleRateHz);
  const state = { isPause: false, sentMsAgo: 0, sentLevel: 0, input: 0, output: 0 };
  // A call begins with sound: the peer's buffers and any NAT need packets to begin with.
  voice.hold();

  function filter(pcm: Int16Array): void {
    let { input, output } = state;
    // After long silence it would become so small that each operation is slow.
    if (Math.abs(output) < INAUDIBLE) output = 0;
    for (let i = 0; i < packetSamples; i++) {
      output = pcm[i]! - input + HIGH_PASS_POLE * output;
      input = pcm[i]!;
      sound[i] = output;
    }
    state.input = input;
    state.output = output;
  }

  function isNews(): boolean {
    if (!state.isPause || state.sentMsAgo >= REPEAT_MS) return true;
    return state.sentMsAgo >= CHANGE_MS && Math.abs(noise.level() - state.sentLevel) >= CHANGE_DB;
  }

  function interrupt(): void {
    voice.hold();
    state.isPause = false;
  }

  return {
    next(pcm, isWanted) {
      filter(pcm);
      noise.hear(sound);
      if (isWanted) voice.hold();
      const isSpeech = voice.hear(sound);
      state.sentMsAgo += packetMs;
      const tellsNoise = !isSpeech && isNews();
      state.isPause = !isSpeech;
      if (isSpeech) return 'sound';
      if (!tellsNoise) return 'nothing';
      state.sentMsAgo = 0;
      state.sentLevel = noise.level();
      return 'noise';
    },
    interrupt,
    writeNoise: noise.write,
  };
}
