/** From a seed to a world and the times at which something happens in it. */
import type { SeededRandom } from '../../fakes/seeded-random.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import type { PhonePlan } from '../world/phone.ts';
import type { Weather } from '../world/weather.ts';
import type { WorldPlan } from '../world/world.ts';

export interface ScenarioPlan extends WorldPlan {
  /** When calls are dialled, in ms. */
  dialsAtMs: number[];
  /** When something else is done, in ms. */
  actsAtMs: number[];
  /** Everybody hangs up while timers still run that wait for a person. */
  isHasty: boolean;
}

/** Everything has been done by then. */
export const ACTS_END_MS = 30_000;
const DIALS_END_MS = 5_000;
const MAX_DIALS = 3;
const MAX_ACTS = 8;
/** About the time that a message takes: what is done so soon after something else meets it on the way. */
export const CROSSING_MS = 120;

export function chance(dice: SeededRandom, probability: number): boolean {
  return dice.fraction() < probability;
}

export function between(dice: SeededRandom, from: number, to: number): number {
  return from + dice.fraction() * (to - from);
}

export function pick<T>(dice: SeededRandom, choices: readonly T[]): T {
  return choices[Math.floor(dice.fraction() * choices.length)] as T;
}

export function planOf(seed: number): ScenarioPlan {
  const dice = createSeededRandom(Math.imul(seed, 0x85ebca6b) + 1);
  const phones = phonesOf(dice);
  return {
    seed,
    weather: weatherOf(dice),
    proxy: {
      // Whoever serves phones behind a NAT must stay on the path to them.
      recordRoutes: chance(dice, 0.5) || phones.some(({ isHidden }) => isHidden),
      asksPasswordForCalls: chance(dice, 0.3),
      asksPasswordForRegister: chance(dice, 0.5),
      minExpiresS: chance(dice, 0.2) ? 120 : 0,
      answersStun: chance(dice, 0.5),
    },
    nat: {
      udpTimeoutMs: pick(dice, [30_000, 200_000, 400_000]),
      filtering: pick(dice, ['endpoint-independent', 'address-dependent', 'address-and-port-dependent']),
    },
    phones,
    dialsAtMs: Array.from({ length: 1 + Math.floor(dice.fraction() * dice.fraction() * MAX_DIALS) }, () => between(dice, 0, DIALS_END_MS)),
    actsAtMs: actTimes(dice),
    isHasty: chance(dice, 0.4),
  };
}

function weatherOf(dice: SeededRandom): Weather {
  const delayMs = between(dice, 1, 60);
  const kind = dice.fraction();
  if (kind < 0.5) return { loss: 0, duplicate: 0, delayMs, jitterMs: 0, isFair: true };
  if (kind < 0.7) return { loss: between(dice, 0.02, 0.25), duplicate: 0, delayMs, jitterMs: between(dice, 0, 30), isFair: true };
  if (kind < 0.9) return { loss: between(dice, 0, 0.2), duplicate: between(dice, 0, 0.4), delayMs, jitterMs: between(dice, 30, 500), isFair: true };
  return { loss: between(dice, 0.2, 0.5), duplicate: between(dice, 0, 0.3), delayMs, jitterMs: between(dice, 0, 1000), isFair: false };
}

function phonesOf(dice: SeededRandom): PhonePlan[] {
  const bobs = 1 + Number(chance(dice, 0.35)) + Number(chance(dice, 0.15));
  const names = ['alice', 'bob', ...(bobs > 1 ? ['bob2'] : []), ...(bobs > 2 ? ['bob3'] : []), ...(chance(dice, 0.5) ? ['carol'] : [])];
  return names.map((name, at) => {
    const isHome = name.startsWith('bob') && bobs > 1 ? true : chance(dice, 0.6);
    const isHidden = isHome && chance(dice, 0.25);
    return {
      name,
      user: name.replace(/\d$/, ''),
      address: isHidden ? `10.0.0.${1 + at}` : `198.51.100.${1 + at}`,
      isHome,
      isHidden,
      transport: isHome && chance(dice, 0.2) ? 'tcp' : 'udp',
      // Refreshed at half of it: so a NAT of more than 30 s never forgets an idle phone.
      expiresS: chance(dice, 0.1) ? 60 : pick(dice, [300, isHidden ? 300 : 900]),
      keepAliveS: chance(dice, isHidden ? 0.7 : 0.1) ? 25 : 0,
      sessionExpiresS: pick(dice, [0, 90, 1800]),
      maxCalls: pick(dice, [1, 4, 4]),
    };
  });
}

/** Some at any time, some hard upon the one before. */
function actTimes(dice: SeededRandom): number[] {
  const times: number[] = [];
  const count = Math.floor(dice.fraction() * (MAX_ACTS + 1));
  for (let i = 0; i < count; i++) {
    const before = times.at(-1);
    times.push(before !== undefined && chance(dice, 0.4) ? before + between(dice, 0, CROSSING_MS) : between(dice, 0, ACTS_END_MS - 1000));
  }
  return times;
}
