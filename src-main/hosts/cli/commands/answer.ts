import type { Call } from '../../../../src-shared/model.ts';
import type { CallControl } from '../../../calls/call.ts';
import type { Given } from '../arguments.ts';
import { accountOf, endpointOf, mediaPlanOf } from '../call-options.ts';
import { onInterrupt } from '../interrupt.ts';
import { openPhone } from '../phone.ts';
import { createReporter } from '../reporter.ts';
import { startTalkPlan } from '../talk-plan.ts';
import { EXIT, UsageError } from '../usage-error.ts';

interface StatusGiven {
  code: number;
  reason: string | undefined;
}

/** `rung answer`: waits for calls, answers (or refuses) each, ends after --count calls or on SIGINT. */
export async function answer(given: Given): Promise<number> {
  const refuseWith = statusOf(given);
  const count = given.number('count') ?? Infinity;
  const done = Promise.withResolvers<void>();
  const reporter = createReporter(given);
  const plans = new Map<string, () => void>();
  const talking = new Set<string>();
  let started = 0;
  let ended = 0;
  let failed = false;

  const cli = await openPhone(given, {
    listen: endpointOf(given, 'listen', { address: '0.0.0.0', port: 5060 }),
    account: accountOf(given),
    reporter,
    maxCalls: given.number('max-calls') ?? 50,
    incomingPlan: () => mediaPlanOf(given, started++ === 0 ? '' : String(started)),
    onIncoming: (control) => void receive(given, control, refuseWith),
    watch: {
      onChanged: (call) => onChanged(call),
      onStats: (call) => call.stats && reporter.stats(call, call.stats),
      onDtmf: (_call, digit, durationMs) => reporter.dtmf(digit, durationMs),
      onEnded: (call) => onEnded(call),
    },
  });

  function onChanged(call: Call): void {
    reporter.call(call);
    if (call.state !== 'confirmed' || talking.has(call.id)) return;
    talking.add(call.id);
    plans.set(call.id, startTalkPlan(given, cli.phone.calls.get(call.id)));
  }

  function onEnded(call: Call): void {
    plans.get(call.id)?.();
    reporter.summary(call);
    failed ||= call.error !== undefined;
    if (++ended >= count) done.resolve();
  }

  const release = onInterrupt(done.resolve);
  await done.promise;
  release();
  await cli.close();
  return failed ? EXIT.failed : EXIT.done;
}

/** 180 (or 183 with sound), a while of ringing, then the answer. */
async function receive(given: Given, control: CallControl, refuseWith: StatusGiven | undefined): Promise<void> {
  const ringS = given.number('ring') ?? 0;
  if (ringS > 0 || given.has('early-media')) await control.ring({ early: given.has('early-media') });
  // The sockets keep the program alive while it waits for calls; a caller who has given up does not.
  if (ringS > 0) await new Promise((resolve) => setTimeout(resolve, ringS * 1000).unref());
  if (control.snapshot.state === 'ended') return;
  if (refuseWith) return control.reject(refuseWith.code, { reason: refuseWith.reason });
  await control.answer();
}

function statusOf(given: Given): StatusGiven | undefined {
  const text = given.text('status');
  if (text === undefined) return undefined;
  const match = /^([3-6]\d\d)(?::(.*))?$/.exec(text);
  if (!match) throw new UsageError(`--status is a final code from 300 to 699 with an optional reason, such as 486 or 480:Lunch, not "${text}"`);
  return { code: Number(match[1]), reason: match[2] };
}
