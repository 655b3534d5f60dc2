/** What can happen in a scenario, as a table. A new kind of act is a new entry. */
import type { Call } from '../../../src-shared/model.ts';
import type { CallControl } from '../../../src-main/calls/call.ts';
import type { SeededRandom } from '../../fakes/seeded-random.ts';
import type { Phone } from '../world/phone.ts';
import { DOMAIN } from '../world/world.ts';
import { CROSSING_MS, between, chance, pick } from './plan.ts';
import type { Stage } from './stage.ts';

interface Act {
  /** How often, compared with the others. */
  weight: number;
  /** Does nothing where there is nothing to be done. */
  run(stage: Stage, phone: Phone): void;
}

/** For how long a caller waits. */
const RING_TIMEOUT_S = 40;

const isConfirmed = ({ state }: Call): boolean => state === 'confirmed';

/** What somebody does at any time. */
export const ACTS: Record<string, Act> = {
  dial: { weight: 2, run: dial },
  hangUp: {
    weight: 4,
    run: (stage, phone) => hangUp(stage, phone, () => true),
  },
  hold: { weight: 4, run: (stage, phone) => hold(stage, phone) },
  resume: {
    weight: 3,
    run(stage, phone) {
      const call = stage.callOf(phone, ({ heldByUs }) => heldByUs);
      if (call) stage.ask(phone, `resumes ${called(call)}`, ({ softphone }) => softphone.handlers['call.resume']({ id: call.id }));
    },
  },
  /** Both re-INVITE at once (RFC 3261 14.1). */
  glare: {
    weight: 2,
    run: (stage) => stage.world.phones.forEach((phone) => hold(stage, phone)),
  },
  /** re-INVITE or its answer meets the BYE. */
  holdAndHangUp: {
    weight: 2,
    run(stage, phone) {
      hold(stage, phone);
      const other = pick(stage.world.dice, stage.world.phones);
      stage.after(between(stage.world.dice, 0, 100), () => hangUp(stage, other, () => true));
    },
  },
  transfer: {
    weight: 1.5,
    run(stage, phone) {
      const call = stage.callOf(phone, isConfirmed);
      if (!call) return;
      const target = addressOf(stage, phone, pick(stage.world.dice, stage.world.phones));
      stage.referred = true;
      stage.ask(phone, `transfers ${called(call)} to ${target}`, ({ softphone }) => softphone.handlers['call.transfer']({ id: call.id, target }));
    },
  },
  /** With consultation: the two calls become one (RFC 5589 7). */
  transferTo: {
    weight: 1.5,
    run(stage, phone) {
      const [call, other] = phone.live().filter(isConfirmed);
      if (!call || !other) return;
      stage.referred = true;
      stage.ask(phone, `joins ${called(call)} and ${called(other)}`, ({ softphone }) => softphone.handlers['call.transferTo']({ id: call.id, otherId: other.id }));
    },
  },
  /** INFO (RFC 6086), where the phone has an account. */
  digits: {
    weight: 1,
    run(stage, phone) {
      const call = stage.callOf(phone, isConfirmed);
      if (call) stage.ask(phone, `sends digits to ${called(call)}`, ({ softphone }) => softphone.handlers['call.dtmf']({ id: call.id, digits: '12#' }));
    },
  },
  answer: {
    weight: 1,
    run(stage, phone) {
      const call = stage.callOf(phone, ({ direction, state }) => direction === 'in' && state !== 'confirmed');
      if (call) stage.ask(phone, `answers ${called(call)}`, ({ softphone }) => softphone.handlers['call.answer']({ id: call.id }));
    },
  },
  decline: {
    weight: 1,
    run(stage, phone) {
      const call = stage.callOf(phone, ({ direction, state }) => direction === 'in' && state !== 'confirmed');
      if (call) stage.ask(phone, `declines ${called(call)}`, ({ softphone }) => softphone.handlers['call.decline']({ id: call.id }));
    },
  },
  crash: {
    weight: 1,
    run(stage, phone) {
      if (!phone.life) return;
      stage.note(`${phone.plan.name} crashes`);
      stage.disturbed = true;
      phone.crash();
      const { dice } = stage.world;
      if (chance(dice, 0.7)) stage.after(between(dice, 100, 40_000), () => switchOn(stage, phone));
    },
  },
  outage: {
    weight: 1,
    run(stage, phone) {
      const { dice, sky } = stage.world;
      const { address, plan: { name } } = phone;
      stage.note(`${name} is cut off`);
      stage.disturbed = true;
      sky.cutOff(address);
      stage.after(between(dice, 500, 40_000), () => {
        stage.note(`${name} is back`);
        sky.heal(address);
      });
    },
  },
  /** Another network: its calls go on from there. */
  move: {
    weight: 1,
    run(stage, phone) {
      if (phone.plan.isHidden || !phone.life) return;
      const from = phone.address;
      phone.address = `198.51.100.${100 + stage.log.length}`;
      stage.note(`${phone.plan.name} moves from ${from} to ${phone.address}`);
      // Two who move at once have lost each other for good; and what is being set up has no dialog yet that could be moved.
      const isSettled = stage.world.phones.every((other) => other.live().every(isConfirmed));
      // Nor does anybody say again what went into a connection that is dead.
      const hasConnections = stage.world.phones.some(({ plan }) => plan.transport === 'tcp');
      if (stage.moved || hasConnections || !isSettled) stage.disturbed = true;
      stage.moved = true;
      stage.world.network.renumber(from, phone.address);
    },
  },
  /** All phones behind it get other addresses. */
  natReboot: {
    weight: 1,
    run(stage) {
      if (!stage.world.phones.some(({ plan }) => plan.isHidden)) return;
      stage.note('the NAT forgets its mappings');
      stage.disturbed = true;
      stage.world.nat.reboot();
    },
  },
  brokenConnections: {
    weight: 0.5,
    run(stage) {
      if (!stage.world.phones.some(({ plan }) => plan.transport === 'tcp')) return;
      stage.note('all connections break');
      stage.disturbed = true;
      stage.world.network.cut();
    },
  },
};

/** What somebody does with a call that comes in. */
export const RECEPTIONS: Record<string, { weight: number; run(stage: Stage, phone: Phone, call: CallControl): void }> = {
  answers: { weight: 10, run: (stage, phone, call) => ringThen(stage, phone, call, () => answer(stage, phone, call)) },
  /** 200 and CANCEL meet on the way (RFC 3261 9.1). */
  answersTooLate: {
    weight: 3,
    run: (stage, phone, call) => ringThen(stage, phone, call, () => {
      answer(stage, phone, call);
      const { sipCallId } = call.snapshot;
      stage.after(between(stage.world.dice, 0, CROSSING_MS), () => {
        const caller = stage.world.phones.find((other) => other.live().some((mine) => mine.direction === 'out' && mine.sipCallId === sipCallId));
        if (caller) hangUp(stage, caller, (mine) => mine.direction === 'out' && mine.sipCallId === sipCallId);
      });
    }),
  },
  answersAtOnce: { weight: 2, run: (stage, phone, call) => answer(stage, phone, call) },
  answersAfterEarlyMedia: {
    weight: 2,
    run(stage, phone, call) {
      void call.ring({ early: true });
      stage.after(between(stage.world.dice, 0, 4000), () => answer(stage, phone, call));
    },
  },
  isBusy: { weight: 2, run: (stage, phone, call) => ringThen(stage, phone, call, () => decline(stage, phone, call, 486)) },
  declines: { weight: 1, run: (stage, phone, call) => ringThen(stage, phone, call, () => decline(stage, phone, call, 603)) },
  sendsOn: {
    weight: 1,
    run: (stage, phone, call) => ringThen(stage, phone, call, () => {
      const target = addressOf(stage, phone, pick(stage.world.dice, stage.world.phones));
      const { id } = call.snapshot;
      stage.ask(phone, `diverts ${called(call.snapshot)} to ${target}`, ({ softphone }) => softphone.handlers['call.divert']({ id, target }));
    }),
  },
  doesNotHear: { weight: 2, run: (_stage, _phone, call) => void call.ring() },
};

/** One of a weighted table. */
export function drawn<T extends { weight: number }>(dice: SeededRandom, table: Record<string, T>): T {
  const entries = Object.values(table);
  let left = dice.fraction() * entries.reduce((sum, { weight }) => sum + weight, 0);
  return entries.find(({ weight }) => (left -= weight) < 0) ?? (entries[0] as T);
}

export function dial(stage: Stage, phone: Phone): void {
  const others = stage.world.phones.filter((other) => other !== phone);
  const other = pick(stage.world.dice, others);
  const target = addressOf(stage, phone, other);
  // Without a server that could say how it is seen, its Contact leads nowhere.
  if (phone.plan.isHidden && !other.plan.isHome) stage.disturbed = true;
  stage.ask(phone, `dials ${target}`, ({ softphone }) => softphone.dial(target, { ringTimeoutS: RING_TIMEOUT_S }));
}

export function switchOn(stage: Stage, phone: Phone): void {
  if (phone.life) return;
  stage.note(`${phone.plan.name} is switched on`);
  void phone.switchOn().catch((error: unknown) => stage.faults.push(`${phone.plan.name} does not start: ${String(error)}`));
}

function hangUp(stage: Stage, phone: Phone, wanted: (call: Call) => boolean): void {
  const call = stage.callOf(phone, wanted);
  if (call) stage.ask(phone, `hangs up ${called(call)}`, ({ softphone }) => softphone.handlers['call.hangup']({ id: call.id }));
}

function hold(stage: Stage, phone: Phone): void {
  const call = stage.callOf(phone, isConfirmed);
  if (call) stage.ask(phone, `holds ${called(call)}`, ({ softphone }) => softphone.handlers['call.hold']({ id: call.id }));
}

/** Directly, where one can; by name, where one must or likes to. */
function addressOf(stage: Stage, from: Phone, to: Phone): string {
  const byName = to.plan.isHidden || (to.plan.isHome && (from.plan.isHome || chance(stage.world.dice, 0.3)));
  return byName ? `sip:${to.plan.user}@${DOMAIN}` : `sip:${to.plan.user}@${to.address}`;
}

function ringThen(stage: Stage, phone: Phone, call: CallControl, then: () => void): void {
  void call.ring();
  stage.after(between(stage.world.dice, 0, 8000), () => phone.life && then());
}

function answer(stage: Stage, phone: Phone, call: CallControl): void {
  const { id } = call.snapshot;
  stage.ask(phone, `answers ${called(call.snapshot)}`, ({ softphone }) => softphone.handlers['call.answer']({ id }));
}

function decline(stage: Stage, phone: Phone, call: CallControl, status: 486 | 603): void {
  const { id } = call.snapshot;
  stage.ask(phone, `declines ${called(call.snapshot)} with ${status}`, ({ softphone }) => softphone.handlers['call.decline']({ id, status }));
}

function called({ sipCallId, direction, remoteUri }: Call): string {
  return `the call ${direction === 'out' ? 'to' : 'from'} ${remoteUri} [${sipCallId.slice(0, 6)}]`;
}
