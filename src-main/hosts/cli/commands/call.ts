import { RungFailure } from '../../../../src-shared/errors.ts';
import { diagnose } from '../../../../src-shared/diagnose/diagnose.ts';
import type { Call } from '../../../../src-shared/model.ts';
import type { CallsEvents } from '../../../calls/calls.ts';
import type { DialMore, SpeakAs } from '../../../softphone.ts';
import type { Given } from '../arguments.ts';
import type { AccountGiven } from '../call-options.ts';
import { accountOf, checkMediaOptions, fromOf, headersOf, mediaPlanOf, transportOf } from '../call-options.ts';
import { leadInto } from '../../../calls/invited.ts';
import { readInput } from '../input-file.ts';
import { interruptible } from '../interrupt.ts';
import type { CliPhone } from '../phone.ts';
import { listenTowards, openPhone } from '../phone.ts';
import type { Reporter } from '../reporter.ts';
import { createReporter } from '../reporter.ts';
import type { TalkPlan } from '../talk-plan.ts';
import { startTalkPlan, talkPlanOf } from '../talk-plan.ts';
import { CommandError, EXIT, exitOf, UsageError } from '../usage-error.ts';

/** `rung call URI`: places one call and reports it. */
export async function call(given: Given): Promise<number> {
  checkMediaOptions(given);
  const account = accountOf(given);
  const session = given.text('session');
  const sdp = session === undefined ? undefined : new TextDecoder().decode(readInput(session));
  const order: CallOrder = { target: given.positionals[0] ?? '', account, plan: talkPlanOf(given), more: dialMoreOf(given, account), sdp };
  return await interruptible((interrupted) => place(given, order, interrupted));
}

/** What is to be done, read from the options before anybody is called. */
interface CallOrder {
  target: string;
  account: AccountGiven | undefined;
  plan: TalkPlan;
  more: DialMore;
  /** Of the session that the call leads into. */
  sdp: string | undefined;
}

async function place(given: Given, { target, account, plan, more, sdp }: CallOrder, interrupted: Promise<void>): Promise<number> {
  const reporter = createReporter(given);
  const answered = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<Call>();
  const listen = await listenTowards(given, target, account);
  const watch = watching(reporter, answered.resolve, ended.resolve);
  const cli = await openPhone(given, { listen, account, reporter, watch, interrupted });
  try {
    const placed = await dial(target, { ...more, ...ledInto(sdp, cli) }, cli);
    const control = cli.phone.calls.get(placed.id);
    void interrupted.then(() => control.hangup());
    let stopPlan = (): void => {};
    void answered.promise.then(() => (stopPlan = startTalkPlan(plan, control, cli.phone)));
    const last = await ended.promise;
    stopPlan();
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
    onDtmf: (_call, digit, durationMs, method) => reporter.dtmf(digit, durationMs, method),
    onEnded,
  };
}

function dialMoreOf(given: Given, account: AccountGiven | undefined): DialMore {
  return {
    accountId: account?.account.id,
    as: speakAsOf(given),
    plan: mediaPlanOf(given),
    headers: headersOf(given),
    ringTimeoutS: given.number('ring-timeout'),
    subject: given.text('subject'),
    priority: priorityOf(given),
  };
}

export function speakAsOf(given: Given): SpeakAs {
  return { user: given.text('user'), transport: transportOf(given), from: fromOf(given) };
}

function ledInto(sdp: string | undefined, { phone }: CliPhone): Pick<DialMore, 'into'> {
  if (sdp === undefined) return {};
  const into = leadInto({ sdp }, phone.joined.groups);
  if (!into.ok) throw new CommandError(into.error, EXIT.input);
  return { into: into.value };
}

async function dial(target: string, more: DialMore, cli: CliPhone): Promise<Call> {
  try {
    return await cli.phone.dial(target, more);
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
