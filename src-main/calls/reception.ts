/** Incoming calls up to the moment they ring: who is turned away, who takes another call's place, who is answered without asking. */
import type { Account, Call, CallRecord } from '../../src-shared/model.ts';
import type { Session } from '../sip/user-agent.ts';
import type { AutoAnswer } from './auto-answer.ts';
import { autoAnswerAsked, autoAnswerFor } from './auto-answer.ts';
import type { CallControl } from './call.ts';
import type { MediaPlan } from './call-media.ts';
import { devicePlan } from './call-media.ts';
import type { CallsOptions } from './calls.ts';
import { continuedPlan } from './continued-plan.ts';
import type { LeadsInto } from './group-media.ts';
import { calledInto, intoOf, isAcceptable, planOf } from './invited.ts';
import { isVouchedFor } from './may-reach.ts';
import { broughtBy, calledCall, newCall } from './new-call.ts';

export interface Readiness {
  status: number;
  reason: string;
}

export interface Reception {
  incoming(session: Session): void;
  readiness(): Readiness;
}

/** What the calls of the phone do for it. */
export interface ReceptionDesk {
  live(): CallControl[];
  create(call: Call, plan: MediaPlan, account: Account | undefined, ways?: { into?: LeadsInto | undefined }): CallControl;
  onChanged(call: Call): void;
  keep(call: Call, more: Partial<CallRecord>): CallRecord;
  answer(id: string): Promise<void>;
  later(delayMs: number, work: () => void): void;
}

export function createReception(options: CallsOptions, desk: ReceptionDesk): Reception {
  const { accounts, clock, trace } = options;

  function called(session: Session, account: Account | undefined, more: Partial<Call> = {}): Call {
    const address = session.source?.remote.address;
    const isFromOurServer = account !== undefined && address !== undefined && accounts.isServer(account, address);
    return newCall('in', options, { ...calledCall(session, isFromOurServer), accountId: account?.id, ...more });
  }

  function begin(session: Session, call: Call, plan: MediaPlan, account: Account | undefined, into?: LeadsInto): CallControl {
    // Should the peer's server challenge our BYE or re-INVITE, this account answers.
    if (account) void accounts.identity(account).then((identity) => (session.identity = identity));
    const control = desk.create(call, planOf(plan, into), account, { into });
    control.attach(session);
    trace.follow(session.callId, call.id);
    desk.onChanged(control.snapshot);
    return control;
  }

  /** RFC 3891 3: takes the place of a call that the person has already accepted, or is making, so nobody is asked. */
  async function takeOver(session: Session, from: CallControl): Promise<void> {
    const { account, plan, snapshot, changes: { isParked } } = from;
    const call = called(session, account, { replaces: snapshot.id, transfer: broughtBy(session), muted: snapshot.muted });
    const control = begin(session, call, continuedPlan(plan), account);
    const answered = await control.answer();
    // Who was on hold must not be listened to by somebody new.
    if (answered.ok && isParked) control.park();
  }

  /** RFC 5373 7: the wish of somebody whom our server does not know must not open the microphone. */
  function autoAnswerWish({ invite, source }: Session): AutoAnswer | undefined {
    return !source || isVouchedFor(accounts, { request: invite, source }) ? autoAnswerAsked(invite) : undefined;
  }

  function answerByItself(control: CallControl, isFree: boolean): void {
    const wanted = autoAnswerFor(control.account, control.session && autoAnswerWish(control.session), isFree);
    if (!wanted) return;
    desk.later(wanted.afterS * 1000, () => {
      // Somebody may have been called, or have called, meanwhile.
      if (control.snapshot.state !== 'ringing' || desk.live().length > 1) return;
      control.note({ autoAnswered: true });
      void desk.answer(control.snapshot.id).catch(() => {});
    });
  }

  function readiness(): Readiness {
    if (options.settings().doNotDisturb) return { status: 480, reason: 'Do Not Disturb' };
    if (desk.live().length >= options.maxCalls) return { status: 486, reason: 'Busy Here' };
    return { status: 200, reason: 'OK' };
  }

  /** Refused without asking anybody: the person finds it among the missed calls. */
  function turnAway(session: Session, account: Account | undefined, { status, reason }: Readiness): void {
    const call = called(session, account);
    trace.follow(session.callId, call.id);
    session.reject(status, { reason });
    const ended: Call = { ...call, state: 'ended', endedAtMs: clock.wallMs(), endedBy: 'local', status, reason };
    trace.release(desk.keep(ended, { outcome: 'missed' }));
  }

  return {
    readiness,
    incoming(session) {
      const replaced = session.replaces && desk.live().find((control) => control.session === session.replaces);
      if (replaced) return void takeOver(session, replaced);
      const account = accounts.calledBy(session.invite);
      const ready = readiness();
      if (ready.status !== 200) return turnAway(session, account, ready);
      const isFree = desk.live().length === 0;
      const into = intoOf(session, options.groups, options.settings().sapTtl);
      const control = begin(session, called(session, account, into && calledInto(into)), options.incomingPlan?.() ?? devicePlan, account, into);
      // Refused with the warning that says why; a person need not be asked.
      if (into && !isAcceptable(into)) return void control.answer();
      options.onIncoming(control);
      answerByItself(control, isFree);
    },
  };
}
