/** All calls of the phone: places them, takes incoming ones, keeps their history. */
import type { RungError } from '../../src-shared/errors.ts';
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { Account, Call, CallRecord, CodecName, MediaSpan, Settings } from '../../src-shared/model.ts';
import type { MediaEngine } from '../media/engine-port.ts';
import type { Clock, Random, Timer } from '../ports.ts';
import { hex } from '../sip/hex.ts';
import type { Identity, Session, UserAgent } from '../sip/user-agent.ts';
import type { Store } from '../store/store.ts';
import type { Accounts } from './accounts.ts';
import type { CallControl, CallWatcher } from './call.ts';
import { createCall } from './call.ts';
import type { MediaPlan } from './call-media.ts';
import { devicePlan, newSessionId } from './call-media.ts';
import type { CallTrace } from './call-trace.ts';
import { recordOf } from './outcome.ts';

export interface DialRequest {
  /** A SIP URI, ready to be sent to. */
  uri: string;
  /** What the person dialled, where that differs from `uri` (built-in peers). */
  shownUri?: string;
  account?: Account | undefined;
  identity: Identity;
  subject?: string | undefined;
  priority?: string | undefined;
  headers?: [string, string][] | undefined;
  plan?: MediaPlan | undefined;
  ringTimeoutS?: number | undefined;
}

export interface CallsOptions {
  clock: Clock;
  random: Random;
  engine: MediaEngine;
  store: Store;
  trace: CallTrace;
  accounts: Accounts;
  settings: () => Settings;
  /** How incoming calls sound; the sound card unless the CLI says otherwise. */
  incomingPlan?: (() => MediaPlan) | undefined;
  onIncoming: (call: CallControl) => void;
  defaultCodecs: CodecName[];
  maxCalls: number;
  events: CallsEvents;
}

export interface CallsEvents {
  onChanged(call: Call): void;
  onStats(call: Call): void;
  onDtmf(call: Call, digit: string, durationMs: number): void;
  onMedia(call: Call, span: MediaSpan): void;
  /** Media closed, figures final, history written. */
  onEnded(call: Call): void;
  /** The card may go. */
  onRemoved(id: string): void;
  onHistory(id: string): void;
}

interface Readiness {
  status: number;
  reason: string;
}

export interface Calls {
  list(): Call[];
  get(id: string): CallControl;
  dial(userAgent: UserAgent, request: DialRequest): Call;
  incoming(session: Session): void;
  /** What an INVITE would be answered with now, apart from ringing (OPTIONS tells it, RFC 3261 11.2). */
  readiness(): Readiness;
  answer(id: string): Promise<void>;
  /** Incoming, still ringing. Errors: `call-gone`, `call-over`. */
  divert(id: string, to: string): void;
  setHold(id: string, held: boolean): Promise<void>;
  hangup(id: string): void;
  /** Nothing is going on: no call that is not `ended`. */
  idle(): boolean;
  /** The history no longer shows this call, or any. */
  forgetHistory(id?: string): void;
  /** When the SIP side has ended all calls: waits for their media and history. */
  close(): Promise<void>;
}

/** How long an ended call stays on screen: long enough to read why it failed. */
const KEEP_ANSWERED_MS = 5000;
const KEEP_FAILED_MS = 60_000;

export function createCalls(options: CallsOptions): Calls {
  const { clock, store, trace, events } = options;
  const calls = new Map<string, CallControl>();
  const timers = new Set<Timer>();

  const watcher: CallWatcher = {
    onChanged(call) {
      keep(call);
      events.onChanged(call);
    },
    onStats: events.onStats,
    onDtmf: events.onDtmf,
    onAnswered: (call) => parkOthers(call.id),
    onMedia(call, span) {
      store.traces.addMedia(call.id, span);
      events.onMedia(call, span);
    },
    onEnded(call) {
      trace.release(keep(call));
      store.traces.flush();
      events.onEnded(call);
      const timer = clock.setTimer(call.answeredAtMs === undefined ? KEEP_FAILED_MS : KEEP_ANSWERED_MS, () => {
        timers.delete(timer);
        forget(call.id);
      });
      timers.add(timer);
    },
  };

  function keep(call: Call, more: Partial<CallRecord> = {}): CallRecord {
    const account = options.accounts.list().find((candidate) => candidate.id === call.accountId);
    const record = { ...recordOf(call, { accountLabel: account?.label, messageCount: trace.count(call.id) }), ...more };
    store.calls.save(record);
    events.onHistory(call.id);
    return record;
  }

  function forget(id: string): void {
    if (calls.delete(id)) events.onRemoved(id);
  }

  function get(id: string): CallControl {
    const control = calls.get(id);
    if (!control) throw new RungFailure(rungError('call-gone', 'This call has ended.'));
    return control;
  }

  function create(call: Call, plan: MediaPlan, account: Account | undefined): CallControl {
    const settings = options.settings();
    const control = createCall({
      call,
      clock,
      plan,
      watcher,
      media: {
        engine: options.engine,
        ports: { min: settings.rtpPortMin, max: settings.rtpPortMax },
        codecs: account?.codecs ?? options.defaultCodecs,
        sessionId: newSessionId(options.random),
      },
    });
    calls.set(call.id, control);
    return control;
  }

  function live(): CallControl[] {
    return [...calls.values()].filter((control) => control.snapshot.state !== 'ended');
  }

  /** One sound card: whoever talks now puts the others on hold. Nobody waits for that: a peer that has vanished answers late. */
  function parkOthers(except: string): void {
    if (!usesDevice(calls.get(except))) return;
    for (const control of live()) {
      const { id, state, heldByUs } = control.snapshot;
      if (id !== except && state === 'confirmed' && !heldByUs && usesDevice(control)) control.park();
    }
  }

  function incomingCall(session: Session, account: Account | undefined): Call {
    return newCall('in', clock, options.random, {
      state: 'ringing',
      sipCallId: session.callId,
      remoteUri: session.remote.uri,
      remoteName: session.remote.displayName,
      calledUri: session.invite.uri,
      accountId: account?.id,
      subject: session.invite.headers.first('subject'),
      priority: session.invite.headers.first('priority'),
    });
  }

  function readiness(): Readiness {
    if (options.settings().doNotDisturb) return { status: 480, reason: 'Do Not Disturb' };
    if (live().length >= options.maxCalls) return { status: 486, reason: 'Busy Here' };
    return { status: 200, reason: 'OK' };
  }

  /** Refused without asking anybody: the person finds it among the missed calls. */
  function turnAway(session: Session, account: Account | undefined, { status, reason }: Readiness): void {
    const call = incomingCall(session, account);
    trace.follow(session.callId, call.id);
    session.reject(status, { reason });
    trace.release(keep({ ...call, state: 'ended', endedAtMs: clock.wallMs(), endedBy: 'local', status, reason }, { outcome: 'missed' }));
  }

  return {
    list: () => [...calls.values()].map((control) => control.snapshot),
    get,

    dial(userAgent, request) {
      const plan = request.plan ?? devicePlan;
      const call = newCall('out', clock, options.random, {
        remoteUri: request.shownUri ?? request.uri,
        accountId: request.account?.id,
        subject: request.subject,
        priority: request.priority,
      });
      const control = create(call, plan, request.account);
      parkOthers(call.id);
      const session = userAgent.invite({
        identity: request.identity,
        target: request.uri,
        negotiator: control.negotiator,
        listener: control.listener,
        headers: requestHeaders(request),
        ringTimeoutS: request.ringTimeoutS,
      });
      control.attach(session);
      trace.follow(session.callId, call.id);
      watcher.onChanged(control.snapshot);
      return control.snapshot;
    },

    incoming(session) {
      const account = options.accounts.calledBy(session.invite);
      const ready = readiness();
      if (ready.status !== 200) return turnAway(session, account, ready);
      // Should the peer's server challenge our BYE or re-INVITE, this account answers.
      if (account) void options.accounts.identity(account).then((identity) => (session.identity = identity));
      const control = create(incomingCall(session, account), options.incomingPlan?.() ?? devicePlan, account);
      control.attach(session);
      trace.follow(session.callId, control.snapshot.id);
      watcher.onChanged(control.snapshot);
      options.onIncoming(control);
    },

    async answer(id) {
      const control = get(id);
      // Not for a call whose caller has just given up.
      if (control.snapshot.state === 'ringing') parkOthers(id);
      const answered = await control.answer();
      if (!answered.ok) throw new RungFailure(answered.error);
    },

    divert(id, to) {
      const control = get(id);
      const { direction, state } = control.snapshot;
      if (direction === 'out' || state === 'confirmed' || state === 'ended') throw new RungFailure(notRinging());
      control.reject(302, { contacts: [to] });
    },

    async setHold(id, held) {
      const control = get(id);
      if (!held) parkOthers(id);
      const changed = await control.hold(held);
      if (!changed.ok) throw new RungFailure(changed.error);
    },

    readiness,

    hangup(id) {
      const control = get(id);
      const wasEnded = control.snapshot.state === 'ended';
      control.hangup();
      if (wasEnded) forget(id);
    },

    idle: () => live().length === 0,

    forgetHistory: (id) => trace.drop(id),

    async close() {
      await Promise.all([...calls.values()].map((control) => control.settled()));
      for (const timer of timers) timer.cancel();
    },
  };
}

function usesDevice(control: CallControl | undefined): boolean {
  return control?.plan.source.kind === 'device';
}

function notRinging(): RungError {
  return rungError('call-over', 'This call no longer rings, so it cannot be forwarded.');
}

function newCall(direction: 'in' | 'out', clock: Clock, random: Random, more: Partial<Call>): Call {
  return {
    id: hex(random.bytes(8)),
    direction,
    state: 'calling',
    sipCallId: '',
    remoteUri: '',
    remoteName: '',
    startedAtMs: clock.wallMs(),
    heldByUs: false,
    heldByPeer: false,
    muted: false,
    digitsReceived: '',
    declinedMedia: [],
    secure: false,
    ...more,
  };
}

function requestHeaders(request: DialRequest): [string, string][] {
  const headers = [...(request.headers ?? [])];
  if (request.subject) headers.push(['subject', request.subject]);
  if (request.priority) headers.push(['priority', request.priority]);
  return headers;
}
