import { describe, expect, it } from 'vitest';
import { createConference } from '../../../src-main/media/conference.ts';
import { join, levelOf, sine } from './signal.ts';

interface Voice {
  hz: number;
  rateHz: number;
  level?: number;
}

/** What each member is sent in the last half of a second. */
function talk(voices: Voice[], hooks: (tick: number, leave: (index: number) => void) => void = () => {}): Int16Array[] {
  const conference = createConference();
  const seats = voices.map(() => conference.sit());
  const heard: Int16Array[][] = voices.map(() => []);
  const left = new Set<number>();
  for (let tick = 0; tick < 50; tick++) {
    hooks(tick, (index) => {
      seats[index]?.leave();
      left.add(index);
    });
    const present = voices.map((_, index) => index).filter((index) => !left.has(index));
    for (const index of present) {
      const { hz, rateHz, level = 0.2 } = voices[index]!;
      seats[index]!.say(sine(hz, rateHz / 50, { rateHz, level, from: (tick * rateHz) / 50 }));
    }
    for (const index of present) heard[index]!.push(seats[index]!.others().slice());
  }
  return heard.map((frames) => join(frames.slice(25)));
}

/** Which of 500, 900 and 1300 Hz. */
const tones = (sound: Int16Array, rateHz: number): number[] => [500, 900, 1300].map((hz) => Math.round(100 * levelOf(hz, sound, rateHz)) / 100);

describe('a conference', () => {
  it('sends each member all the others and nothing of itself', () => {
    const heard = talk([{ hz: 500, rateHz: 8000 }, { hz: 900, rateHz: 8000 }, { hz: 1300, rateHz: 8000 }]);
    expect(heard.map((sound) => tones(sound, 8000))).toEqual([[0, 0.2, 0.2], [0.2, 0, 0.2], [0.2, 0.2, 0]]);
  });

  it('joins members of different rates', () => {
    const voices = [{ hz: 500, rateHz: 8000 }, { hz: 900, rateHz: 16_000 }, { hz: 1300, rateHz: 48_000 }];
    const heard = talk(voices);
    expect(heard.map((sound, index) => tones(sound, voices[index]!.rateHz))).toEqual([[0, 0.2, 0.2], [0.2, 0, 0.2], [0.2, 0.2, 0]]);
    expect(heard.map((sound) => sound.length)).toEqual([4000, 8000, 24_000]);
  });

  it('does without a member who leaves', () => {
    const voices = [{ hz: 500, rateHz: 8000 }, { hz: 900, rateHz: 8000 }, { hz: 1300, rateHz: 16_000 }];
    const [first, second] = talk(voices, (tick, leave) => void (tick === 10 && leave(2))) as [Int16Array, Int16Array];
    expect([tones(first, 8000), tones(second, 8000)]).toEqual([[0, 0.2, 0], [0.2, 0, 0]]);
  });

  it('of loud voices neither wraps around nor clips', () => {
    const [first] = talk([{ hz: 500, rateHz: 8000 }, { hz: 900, rateHz: 8000, level: 0.9 }, { hz: 1300, rateHz: 8000, level: 0.9 }]) as [Int16Array];
    expect(levelOf(900, first)).toBeGreaterThan(0.4);
    expect(levelOf(500, first)).toBeLessThan(0.01);
    expect(levelOf(1700, first)).toBeLessThan(0.02);
  });
});
