import type { Call, CallRecord, EndedBy, Outcome } from '../../src-shared/model.ts';

/** In one word, for the history: how did this call end? */
export function outcomeOf(call: { direction: 'in' | 'out'; answeredAtMs?: number | undefined; status?: number | undefined; endedBy?: EndedBy | undefined }): Outcome {
  if (call.endedBy === 'interrupted') return 'interrupted';
  if (call.answeredAtMs !== undefined) return 'answered';
  const status = call.status ?? 0;
  if (status === 600 || status === 486) return call.direction === 'in' ? 'declined' : 'busy';
  if (status === 603 || status === 607) return 'declined';
  if (status >= 300 && status < 400) return 'redirected';
  if (call.direction === 'in') return status === 487 || call.endedBy === 'remote' || call.endedBy === 'timeout' ? 'missed' : 'declined';
  if (call.endedBy === 'local') return 'cancelled';
  if (status === 480 || status === 487 || (status === 408 && call.endedBy === 'timeout')) return 'noAnswer';
  return 'failed';
}

/** The history row of a call, at any moment of its life. A call that has not ended yet is written as `interrupted`:
 *  should the process die, that is what the history says (`store` closes it on the next start). */
export function recordOf(call: Call, extra: { accountLabel?: string | undefined; messageCount: number }): CallRecord {
  return {
    id: call.id,
    direction: call.direction,
    sipCallId: call.sipCallId,
    accountId: call.accountId,
    accountLabel: extra.accountLabel,
    remoteUri: call.remoteUri,
    remoteName: call.remoteName,
    subject: call.subject,
    startedAtMs: call.startedAtMs,
    answeredAtMs: call.answeredAtMs,
    endedAtMs: call.endedAtMs,
    outcome: call.endedAtMs === undefined ? 'interrupted' : outcomeOf(call),
    status: call.status,
    reason: call.reason,
    endedBy: call.endedBy,
    stats: call.stats,
    messageCount: extra.messageCount,
  };
}
