import type { Call } from '../../../../src-shared/model.ts';
import type { CallControl } from '../../../calls/call.ts';
import type { Given } from '../arguments.ts';
import type { AccountGiven } from '../call-options.ts';
import { accountOf, checkMediaOptions, endpointOf, mediaPlanOf } from '../call-options.ts';
import { interruptible } from '../interrupt.ts';
import { openPhone } from '../phone.ts';
import { createReporter } from '../reporter.ts';
import type { TalkPlan } from '../talk-plan.ts';
import { startTalkPlan, talkPlanOf } from '../talk-plan.ts';
import { EXIT, UsageError } from '../usage-error.ts';

/** What is done with each call, read from the options before there is one. */
interface AnswerPlan {
  talk: TalkPlan;
  status: { code: number; reason: string | undefined } | undefined;
  ringS: number;
  early: boolean;
  count: number;
  maxCalls: number;
}

/** A call that is going on. */
interface Guest {
  control: CallControl;
  talks: boolean;
  /** Ends what waits for its time in this call. */
  stop: () => void;
}

/** `rung answer`: waits for calls, answers (or refuses) each, ends after --count calls or on SIGINT. */
export async function answer(given: Given): Promise<number> {
  const plan = answerPlanOf(given);
  const account = accountOf(given);
  return await interruptible((interrupted) => receiveAll(given, plan, account, interrupted));
}

async function receiveAll(given: Given, plan: AnswerPlan, account: AccountGiven | undefined, interrupted: Promise<void>): Promise<number> {
  const reporter = createReporter(given);
  const guests = new Map<string, Guest>();
  const counted = Promise.withResolvers<void>();
  let started = 0;
  let ended = 0;
  let failed = false;

  function onIncoming(control: CallControl): void {
    const guest: Guest = { control, talks: false, stop: () => {} };
    guests.set(control.snapshot.id, guest);
    receive(plan, guest);
  }

  function onChanged(call: Call): void {
    reporter.call(call);
    const guest = guests.get(call.id);
    if (call.state !== 'confirmed' || !guest || guest.talks) return;
    guest.talks = true;
    guest.stop = startTalkPlan(plan.talk, guest.control, cli.phone);
  }

  function onEnded(call: Call): void {
    guests.get(call.id)?.stop();
    guests.delete(call.id);
    reporter.summary(call);
    failed ||= call.error !== undefined;
    if (++ended >= plan.count) counted.resolve();
  }

  const cli = await openPhone(given, {
    listen: endpointOf(given, 'listen', { address: '0.0.0.0', port: 5060 }),
    account,
    reporter,
    interrupted,
    maxCalls: plan.maxCalls,
    incomingPlan: () => mediaPlanOf(given, started++ === 0 ? '' : String(started)),
    onIncoming,
    watch: {
      onChanged,
      onStats: (call) => call.stats && reporter.stats(call, call.stats),
      onDtmf: (_call, digit, durationMs, method) => reporter.dtmf(digit, durationMs, method),
      onEnded,
    },
  });
  await Promise.race([counted.promise, interrupted]);
  await cli.close();
  return failed ? EXIT.failed : EXIT.done;
}

/** 180 (or 183 with sound), a while of ringing, then the answer. */
function receive({ status, ringS, early }: AnswerPlan, guest: Guest): void {
  const { control } = guest;
  const decide = (): void => {
    if (status) control.reject(status.code, { reason: status.reason });
    else void control.answer();
  };
  const ringing = ringS > 0 || early ? control.ring({ early }) : Promise.resolve();
  if (ringS === 0) return void ringing.then(decide);
  const timer = setTimeout(decide, ringS * 1000);
  guest.stop = () => clearTimeout(timer);
}

function answerPlanOf(given: Given): AnswerPlan {
  checkMediaOptions(given);
  return {
    talk: talkPlanOf(given),
    status: statusOf(given),
    ringS: given.number('ring') ?? 0,
    early: given.has('early-media'),
    count: wholeNumber(given, 'count') ?? Infinity,
    maxCalls: wholeNumber(given, 'max-calls') ?? 50,
  };
}

function statusOf(given: Given): AnswerPlan['status'] {
  const text = given.text('status');
  if (text === undefined) return undefined;
  const match = /^([3-6]\d\d)(?::(.*))?$/.exec(text);
  if (!match) throw new UsageError(`--status is a final code from 300 to 699 with an optional reason, such as 486 or 480:Lunch, not "${text}"`);
  return { code: Number(match[1]), reason: match[2] };
}

function wholeNumber(given: Given, name: string): number | undefined {
  const value = given.number(name);
  if (value === undefined || (Number.isInteger(value) && value > 0)) return value;
  throw new UsageError(`--${name} is a whole number from 1 on`);
}
