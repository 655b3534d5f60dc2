/** A call in which one side leaves out its pauses (RFC 3389), from microphone to ear. */
import { describe, expect, it } from 'vitest';
import type { OneWayWatch } from '../../../../src-main/calls/one-way.ts';
import { beginOneWay, watchOneWay } from '../../../../src-main/calls/one-way.ts';
import type { StreamStats } from '../../../../src-shared/model.ts';
import { rms } from '../signal.ts';
import { captured, inTurn, noise, silence, together, word } from '../talk.ts';
import type { Side } from './laboratory.ts';
import { createLaboratory } from './laboratory.ts';

const FRAME = 160;
const NOISE_DB = -55;
const LEADING_MS = 4000;
const PAUSE_MS = 3000;
const WORDS_MS = 1500;
const FIRST = LEADING_MS;
const SECOND = FIRST + WORDS_MS + PAUSE_MS;

const words = inTurn(word(700, -22), word(800, -25, 5));
const said = inTurn(silence(LEADING_MS), words, silence(PAUSE_MS), words, silence(1000));
const microphone = captured(together(said, noise(said.length / 8, NOISE_DB, { pole: 0.4 })));

interface Heard {
  sound: Int16Array;
  stats: StreamStats[];
  sentByA: number;
  alarms: unknown[];
}

async function call(comfortNoise?: { send: number; receive: number }): Promise<Heard> {
  const lab = await createLaboratory();
  lab.connect(comfortNoise && { comfortNoise }, comfortNoise && { comfortNoise });
  await lab.a.session.setSource({ kind: 'device' });
  lab.b.session.setSink('device');
  for (let from = 0; from + FRAME <= microphone.length; from += FRAME) {
    lab.a.port.onCapture(microphone.slice(from, from + FRAME));
    await lab.clock.advance(20);
  }
  const stats = lab.b.events.flatMap((event) => (event.kind === 'stats' ? [event.stats] : []));
  const sound = lab.b.port.played();
  const { sent } = await lab.a.session.close();
  await lab.close();
  return { sound, stats, sentByA: sent, alarms: alarmsOf(stats, lab.b) };
}

function alarmsOf(stats: readonly StreamStats[], { session }: Side): unknown[] {
  let watch: OneWayWatch = beginOneWay();
  const { address, port } = session.local.rtp;
  return stats.flatMap((now, n) => {
    const next = watchOneWay(watch, { nowMs: n * 500, stats: now, bothWays: true, local: `${address}:${port}`, remote: '192.0.2.1:40000' });
    watch = next.watch;
    return next.oneWay ?? [];
  });
}

const piece = (sound: Int16Array, fromMs: number, ms: number): Int16Array => sound.slice(fromMs * 8, (fromMs + ms) * 8);
const levelDb = (sound: Int16Array): number => 20 * Math.log10(rms(sound));
/** Levels of the frames of 20 ms. */
const levels = (sound: Int16Array): number[] => Array.from({ length: sound.length / FRAME }, (_, i) => levelDb(sound.slice(i * FRAME, (i + 1) * FRAME)));

/** By how many samples what was heard is later than what was said, in `ms` from `fromMs` on. */
function lag(sound: Int16Array, fromMs: number, ms: number): number {
  const original = piece(microphone, fromMs, ms);
  let best = { lag: 0, product: -Infinity };
  for (let at = 0; at < 1600; at++) {
    let product = 0;
    for (let i = 0; i < original.length; i += 3) product += original[i]! * (sound[fromMs * 8 + at + i] ?? 0);
    if (product > best.product) best = { lag: at, product };
  }
  return best.lag;
}

describe('a call whose pauses are not sent', async () => {
  const whole = await call();
  const heard = await call({ send: 13, receive: 13 });

  it.each([['before', FIRST], ['after', SECOND]])('has every word, whole: %s the pause', (_, fromMs) => {
    const at = fromMs + lag(heard.sound, fromMs, WORDS_MS) / 8;
    const expected = levels(piece(microphone, fromMs, WORDS_MS));
    const actual = levels(piece(heard.sound, at, WORDS_MS));
    // A frame that was stretched is a little off.
    const off = expected.filter((level, i) => Math.abs(level - actual[i]!) > 3);
    expect(off.length).toBeLessThanOrEqual(2);
  });

  it('has noise of the same level in its pauses', () => {
    const pause = levels(piece(heard.sound, FIRST + WORDS_MS + 700, PAUSE_MS - 1000));
    for (const level of pause) expect(Math.abs(level - NOISE_DB)).toBeLessThan(4);
  });

  it('takes far fewer packets, and none is missed', () => {
    expect(heard.sentByA).toBeLessThan(0.75 * whole.sentByA);
    expect(heard.stats.at(-1)).toMatchObject({ lost: 0, concealed: 0 });
  });

  it('is not taken for one-way sound', () => {
    expect(heard.alarms).toEqual([]);
  });
});

it('a tone or a file that we play is sent whole, however soft', async () => {
  const lab = await createLaboratory();
  lab.connect({ comfortNoise: { send: 13, receive: 13 } });
  await lab.a.session.setSource({ kind: 'tone', frequencyHz: 440, level: 0.000_05 });
  await lab.clock.advance(2000);
  expect((await lab.a.session.close()).sent).toBe(100);
  await lab.close();
});
