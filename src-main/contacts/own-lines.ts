/** Our calls as dialogs (RFC 4235), for those who watch our lines. */
import type { Call } from '../../src-shared/model.ts';
import type { DialogEntry, DialogState } from '../events/dialog-info.ts';
import type { Session } from '../sip/user-agent.ts';

export interface OwnLine extends DialogEntry {
  accountId: string | undefined;
}

export function ownLines(calls: readonly Call[], sessions: Iterable<Session>): OwnLine[] {
  const byCallId = new Map([...sessions].map((session) => [session.callId, session]));
  return calls.flatMap((call) => {
    const state = dialogStateOf(call);
    return state ? [lineOf(call, state, byCallId.get(call.sipCallId))] : [];
  });
}

function lineOf(call: Call, state: DialogState, session: Session | undefined): OwnLine {
  const { localTag, remoteTag } = session?.dialogId ?? {};
  // Where the caller is found by one who takes the call in our place; of those whom we call it is none of a watcher's business.
  const target = call.direction === 'in' ? session?.remoteTarget : undefined;
  return {
    id: call.id, callId: call.sipCallId, localTag, remoteTag, direction: call.direction === 'in' ? 'recipient' : 'initiator', state,
    local: {}, remote: { uri: call.remoteUri, name: call.remoteName, target }, accountId: call.accountId,
  };
}

/** RFC 4235 3.7.1; undefined for a call that is over. */
function dialogStateOf({ direction, state }: Call): DialogState | undefined {
  if (state === 'confirmed') return 'confirmed';
  if (state === 'ending' || state === 'ended') return undefined;
  return direction === 'out' && state === 'calling' ? 'trying' : 'early';
}
