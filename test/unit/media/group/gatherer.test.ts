import { describe, expect, it } from 'vitest';
import type { Gatherer } from '../../../../src-main/media/group/gatherer.ts';
import { createGatherer } from '../../../../src-main/media/group/gatherer.ts';

interface Gathered {
  sequence: number;
  timestamp: number;
  samples: number[];
}

function gathering(clockRateHz = 8000): { gatherer: Gatherer; frames: Gathered[] } {
  const frames: Gathered[] = [];
  const gatherer = createGatherer(clockRateHz, (sequence, timestamp, samples) => void frames.push({ sequence, timestamp, samples: [...samples] }));
  return { gatherer, frames };
}

/** Samples that say where they are. */
const ramp = (from: number, count: number): Int16Array => Int16Array.from({ length: count }, (_, i) => from + i);

/** Packets of `length` samples, numbered from `first`; those in `without` do not come. */
function send(gatherer: Gatherer, length: number, count: number, { start = 0, first = 0, without = [] as number[] } = {}): void {
  for (let n = 0; n < count; n++) {
    if (!without.includes(n)) gatherer.put(first + n, (start + n * length) >>> 0, ramp(n * length, length), length);
  }
}

describe('samples are gathered into frames of 10 ms', () => {
  it.each([1, 8, 29, 80, 160, 364])('whatever their packets hold: %i', (length) => {
    const { gatherer, frames } = gathering();
    send(gatherer, length, Math.ceil(800 / length), { start: 4_294_967_000 });
    expect(frames.length).toBeGreaterThanOrEqual(10);
    expect(frames.slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, n) => (
      { sequence: n, timestamp: (4_294_967_000 + n * 80) >>> 0, samples: [...ramp(n * 80, 80)] }
    )));
  });

  it('at 44 100 Hz, 96 kHz and any other rate', () => {
    for (const rate of [44_100, 96_000, 22_050]) expect(createGatherer(rate, () => {}).frameTicks).toBe(Math.floor(rate / 100));
  });

  it('put into order where packets overtake each other, and count twice what comes twice', () => {
    const { gatherer, frames } = gathering();
    for (const n of [0, 2, 1, 1, 3, 5, 4, 7, 6, 9, 8]) gatherer.put(n, n * 8, ramp(n * 8, 8), 8);
    expect(frames).toEqual([{ sequence: 0, timestamp: 0, samples: [...ramp(0, 80)] }]);
  });
});

describe('what is lost', () => {
  it('is drawn through where it is short', () => {
    const { gatherer, frames } = gathering();
    send(gatherer, 8, 40, { without: [3] });
    expect(frames[0]).toEqual({ sequence: 0, timestamp: 0, samples: [...ramp(0, 80)] });
  });

  it('is the frame where it is long, and its number stays out', () => {
    const { gatherer, frames } = gathering();
    send(gatherer, 8, 60, { without: [13, 14, 15, 16] });
    expect(frames.map(({ sequence }) => sequence).slice(0, 4)).toEqual([0, 2, 3, 4]);
  });

  it('does not hold up what follows for longer than a frame', () => {
    const { gatherer, frames } = gathering();
    send(gatherer, 8, 31, { without: [13] });
    expect(frames.map(({ sequence }) => sequence)).toEqual([0, 1, 2]);
  });
});

describe('a sender that', () => {
  it('pauses has lost nothing: the frames go on, what was begun ends in silence', () => {
    const { gatherer, frames } = gathering();
    send(gatherer, 8, 12);
    send(gatherer, 8, 20, { start: 4000, first: 12 });
    expect(frames.map(({ sequence, timestamp }) => [sequence, timestamp])).toEqual([[0, 0], [1, 80], [2, 4000], [3, 4080]]);
    expect(frames[1]?.samples).toEqual([...ramp(80, 16), ...Array.from({ length: 64 }, () => 0)]);
  });

  it('jumps with its timestamps is followed', () => {
    const { gatherer, frames } = gathering();
    send(gatherer, 80, 2);
    send(gatherer, 80, 2, { start: 3_000_000_000, first: 2 });
    expect(frames.map(({ sequence, timestamp }) => [sequence, timestamp])).toEqual([[0, 0], [1, 80], [2, 3_000_000_000], [3, 3_000_000_080]]);
  });

  it('goes on for days has its timestamps right', () => {
    const frames: Omit<Gathered, 'samples'>[] = [];
    const gatherer = createGatherer(192_000, (sequence, timestamp) => void frames.push({ sequence, timestamp }));
    // Each 0.9 s later, as if all between were lost; 2^31 ticks and more.
    const packet = ramp(0, 1920);
    for (let n = 0; n < 14_000; n++) gatherer.put(2 * n, (n * 172_800) >>> 0, packet, 1920);
    expect(frames.length).toBe(14_000);
    expect(frames.every(({ timestamp, sequence }, n) => timestamp === (n * 172_800) >>> 0 && sequence === n * 90)).toBe(true);
  });
});

it('a stranger who sends anything does not upset it', () => {
  const { gatherer, frames } = gathering();
  const random = [0, 4_000_000_000, 5, 2_147_483_647, 2_147_483_648, 1, 77, 4_294_967_295];
  for (let n = 0; n < 4000; n++) gatherer.put(n * 7 % 100, random[n % random.length]! + n * 31, ramp(0, 1 + (n * 13) % 900), 1 + (n * 13) % 900);
  expect(frames.every(({ samples }) => samples.length === 80)).toBe(true);
});
