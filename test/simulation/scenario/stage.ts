/** What those who act need: the world, the list of what was done, and a watch on everything that was asked for. */
import { RungFailure } from '../../../src-shared/errors.ts';
import type { Call } from '../../../src-shared/model.ts';
import type { Phone } from '../world/phone.ts';
import type { World } from '../world/world.ts';
import { pick } from './plan.ts';

export interface Stage {
  readonly world: World;
  /** What was done, and when: `12.345 alice hangs up`. */
  readonly log: string[];
  /** What must never be. */
  readonly faults: string[];
  /** Asked for and not answered yet. */
  waiting(): string[];
  /** Somebody lost power, network or address: then the sides of a call may see it differently until they talk again. */
  disturbed: boolean;
  /** Somebody has another address: calls go on, but messages went where nobody was. */
  moved: boolean;
  /** Somebody asked for a transfer, and may wait three minutes for news of it that got lost. */
  referred: boolean;
  note(text: string): void;
  /** A phone is asked for something. Refusals in words are fine; anything else thrown is a fault, and so is no answer. */
  ask(phone: Phone, what: string, work: (life: NonNullable<Phone['life']>) => unknown): void;
  /** One of the phone's calls that is as wanted. */
  callOf(phone: Phone, wanted: (call: Call) => boolean): Call | undefined;
  after(delayMs: number, work: () => void): void;
}

export function createStage(world: World): Stage {
  /** Asked for by whom. Who has died answers nobody. */
  const open = new Map<string, () => boolean>();
  const seconds = (): string => (world.clock.nowMs() / 1000).toFixed(3).padStart(7);

  const stage: Stage = {
    world,
    log: [],
    faults: [],
    waiting: () => [...open].filter(([, isAlive]) => isAlive()).map(([asked]) => asked),
    disturbed: false,
    moved: false,
    referred: false,
    note: (text) => void stage.log.push(`${seconds()} ${text}`),
    ask(phone, what, work) {
      const { life } = phone;
      if (!life) return;
      const asked = `${seconds()} ${phone.plan.name} ${what}`;
      const line = stage.log.push(asked) - 1;
      open.set(asked, () => phone.life === life);
      void (async () => await work(life))().then(
        () => undefined,
        (error: unknown) => {
          if (error instanceof RungFailure) stage.log[line] += ` (refused: ${error.error.code})`;
          else stage.faults.push(`${asked}: ${error instanceof Error ? error.stack : String(error)}`);
        },
      ).finally(() => open.delete(asked));
    },
    callOf(phone, wanted) {
      const fitting = phone.live().filter(wanted);
      return fitting.length === 0 ? undefined : pick(world.dice, fitting);
    },
    after: (delayMs, work) => void world.clock.setTimer(delayMs, work),
  };
  return stage;
}
