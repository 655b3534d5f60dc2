/** Plays the scenario of one seed. The same seed plays the same scenario, whatever was played before. */
import type { VirtualClock } from '../../fakes/virtual-clock.ts';
import { openWorld } from '../world/world.ts';
import { ACTS, RECEPTIONS, dial, drawn, switchOn } from './acts.ts';
import { isCalm, isQuiet, whenCalm, whenOver, whenQuiet } from './invariants.ts';
import type { ScenarioPlan } from './plan.ts';
import { ACTS_END_MS, pick, planOf } from './plan.ts';
import type { Stage } from './stage.ts';
import { createStage } from './stage.ts';

export interface Played {
  seed: number;
  /** None: all is as it should be. */
  faults: string[];
  /** Who was there. */
  cast: string[];
  /** What was done, and when. */
  log: string[];
  /** Only where it was asked for. */
  ladder?: string;
}

/** The longest that a phone rings (40 s), CANCEL (32 s) and what follows; refreshes of sessions, and how long a vanished peer is waited for (90 s). */
const CALM_MS = 150_000;
/** The call that a transfer makes rings for 180 s. */
const CALM_AFTER_TRANSFER_MS = 260_000;
/** A CANCEL or BYE that nobody answers (32 s), transactions that absorb repetitions. */
const QUIET_MS = 110_000;
/** 64*T1: so long may something be under way, unseen. */
const LONGEST_SILENCE_MS = 35_000;
const STEP_MS = 5_000;
const AWAY_MS = 100;
const GOODBYE_MS = 5_000;
const FOR_EVER_MS = 3_600_000;

export async function play(seed: number, more: { ladder?: boolean } = {}): Promise<Played> {
  const plan = planOf(seed);
  const late: string[] = [];
  const world = await openWorld(plan, {
    record: more.ladder ?? false,
    onIncoming: (phone, call) => drawn(world.dice, RECEPTIONS).run(stage, phone, call),
  });
  const stage = createStage(world);
  const { log, faults } = stage;
  try {
    faults.push(...(await act(stage, plan)));
  } catch (error) {
    late.push(`something threw: ${error instanceof Error ? error.stack : String(error)}`);
  }
  return {
    seed,
    faults: [...new Set([...faults, ...late])],
    cast: castOf(plan),
    log,
    ...(world.recorder ? { ladder: world.recorder.ladder() } : {}),
  };
}

async function act(stage: Stage, plan: ScenarioPlan): Promise<string[]> {
  const { world } = stage;
  const { clock, dice, phones } = world;
  // Between two refreshes such a NAT forgets the phone, and with it its calls.
  stage.disturbed = !plan.weather.isFair || (plan.nat.udpTimeoutMs <= 30_000 && phones.some(({ plan: { isHidden, keepAliveS } }) => isHidden && keepAliveS === 0));
  // Registered before the first call.
  await clock.advance(5_000);
  for (const atMs of plan.dialsAtMs) stage.after(atMs, () => dial(stage, pick(dice, phones)));
  for (const atMs of plan.actsAtMs) stage.after(atMs, () => drawn(dice, ACTS).run(stage, pick(dice, phones)));
  await clock.advance(ACTS_END_MS);
  world.sky.healAll();
  const faults: string[] = [];
  if (!plan.isHasty) {
    const limitMs = stage.referred ? CALM_AFTER_TRANSFER_MS : CALM_MS;
    // Sessions with short timers are watched through several refreshes.
    const hasRefreshes = phones.some(({ plan: { isHome, sessionExpiresS } }) => isHome && sessionExpiresS > 0 && sessionExpiresS < 100);
    await advanceUntil(clock, hasRefreshes ? CALM_MS : LONGEST_SILENCE_MS, limitMs, () => isCalm(stage));
    faults.push(...whenCalm(stage));
  }

  for (const phone of phones) {
    switchOn(stage, phone);
    for (const { id } of phone.live()) stage.ask(phone, 'hangs up at the end', ({ softphone }) => softphone.handlers['call.hangup']({ id }));
  }
  await advanceUntil(clock, LONGEST_SILENCE_MS, QUIET_MS, () => isQuiet(stage));
  // A second look at ended calls puts their cards away.
  for (const phone of phones) {
    for (const { id } of phone.life?.softphone.calls.list() ?? []) stage.ask(phone, 'puts a card away', ({ softphone }) => softphone.handlers['call.hangup']({ id }));
  }
  await clock.advance(AWAY_MS);
  faults.push(...whenQuiet(stage));

  for (const phone of phones) stage.ask(phone, 'is switched off', () => phone.stop());
  await clock.advance(GOODBYE_MS);
  faults.push(...stage.waiting().map((asked) => `never done: ${asked}`));
  await world.proxy.close();
  world.nat.reboot();
  const tookMs = await clock.runUntilIdle(FOR_EVER_MS);
  return [...faults, ...whenOver(stage, tookMs)];
}

/** At least `leastMs`, then only until there is nothing more to be waited for. */
async function advanceUntil(clock: VirtualClock, leastMs: number, mostMs: number, isDone: () => boolean): Promise<void> {
  await clock.advance(leastMs);
  for (let passedMs = leastMs; passedMs < mostMs && !isDone(); passedMs += STEP_MS) await clock.advance(STEP_MS);
}

function castOf({ phones, weather, proxy, nat }: ScenarioPlan): string[] {
  const words = phones.map(({ name, address, isHome, isHidden, transport, expiresS, keepAliveS }) =>
    [name, address, transport, isHome ? `registers for ${expiresS} s` : 'has no account', isHidden ? 'behind the NAT' : '', keepAliveS > 0 ? 'keeps alive' : ''].filter(Boolean).join(', '));
  const { loss, duplicate, delayMs, jitterMs } = weather;
  const percent = (rate: number): string => `${Math.round(rate * 100)} %`;
  return [
    ...words,
    `wire: ${percent(loss)} lost, ${percent(duplicate)} doubled, ${Math.round(delayMs)} to ${Math.round(delayMs + jitterMs)} ms${weather.isFair ? '' : ', a storm'}`,
    `proxy: ${[proxy.recordRoutes ? 'record-routes' : '', proxy.asksPasswordForCalls ? 'challenges calls' : '', proxy.asksPasswordForRegister ? 'challenges REGISTER' : '', proxy.minExpiresS > 0 ? `at least ${proxy.minExpiresS} s` : ''].filter(Boolean).join(', ')}`,
    ...(phones.some(({ isHidden }) => isHidden) ? [`NAT: ${nat.filtering}, forgets after ${nat.udpTimeoutMs / 1000} s`] : []),
  ];
}
