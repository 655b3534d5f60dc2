/** What the diagnosis finds in the call that is looked at, as far as it is news to the person. Pure. */
import { diagnose } from '../../src-shared/diagnose/diagnose.ts';
import type { Diagnosis } from '../../src-shared/diagnose/types.ts';
import type { Call, MediaSpan, TracedMessage } from '../../src-shared/model.ts';

/** A live call, or one of the history: that has neither state nor error. */
export type DiagnosedCall = Pick<Call, 'id' | 'sipCallId' | 'direction'> & Partial<Pick<Call, 'state' | 'endedBy' | 'error' | 'stats' | 'remoteUri' | 'accountId' | 'retry'>>;

const ORDER = ['error', 'warning', 'info'];

/** Gravest first. A call that is still being set up is not judged: a challenge is no failure while its answer is on the way. */
export function callDiagnosis(call: DiagnosedCall, messages: readonly TracedMessage[], media: readonly MediaSpan[]): Diagnosis[] {
  if (call.state !== undefined && call.state !== 'confirmed' && call.state !== 'ended') return [];
  const errors = call.error ? [{ callId: call.sipCallId, code: call.error.code, target: call.remoteUri }] : [];
  return diagnose(messages, media, errors)
    .filter(({ severity }) => severity !== 'info' || isNews(call))
    .sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

/** Whoever cancels, declines or misses a call knows; what the rules call information is meant for callers. */
function isNews({ direction, endedBy }: DiagnosedCall): boolean {
  return direction === 'out' && endedBy !== 'local';
}
