/** What a call comes to, message by message. */
import type { MessageFields } from '../ladder/trace-message.ts';
import type { CapturedCall, CapturedCallState } from './trace-source.ts';

export interface CallProgress {
  /** Of the first request, else of the first answer's CSeq. */
  method: string;
  hasRequest: boolean;
  /** Of that method: the first success, the last other final answer, the last provisional one; 0: none. */
  success: number;
  failure: number;
  provisional: number;
  isOver: boolean;
}

export function createCallProgress(): CallProgress {
  return { method: '', hasRequest: false, success: 0, failure: 0, provisional: 0, isOver: false };
}

export function follow(progress: CallProgress, { method, status }: Pick<MessageFields, 'method' | 'status'>): void {
  if (status === undefined) return followRequest(progress, method);
  if (progress.method === '') progress.method = method;
  if (method !== progress.method) return;
  if (status < 200) progress.provisional = status;
  else if (status >= 300) progress.failure = status;
  else if (progress.success === 0) progress.success = status;
}

function followRequest(progress: CallProgress, method: string): void {
  if (method === 'BYE') progress.isOver = true;
  if (progress.hasRequest || method === '') return;
  progress.hasRequest = true;
  // The file may begin with an answer to a later request of the call: what is asked first in it counts.
  progress.method = method;
}

export function statusOf({ success, failure, provisional }: CallProgress): Pick<CapturedCall, 'status'> {
  const status = success || failure || provisional;
  return status === 0 ? {} : { status };
}

export function stateOf({ method, success, failure, provisional, isOver }: CallProgress): CapturedCallState {
  if (isOver) return 'ended';
  if (success > 0) return method === 'INVITE' ? 'answered' : 'succeeded';
  if (failure >= 300 && failure < 400) return 'redirected';
  if (failure > 0) return failure === 487 ? 'cancelled' : 'failed';
  return provisional >= 180 ? 'ringing' : 'open';
}
