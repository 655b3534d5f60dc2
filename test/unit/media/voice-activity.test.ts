import { describe, expect, it } from 'vitest';
import { createVoiceActivity } from '../../../src-main/media/voice-activity.ts';
import { inTurn, noise, silence, together, tones, word } from './talk.ts';

const FRAME = 160;
const FRAME_MS = 20;

/** Of each frame of 20 ms: does it hold speech? */
function judge(sound: Float32Array, frame = FRAME): boolean[] {
  const voice = createVoiceActivity(8000, frame);
  return Array.from({ length: Math.floor(sound.length / frame) }, (_, i) => voice.hear(sound.slice(i * frame, (i + 1) * frame)));
}

const frames = (ms: number): number => ms / FRAME_MS;
/** Longer than the noise takes to be known. */
const SETTLE_MS = 3000;
const HANGOVER_MS = 200;

describe('voice activity', () => {
  it('silence is none, from the first frame on', () => {
    expect(judge(silence(1000))).not.toContain(true);
  });

  it.each([
    [-75, 0], [-60, 0], [-45, 0], [-60, 0.5], [-45, 0.5],
  ])('steady noise of %d dBov is none when it is known (pole %d)', (levelDb, pole) => {
    const judged = judge(noise(12_000, levelDb, { pole, seed: 7 }));
    expect(judged.slice(frames(SETTLE_MS))).not.toContain(true);
  });

  it.each([[-60, 0.9], [-45, 0.9], [-50, 0.95]])('rumble of %d dBov is seldom taken for it (pole %d)', (levelDb, pole) => {
    const judged = judge(noise(30_000, levelDb, { pole, seed: 7 })).slice(frames(SETTLE_MS));
    expect(judged.filter((isSpeech) => isSpeech).length / judged.length).toBeLessThan(0.2);
  });

  describe.each([
    ['a good microphone', -70, -22], ['an office', -50, -25], ['a very quiet microphone', -82, -58], ['a loud room', -42, -24],
  ])('words in %s (noise %d, speech %d dBov)', (_, noiseDb, speechDb) => {
    const said = inTurn(silence(SETTLE_MS), word(600, speechDb), silence(1000), word(400, speechDb, 2), silence(1000));
    const judged = judge(together(said, noise(6000, noiseDb, { pole: 0.5, seed: 3 })));

    it('are speech from their first frame to their last, and a little longer', () => {
      for (const [fromMs, toMs] of [[3000, 3600], [4600, 5000]] as const) {
        const kept = judged.slice(frames(fromMs), frames(toMs + HANGOVER_MS - FRAME_MS));
        // The hiss that begins a word may drown in the noise of a loud room.
        expect(kept.indexOf(true)).toBeLessThanOrEqual(noiseDb > -60 ? 5 : 0);
        expect(kept.slice(kept.indexOf(true))).not.toContain(false);
      }
    });

    it('have pauses between them', () => {
      expect(judged.slice(frames(3600 + HANGOVER_MS + FRAME_MS), frames(4600))).not.toContain(true);
      expect(judged.slice(frames(5000 + HANGOVER_MS + FRAME_MS))).not.toContain(true);
    });
  });

  it('a louder noise is sent until it is known, a softer one at once', () => {
    const judged = judge(inTurn(noise(4000, -65), noise(6000, -48, { seed: 2 }), noise(2000, -65, { seed: 3 })));
    expect(judged.slice(frames(SETTLE_MS), frames(4000))).not.toContain(true);
    expect(judged.slice(frames(4000), frames(5000))).not.toContain(false);
    expect(judged.slice(frames(4000 + SETTLE_MS))).not.toContain(true);
  });

  it.each([[[425]], [[697, 1209]], [[440]], [[262, 330, 392]]])('a steady tone of %j Hz stays sound, however long', (frequenciesHz) => {
    const sound = together(tones(15_000, -45, ...frequenciesHz), noise(15_000, -75));
    expect(judge(sound)).not.toContain(false);
  });

  it('music stays sound', () => {
    const notes = [262, 330, 392, 523, 392, 330].map((hz, i) => tones(500, -40 - (i % 3) * 4, hz, 2 * hz, 3 * hz));
    const tune = inTurn(...notes, ...notes, ...notes);
    expect(judge(together(tune, noise(9000, -70)))).not.toContain(false);
  });

  it.each([80, 240, 320, 480])('judges packets of %d samples alike', (frame) => {
    const said = together(inTurn(silence(SETTLE_MS), word(600, -25), silence(1200)), noise(4800, -60));
    const judged = judge(said, frame);
    const at = (ms: number): number => Math.ceil((ms * 8) / frame);
    expect(judged.slice(at(3100), at(3700))).not.toContain(false);
    expect(judged.slice(at(3600 + HANGOVER_MS + 60))).not.toContain(true);
  });
});
