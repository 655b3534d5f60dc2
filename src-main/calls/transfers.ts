/** Transfers (RFC 5589) by REFER (RFC 3515), for the one who sends a peer elsewhere and for the one who is sent. The third part, to
 *  be the one a transfer brings somebody to, is an INVITE with Replaces: see calls.ts. */
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { RungError } from '../../src-shared/errors.ts';
import type { Account, Call, Transfer } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import { asRungError } from '../../src-shared/rpc.ts';
import { parseUri } from '../../src-shared/sip/uri.ts';
import type { IncomingRefer, ReferListener, ReferProgress } from '../sip/refer/types.ts';
import type { DialogId, Session, UserAgent } from '../sip/user-agent.ts';
import type { CallControl } from './call.ts';
import type { DialRequest } from './calls.ts';
import { continuedPlan } from './continued-plan.ts';
import { callNotReady } from './call-not-ready.ts';

export interface TransfersOptions {
  userAgent(): UserAgent;
  /** Calls that have not ended. */
  live(): CallControl[];
  /** How many there may be at once; one more while a transfer is under way. */
  maxCalls: number;
  /** Who is meant; nobody where the account takes nothing from there. */
  calledAccount(incoming: IncomingRefer): Account | undefined;
  /** Somebody who called an account of ours past its server: what they ask for must not be dialled in its name. */
  isStranger(control: CallControl): boolean;
  /** Makes a request to dial of an address that the network gave us; the identity of the account, or of nobody in particular. */
  approach(uri: string, account: Account | undefined): Promise<Result<Pick<DialRequest, 'uri' | 'account' | 'identity'>, RungError>>;
  dial(request: DialRequest): CallControl;
  /** Takes a call back from hold, unless the person talks to somebody else by now. */
  resume(control: CallControl): void;
}

export interface Transfers {
  /** Blind: resolves when the peer has agreed to go. Errors: `call-not-ready`, `transfer-going-on`, what the peer says. */
  transfer(control: CallControl, target: string): Promise<void>;
  /** Attended: sends the peer of one call to the peer of another. Errors as above. */
  join(control: CallControl, other: CallControl): Promise<void>;
  referred(incoming: IncomingRefer): void;
  /** To be called at each change of any call. */
  onChanged(call: Call): void;
}

/** A call that somebody sent us into. */
interface Errand {
  progress: ReferProgress;
  told: number;
  /** The call in which we were asked; undefined: outside of any. */
  from: CallControl | undefined;
  wasHeld: boolean;
}

export function createTransfers(options: TransfersOptions): Transfers {
  /** By the id of the new call. */
  const errands = new Map<string, Errand>();

  // We send somebody -------------------------------------------------------------------------------------------------

  async function refer(control: CallControl, to: { target: string; replaces?: DialogId; other?: CallControl; shown: string }): Promise<void> {
    const session = confirmedSession(control);
    if (isUnderWay(control.snapshot.transfer)) throw new RungFailure(alreadyUnderWay());
    const wasHeld = control.changes.isParked;
    note(control, { role: 'transferor', target: to.shown, attended: to.other !== undefined, state: 'asked' });
    // RFC 5589 6: nobody talks while one is being sent away. A peer that cannot be held goes all the same.
    if (!wasHeld) await control.changes.hold(true);
    const asked = await options.userAgent().refer(
      { within: session, referTo: to.target, replaces: to.replaces, referredBy: session.isAnonymous ? undefined : session.identity?.uri },
      progressOf(control, to.other, wasHeld),
    );
    if (asked.ok) return;
    failed(control, wasHeld, asked.error);
    throw new RungFailure(asked.error);
  }

  function progressOf(control: CallControl, other: CallControl | undefined, wasHeld: boolean): ReferListener {
    return {
      onProgress({ status, reason }) {
        if (!isUnderWay(control.snapshot.transfer)) return;
        if (status >= 300) return failed(control, wasHeld, undefined, { status, reason });
        if (status >= 200) return done(control, other, { status, reason });
        note(control, { state: status > 100 ? 'ringing' : 'trying', status, reason });
      },
      onEnd({ error }) {
        if (!isUnderWay(control.snapshot.transfer)) return;
        // Many a PBX says BYE in place of the last NOTIFY.
        if (control.snapshot.state === 'ended' && control.snapshot.endedBy === 'remote') return done(control, other, {});
        failed(control, wasHeld, error);
      },
    };
  }

  /** RFC 5589 6.1, 7.1: the transferor ends what is left of its own calls. */
  function done(control: CallControl, other: CallControl | undefined, how: Partial<Transfer>): void {
    note(control, { status: undefined, reason: undefined, ...how, state: 'done' });
    for (const left of [control, other]) if (left?.snapshot.state === 'confirmed') left.hangup();
  }

  function failed(control: CallControl, wasHeld: boolean, error: RungError | undefined, how: Partial<Transfer> = {}): void {
    note(control, { ...how, ...(error ? { status: statusIn(error), reason: error.message } : {}), state: 'failed' });
    if (!wasHeld) options.resume(control);
  }

  // We are sent ------------------------------------------------------------------------------------------------------

  function referred(incoming: IncomingRefer): void {
    const control = options.live().find(({ session }) => session !== undefined && session === incoming.authorisedBy);
    const account = control ? control.account : options.calledAccount(incoming);
    const objection = objectionTo(incoming, control, account);
    if (objection) return incoming.reject(objection.status, objection.reason);
    void go(incoming, incoming.accept(), control, account);
  }

  function objectionTo(incoming: IncomingRefer, control: CallControl | undefined, account: Account | undefined): { status: number; reason?: string } | undefined {
    // Anybody could make us call anybody: only who talks to us already may (RFC 4538), or whom the account allows.
    if (!control && !account?.acceptRefer) return { status: 603 };
    if (control && control.snapshot.state !== 'confirmed') return { status: 603 };
    if (control && options.isStranger(control)) return { status: 603 };
    if (control && isUnderWay(control.snapshot.transfer)) return { status: 491 };
    if (!isCallable(incoming.target, account)) return { status: 416, reason: 'Only SIP Addresses Are Called' };
    return options.live().length > options.maxCalls ? { status: 486 } : undefined;
  }

  async function go(incoming: IncomingRefer, progress: ReferProgress, control: CallControl | undefined, account: Account | undefined): Promise<void> {
    const errand: Errand = { progress, told: 100, from: control, wasHeld: control?.changes.isParked ?? false };
    const { target, replaces, referredBy } = incoming;
    if (control) note(control, { role: 'transferee', target, attended: replaces !== undefined, state: 'trying' });
    const way = await options.approach(target, account);
    if (!way.ok) return failedErrand(errand, 503, way.error.message);
    incoming.identity = way.value.identity;
    control?.park();
    try {
      const call = options.dial({ ...way.value, shownUri: target, replaces, referredBy, plan: control && continuedPlan(control.plan) });
      errands.set(call.snapshot.id, errand);
      // It may have ended before anybody listened.
      onChanged(call.snapshot);
    } catch (error) {
      // The sockets were closed in this very moment.
      failedErrand(errand, 503, asRungError(error).message);
    }
  }

  function onChanged(call: Call): void {
    const errand = errands.get(call.id);
    if (!errand) return;
    const status = call.status ?? 0;
    if (call.state === 'ended' && call.answeredAtMs === undefined) {
      errands.delete(call.id);
      return failedErrand(errand, status >= 300 ? status : 487, call.reason ?? 'Request Terminated');
    }
    if (call.state === 'confirmed' || call.state === 'ended') {
      errands.delete(call.id);
      errand.progress.tell(200, 'OK');
      if (errand.from) note(errand.from, { state: 'done', status: 200, reason: 'OK' });
      return;
    }
    if (status <= 100 || status >= 200 || status === errand.told) return;
    errand.told = status;
    errand.progress.tell(status, call.reason ?? '');
    if (errand.from) note(errand.from, { state: 'ringing', status, reason: call.reason });
  }

  /** RFC 5589 6.3: who could not be sent on stays where they were. */
  function failedErrand({ progress, from, wasHeld }: Errand, status: number, reason: string): void {
    progress.tell(status, reason);
    if (!from) return;
    note(from, { state: 'failed', status, reason });
    if (!wasHeld) options.resume(from);
  }

  return {
    transfer: (control, target) => refer(control, { target, shown: target }),
    async join(control, other) {
      const { dialogId, remoteTarget } = confirmedSession(other);
      confirmedSession(control);
      if (control === other || !dialogId || remoteTarget === undefined) throw new RungFailure(callNotReady());
      // RFC 3891 3: named as the target sees it.
      const replaces = { callId: dialogId.callId, localTag: dialogId.remoteTag, remoteTag: dialogId.localTag };
      await refer(control, { target: remoteTarget, replaces, other, shown: other.snapshot.remoteUri });
    },
    referred,
    onChanged,
  };
}

function note(control: CallControl, news: Partial<Transfer>): void {
  const before: Transfer = control.snapshot.transfer ?? { role: 'transferee', target: '', attended: false, state: 'asked' };
  control.note({ transfer: { ...before, ...news } });
}

function isUnderWay(transfer: Transfer | undefined): boolean {
  return transfer !== undefined && transfer.state !== 'done' && transfer.state !== 'failed';
}

function confirmedSession({ session, snapshot }: CallControl): Session {
  if (!session || snapshot.state !== 'confirmed') throw new RungFailure(callNotReady());
  return session;
}

/** A telephone number only where an account can route it. */
function isCallable(text: string, account: Account | undefined): boolean {
  const uri = parseUri(text);
  return uri.ok && uri.value.scheme !== 'other' && (uri.value.scheme !== 'tel' || account !== undefined);
}

function statusIn({ params }: RungError): number | undefined {
  const status = params?.['status'];
  return typeof status === 'number' ? status : undefined;
}

function alreadyUnderWay(): RungError {
  return rungError('transfer-going-on', 'This call is being transferred already. Wait until that has worked or failed.');
}
