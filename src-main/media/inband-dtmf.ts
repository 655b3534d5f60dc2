/** DTMF as tones in the audio, for peers that did not agree to telephone-events. Frames of 20 ms. */
import type { Tone } from './tones.ts';
import { createTone, dtmfFrequenciesHz } from './tones.ts';

export interface InbandDtmf {
  isBusy(): boolean;
  /** What is no DTMF key is left out. */
  queue(digits: string): void;
  /** What has not begun to sound. */
  left(): string;
  /** Replaces the frame while a digit or the pause after it lasts. */
  overlay(frame: Int16Array): void;
}

const TONE_TICKS = 5;
const PAUSE_TICKS = 5;
const LEVEL = 0.5;

export function createInbandDtmf(sampleRateHz: number): InbandDtmf {
  const tones: { digit: string; tone: Tone }[] = [];
  let ticks = 0;

  return {
    isBusy: () => tones.length > 0,
    queue(digits) {
      for (const digit of digits.toUpperCase()) {
        const frequenciesHz = dtmfFrequenciesHz(digit);
        if (frequenciesHz) tones.push({ digit, tone: createTone({ frequenciesHz, sampleRateHz, level: LEVEL }) });
      }
    },
    left: () => tones.slice(ticks > 0 ? 1 : 0).map(({ digit }) => digit).join(''),
    overlay(frame) {
      const first = tones[0];
      if (!first) return;
      if (ticks < TONE_TICKS) first.tone.read(frame);
      else frame.fill(0);
      ticks++;
      if (ticks < TONE_TICKS + PAUSE_TICKS) return;
      tones.shift();
      ticks = 0;
    },
  };
}
