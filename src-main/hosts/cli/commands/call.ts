import { RungFailure } from '../../../../src-shared/errors.ts';
import { diagnose } from '../../../../src-shared/diagnose/diagnose.ts';
import type { Call } from '../../../../src-shared/model.ts';
import type { CallsEvents } from '../../../calls/calls.ts';
import type { Given } from '../arguments.ts';
import { accountOf, fromOf, headersOf, mediaPlanOf, transportOf } from '../call-options.ts';
import { onInterrupt } from '../interrupt.ts';
import type { CliPhone } from '../phone.ts';
import { listenTowards, openPhone } from '../phone.ts';
import type { Reporter } from '../reporter.ts';
import { createReporter } from '../reporter.ts';
import { startTalkPlan } from '../talk-plan.ts';
import { CommandError, EXIT, exitOf, UsageError } from '../usage-error.ts';

/** `rung call URI`: places one call and reports it. */
export async function call(given: Given): Promise<number> {
  const target = given.positionals[0] ?? '';
  const account = accountOf(given);
  const reporter = createReporter(given);
  const answered = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<Call>();
  const listen = await listenTowards(given, target, account);
  const cli = await openPhone(given, { listen, account, reporter, watch: watching(reporter, answered.resolve, ended.resolve) });
  try {
    const placed = await dial(given, target, cli);
    const control = cli.phone.calls.get(placed.id);
    const release = onInterrupt(() => control.hangup());
    let stopPlan = (): void => {};
    void answered.promise.then(() => (stopPlan = startTalkPlan(given, control)));
    const last = await ended.promise;
    stopPlan();
    release();
    return conclude(last, cli, reporter);
  } finally {
    await cli.close();
  }
}

function watching(reporter: Reporter, onAnswered: () => void, onEnded: (call: Call) => void): Partial<CallsEvents> {
  return {
    onChanged(current) {
      reporter.call(current);
      if (current.state === 'confirmed') onAnswered();
    },
    onStats: (current) => current.stats && reporter.stats(current, current.stats),
    onDtmf: (_call, digit, durationMs) => reporter.dtmf(digit, durationMs),
    onEnded,
  };
}

async function dial(given: Given, target: string, cli: CliPhone): Promise<Call> {
  try {
    return await cli.phone.dial(target, {
      accountId: cli.account?.account.id,
      as: { user: given.text('user'), transport: transportOf(given), from: fromOf(given) },
      plan: mediaPlanOf(given),
      headers: headersOf(given),
      ringTimeoutS: given.number('ring-timeout'),
      subject: given.text('subject'),
      priority: priorityOf(given),
    });
  } catch (error) {
    if (!(error instanceof RungFailure)) throw error;
    throw new CommandError(error.error, error.error.code.startsWith('dial-') ? EXIT.usage : EXIT.network);
  }
}

function priorityOf(given: Given): string | undefined {
  const priority = given.text('priority');
  if (priority === undefined || ['emergency', 'urgent', 'normal', 'non-urgent'].includes(priority)) return priority;
  throw new UsageError(`--priority is emergency, urgent, normal or non-urgent, not "${priority}"`);
}

function conclude(last: Call, cli: CliPhone, reporter: Reporter): number {
  const { messages, media } = cli.phone.traceOf(last.id);
  for (const found of diagnose(messages, media, last.error ? [{ callId: last.sipCallId, code: last.error.code }] : [])) reporter.diagnosis(found);
  reporter.summary(last);
  if (last.answeredAtMs !== undefined && !last.error) return EXIT.done;
  process.stderr.write(`rung: ${last.error?.message ?? `${last.status ?? ''} ${last.reason ?? ''}`}\n`);
  return last.error ? exitOf(last.error) : EXIT.failed;
}
