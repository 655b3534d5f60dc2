import type { Call, CallRecord, Cause, EndedBy, Outcome } from '../../src-shared/model.ts';
import type { SessionEnd } from '../sip/user-agent.ts';

interface End {
  direction: 'in' | 'out';
  answeredAtMs?: number | undefined;
  status?: number | undefined;
  endedBy?: EndedBy | undefined;
  /** Somebody else took the call that we were making (RFC 3891). */
  isReplaced?: boolean;
  cause?: Cause | undefined;
}

/** In one word, for the history: how did this call end? */
export function outcomeOf(call: End): Outcome {
  const status = call.status ?? 0;
  if (call.endedBy === 'interrupted') return 'interrupted';
  if (call.answeredAtMs !== undefined || wasAccepted(call, status)) return 'answered';
  if (call.isReplaced || (status >= 300 && status < 400)) return 'redirected';
  return call.direction === 'in' ? notTaken(call, status) : notReached(call, status);
}

/** We said 200, and one of the two hung up before the ACK came. */
function wasAccepted({ direction, endedBy }: End, status: number): boolean {
  return direction === 'in' && (endedBy === 'local' || endedBy === 'remote') && status >= 200 && status < 300;
}

function notTaken({ endedBy, cause }: End, status: number): Outcome {
  if (endedBy === 'remote' && cause && isTakenElsewhere(cause)) return 'elsewhere';
  if (endedBy === 'remote' || status === 487) return 'missed';
  // Answered, but the ACK or the sound never came.
  return endedBy === 'local' ? 'declined' : 'failed';
}

/** A proxy that forked the call tells the others so (RFC 3326 2); gateways say it with Q.850 26, non-selected user clearing. */
function isTakenElsewhere({ protocol, cause }: Cause): boolean {
  return (protocol === 'SIP' && cause === 200) || (protocol === 'Q.850' && cause === 26);
}

function notReached({ endedBy }: End, status: number): Outcome {
  if (endedBy === 'local') return 'cancelled';
  if (status === 486 || status === 600) return 'busy';
  if (status === 603 || status === 607) return 'declined';
  return status === 480 || status === 487 || (status === 408 && endedBy === 'timeout') ? 'noAnswer' : 'failed';
}

/** What the end of its session makes of a call. An answered call keeps its 200 unless something went wrong. */
export function endOf(call: Call, end: SessionEnd, nowMs: number): Partial<Call> {
  const wentWell = call.answeredAtMs !== undefined && end.status < 300;
  return {
    state: 'ended',
    endedAtMs: nowMs,
    endedBy: end.by,
    status: wentWell ? (call.status ?? 200) : end.status,
    reason: wentWell ? (call.reason ?? 'OK') : end.reason,
    cause: end.cause,
    alternatives: end.alternatives?.map(({ uri, displayName }) => ({ uri, name: displayName })),
    retryAtMs: end.retryAfterS === undefined ? undefined : nowMs + end.retryAfterS * 1000,
  };
}

/** The history row of a call, at any moment of its life. A call that has not ended yet is written as `interrupted`:
 *  should the process die, that is what the history says (`store` closes it on the next start). */
export function recordOf(call: Call, extra: { accountLabel?: string | undefined; messageCount: number; isReplaced: boolean }): CallRecord {
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
    outcome: call.endedAtMs === undefined ? 'interrupted' : outcomeOf({ ...call, isReplaced: extra.isReplaced }),
    status: call.status,
    reason: call.reason,
    endedBy: call.endedBy,
    stats: call.stats,
    encryption: call.encryption,
    error: call.error,
    cause: call.cause,
    transfer: call.transfer,
    replaces: call.replaces,
    retry: call.retry,
    recordings: call.recordings,
    messageCount: extra.messageCount,
  };
}
