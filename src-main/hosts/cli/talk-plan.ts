/** What a command does while a call lasts: digits, hold, resume, transfer, hang up, each at its time after the answer. */
import type { CodecName } from '../../../src-shared/model.ts';
import { asRungError } from '../../../src-shared/rpc.ts';
import type { CallControl } from '../../calls/call.ts';
import type { Softphone } from '../../softphone.ts';
import type { Given } from './arguments.ts';
import { codecOf, dtmfOf } from './call-options.ts';

export interface TalkPlan {
  digits: string | undefined;
  digitsAfterS: number;
  holdAfterS: number | undefined;
  resumeAfterS: number | undefined;
  durationS: number | undefined;
  codec: CodecName | undefined;
  codecAfterS: number;
  transferTo: string | undefined;
  transferAfterS: number;
}

/** Node's timers fire at once beyond this. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Throws UsageError: read it before anybody is called. */
export function talkPlanOf(given: Given): TalkPlan {
  return {
    digits: dtmfOf(given),
    digitsAfterS: given.number('dtmf-after') ?? 1,
    holdAfterS: given.number('hold-after'),
    resumeAfterS: given.number('resume-after'),
    durationS: given.number('duration'),
    codec: codecOf(given),
    codecAfterS: given.number('codec-after') ?? 1,
    transferTo: given.text('transfer-to'),
    transferAfterS: given.number('transfer-after') ?? 1,
  };
}

/** Starts the timers; call it when the call has been answered. Gives the way to stop them. */
export function startTalkPlan(plan: TalkPlan, call: CallControl, phone: Softphone): () => void {
  const timers: NodeJS.Timeout[] = [];
  const at = (seconds: number | undefined, act: () => unknown): void => {
    if (seconds !== undefined) timers.push(setTimeout(() => void act(), Math.min(seconds * 1000, LONGEST_TIMER_MS)));
  };
  const { digits, codec, transferTo } = plan;
  if (digits !== undefined) at(plan.digitsAfterS, () => call.dtmf(digits));
  at(plan.holdAfterS, () => hold(call, true));
  at(plan.resumeAfterS, () => hold(call, false));
  if (codec !== undefined) at(plan.codecAfterS, () => useCodec(call, codec));
  if (transferTo !== undefined) at(plan.transferAfterS, () => transfer(call, transferTo, phone));
  at(plan.durationS, () => call.hangup());
  return () => timers.forEach((timer) => clearTimeout(timer));
}

async function hold(call: CallControl, held: boolean): Promise<void> {
  const changed = await call.changes.hold(held);
  if (!changed.ok) process.stderr.write(`rung: ${held ? 'hold' : 'resume'} failed: ${changed.error.message}\n`);
}

async function useCodec(call: CallControl, codec: CodecName): Promise<void> {
  const changed = await call.changes.useCodec(codec);
  if (!changed.ok) process.stderr.write(`rung: the change to ${codec} failed: ${changed.error.message}\n`);
}

async function transfer(call: CallControl, target: string, phone: Softphone): Promise<void> {
  try {
    await phone.handlers['call.transfer']({ id: call.snapshot.id, target });
  } catch (error) {
    process.stderr.write(`rung: the transfer failed: ${asRungError(error).message}\n`);
  }
}
