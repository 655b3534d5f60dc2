/** The session as its owner holds it. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import type { AgentContext } from '../agent-context.ts';
import type { Dialog } from '../dialog/dialog.ts';
import type { ServerTransaction } from '../transactions.ts';
import { gaveUp, hungUp } from './ends.ts';
import { publicState } from './life.ts';
import type { SessionRecord } from './record.ts';
import { currentDialog, dialogsOf, dispatch, shareDialog } from './record.ts';
import { runningTimer } from './refresh.ts';
import { renegotiate } from './renegotiate.ts';
import type { DialogId, Session, SessionEnd } from './session.ts';
import { requestInDialog } from './within.ts';

/** What only one of the two roles can do. */
export interface RoleActions {
  ring: Session['ring'];
  accept(): Promise<Result<void, RungError>>;
  reject: Session['reject'];
}

/** What the user agent holds. */
export interface HeldSession {
  session: Session;
  /** Lets go of everything at once; nothing more is sent. */
  abandon(): void;
}

/** What the user agent adds to a session. */
export interface SessionHome {
  agent: AgentContext;
  /** Answers OPTIONS. */
  onOptions(transaction: ServerTransaction): void;
  /** Any method in the session's dialog that is not the session's own (REFER, NOTIFY, SUBSCRIBE, MESSAGE …). */
  onOther(session: Session, transaction: ServerTransaction): void;
  forget(held: HeldSession): void;
}

export function sessionOf(record: SessionRecord, role: RoleActions): HeldSession {
  return { session: facade(record, role), abandon: () => dispatch(record, { type: 'abandon', end: hungUp({}) }) };
}

function facade(record: SessionRecord, role: RoleActions): Session {
  return {
    direction: record.direction,
    callId: record.callId,
    ...(record.source ? { source: record.source } : {}),
    get state() {
      return publicState(record.life);
    },
    get remote() {
      return record.remote;
    },
    get invite() {
      return record.invite;
    },
    get listener() {
      return record.listener;
    },
    set listener(listener) {
      record.listener = listener;
    },
    get negotiator() {
      return record.negotiator;
    },
    set negotiator(negotiator) {
      record.negotiator = negotiator;
    },
    get identity() {
      return record.identity;
    },
    set identity(identity) {
      record.identity = identity;
    },
    get dialogId() {
      const dialog = currentDialog(record);
      return dialog && idOf(dialog);
    },
    get dialogIds() {
      return dialogsOf(record).map(idOf);
    },
    get remoteTarget() {
      return currentDialog(record)?.remoteTarget;
    },
    get isAnonymous() {
      return record.isAnonymous;
    },
    get timer() {
      return runningTimer(record);
    },
    get peerAllows() {
      return record.peerAllows;
    },
    get peerSupports() {
      return record.peerSupports;
    },
    get replaces() {
      return record.replaced;
    },
    request: (method, options) => requestInDialog(record, method, options ?? {}),
    shareDialog: () => shareDialog(record),
    ring: role.ring,
    accept: role.accept,
    reject: role.reject,
    end(reason = {}) {
      dispatch(record, { type: 'end', beforeAnswer: beforeAnswer(record, reason), afterAnswer: hungUp(reason) });
    },
    renegotiate: () => renegotiate(record),
  };
}

function idOf({ callId, localTag, remoteTag }: Dialog): DialogId {
  return { callId, localTag, remoteTag };
}

function beforeAnswer(record: SessionRecord, reason: { status?: number; text?: string }): SessionEnd {
  if (record.direction === 'out') return gaveUp(reason.text);
  return { by: 'local', status: reason.status ?? 480, reason: reason.text ?? 'Temporarily Unavailable' };
}
