/** All calls of the phone: places them, takes incoming ones, keeps their history. */
import type { RungError } from '../../src-shared/errors.ts';
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { Account, Call, CallRecord, CodecName, DialChange, DtmfMode, MediaSpan, QualitySeries, Retry, Settings, SrtpMode } from '../../src-shared/model.ts';
import { defaultAccountOptions } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import type { MediaEngine } from '../media/engine-port.ts';
import type { Clock, Network, Random, Resolver, Timer } from '../ports.ts';
import type { IncomingRefer } from '../sip/refer/types.ts';
import { oneLine } from '../sip/request/safe-text.ts';
import type { Identity, InviteOptions, Session, UserAgent } from '../sip/user-agent.ts';
import type { Store } from '../store/store.ts';
import type { Accounts } from './accounts.ts';
import type { CallControl, CallWatcher } from './call.ts';
import { createCall } from './call.ts';
import type { MediaPlan } from './call-media.ts';
import { devicePlan, newSessionId } from './call-media.ts';
import type { SoundHouse } from './call-sound.ts';
import type { Conference } from './conference.ts';
import type { NatOptions } from './call-nat.ts';
import type { CallTrace } from './call-trace.ts';
import { capturedRtp } from './call-trace.ts';
import type { GroupHouse, LeadsInto } from './group-media.ts';
import { planOf } from './invited.ts';
import { isVouchedFor, mayReach } from './may-reach.ts';
import { dialledCall, inviteOptionsOf, newCall } from './new-call.ts';
import { recordOf } from './outcome.ts';
import type { Readiness } from './reception.ts';
import { createReception } from './reception.ts';
import { createSoundCard } from './sound-card.ts';
import { createTransfers } from './transfers.ts';

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
  /** Takes over a dialog of the callee (RFC 3891). */
  replaces?: InviteOptions['replaces'];
  referredBy?: string | undefined;
  /** A proxy that a 305 named, for this call only. */
  via?: string | undefined;
  /** Without our number (RFC 3323); absent: as the account says. */
  anonymous?: boolean | undefined;
  /** Absent: as the account says; 0: none (RFC 4028). */
  sessionExpiresS?: number | undefined;
  dtmfMode?: DtmfMode | undefined;
  isEmergency?: boolean | undefined;
  /** Into this multicast session. */
  into?: LeadsInto | undefined;
  /** Another attempt at that call; what it changes of the account's ways counts for this one only. */
  retry?: Retry | undefined;
}

export interface CallsOptions {
  clock: Clock;
  random: Random;
  network: Network;
  resolver: Resolver;
  engine: MediaEngine;
  store: Store;
  trace: CallTrace;
  accounts: Accounts;
  settings: () => Settings;
  files: Omit<SoundHouse, 'settings'>;
  /** The multicast sessions that calls can lead into. */
  groups: GroupHouse;
  /** How incoming calls sound; the sound card unless the CLI says otherwise. */
  incomingPlan?: (() => MediaPlan) | undefined;
  onIncoming: (call: CallControl) => void;
  userAgent: () => UserAgent;
  /** An address that came over the network, made ready to be dialled: with the account's identity, or one for a direct call. */
  approach: (uri: string, account: Account | undefined) => Promise<Result<Pick<DialRequest, 'uri' | 'account' | 'identity'>, RungError>>;
  defaultCodecs: CodecName[];
  maxCalls: number;
  /** For all calls; absent: as the account says. */
  dtmfMode?: DtmfMode | undefined;
  srtp?: SrtpMode | undefined;
  events: CallsEvents;
}

export interface CallsEvents {
  onChanged(call: Call): void;
  onStats(call: Call): void;
  onDtmf(call: Call, digit: string, durationMs: number, method: DtmfMode): void;
  onMedia(call: Call, span: MediaSpan): void;
  /** Media closed, figures final, history written. */
  onEnded(call: Call): void;
  /** The card may go. */
  onRemoved(id: string): void;
  onHistory(id: string): void;
}

export interface Calls {
  list(): Call[];
  /** How the sound of a call was that is going on, or has just ended; undefined: none, or it is not known here any more. */
  quality(id: string): QualitySeries | undefined;
  get(id: string): CallControl;
  dial(request: DialRequest): Call;
  /** Could not even be begun: the history tells why. */
  notDialled(target: string, accountId: string | undefined, error: RungError): void;
  incoming(session: Session): void;
  /** REFER came, inside or outside of a call. */
  referred(incoming: IncomingRefer): void;
  /** Blind: to an address that the peer can call. Errors: `call-not-ready`, `transfer-going-on`, what the peer says. */
  transfer(id: string, target: string): Promise<void>;
  /** Attended: joins the peers of two calls. Errors as for `transfer`. */
  transferTo(id: string, otherId: string): Promise<void>;
  dtmf(id: string, digits: string): Promise<void>;
  info(id: string, contentType: string, body: string): Promise<void>;
  /** What an INVITE would be answered with now, apart from ringing (OPTIONS tells it, RFC 3261 11.2). */
  readiness(): Readiness;
  answer(id: string): Promise<void>;
  /** Incoming, still ringing. Errors: `call-gone`, `call-over`. */
  divert(id: string, to: string): void;
  setHold(id: string, held: boolean): Promise<void>;
  hangup(id: string): void;
  conference: Conference;
  /** Our addresses have changed, or the computer has slept: running calls whose address is gone move to another one. Ringing ones are left
   *  alone: their peers answer to where they were asked from, or not at all. */
  networkChanged(addresses: readonly string[], slept: boolean): void;
  /** The account is registered, perhaps under another address than its calls have named: they name it then. */
  registered(accountId: string): void;
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
/** A new network may take a moment until it carries anything. */
const MOVE_AGAIN_MS = 2000;
const MOVE_ATTEMPTS = 5;

export function createCalls(options: CallsOptions): Calls {
  const { clock, store, trace, events } = options;
  const calls = new Map<string, CallControl>();
  const timers = new Set<Timer>();
  const transfers = createTransfers({
    userAgent: options.userAgent,
    live,
    maxCalls: options.maxCalls,
    calledAccount: (incoming) => (mayReach(options.accounts, incoming) ? options.accounts.calledBy(incoming.request) : undefined),
    isStranger: ({ snapshot, session, account }) => snapshot.direction === 'in' && account !== undefined && session?.source !== undefined
      && !isVouchedFor(options.accounts, { request: session.invite, source: session.source }),
    approach: options.approach,
    dial: (request) => dial({ ...request, plan: request.plan ?? options.incomingPlan?.() }),
    resume: (control) => soundCard.giveBack(control),
  });

  const watcher: CallWatcher = {
    onChanged(call) {
      // How a transfer fared may be told when its card is gone.
      if (!calls.has(call.id)) return;
      trace.amend(keep(call));
      events.onChanged(call);
      transfers.onChanged(call);
      soundCard.onChanged(calls.get(call.id));
    },
    onStats: events.onStats,
    onDtmf: events.onDtmf,
    onAnswered(call) {
      // Put on hold before it was answered, it takes nobody's place.
      if (!calls.get(call.id)?.changes.isParked) soundCard.give(calls.get(call.id));
    },
    onMedia(call, span) {
      store.traces.addMedia(call.id, span);
      events.onMedia(call, span);
    },
    onPacket(call, packet, from) {
      if (packet.kind !== 'rtp') trace.seen(call.sipCallId, packet.kind, packet);
      else if (options.files?.rtp?.write(call.id, capturedRtp(packet)) !== 'kept') from.keepSound(false);
    },
    onEnded(call) {
      trace.release(keep(call));
      options.files?.rtp?.end(call.id);
      const series = calls.get(call.id)?.quality;
      if (series) store.quality.save(call.id, series);
      store.traces.flush();
      events.onEnded(call);
      later(call.answeredAtMs === undefined ? KEEP_FAILED_MS : KEEP_ANSWERED_MS, () => forget(call.id));
    },
  };

  const soundCard = createSoundCard(live);
  const reception = createReception(options, { live, create, onChanged: watcher.onChanged, keep, answer, later });

  function later(delayMs: number, work: () => void): void {
    const timer = clock.setTimer(delayMs, () => {
      timers.delete(timer);
      work();
    });
    timers.add(timer);
  }

  function keep(call: Call, more: Partial<CallRecord> = {}): CallRecord {
    const account = options.accounts.list().find((candidate) => candidate.id === call.accountId);
    const isReplaced = calls.get(call.id)?.isReplaced ?? false;
    const record = { ...recordOf(call, { accountLabel: account?.label, messageCount: trace.count(call.id), isReplaced }), ...more };
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

  function create(call: Call, plan: MediaPlan, account: Account | undefined, { dtmfMode, codecs, srtp, into }: Pick<DialChange, 'dtmfMode' | 'codecs' | 'srtp'> & { into?: LeadsInto | undefined } = {}): CallControl {
    const settings = options.settings();
    const control = createCall({
      call,
      clock,
      plan,
      account,
      dtmfMode: dtmfMode ?? options.dtmfMode ?? account?.dtmfMode ?? defaultAccountOptions.dtmfMode,
      watcher,
      house: { settings: options.settings, ...options.files },
      into,
      media: {
        engine: options.engine,
        ports: { min: settings.rtpPortMin, max: settings.rtpPortMax },
        codecs: codecs ?? account?.codecs ?? options.defaultCodecs,
        srtp: { mode: srtp ?? options.srtp ?? account?.srtp ?? defaultAccountOptions.srtp, random: options.random },
        comfortNoise: account?.silenceSuppression ?? defaultAccountOptions.silenceSuppression,
        sessionId: newSessionId(options.random),
        ownAddressFor: options.network.addressTowards,
        nat: natOf(account),
      },
    });
    calls.set(call.id, control);
    return control;
  }

  /** STUN and ICE, where the account has them. */
  function natOf(account: Account | undefined): NatOptions | undefined {
    if (!account || (!account.ice && account.stunServer === '')) return undefined;
    const { network, resolver, random } = options;
    const { ice, stunServer } = account;
    return { clock, random, ice, stunServer, lookup: resolver.lookup, addresses: () => network.interfaces().map(({ address }) => address) };
  }

  function live(): CallControl[] {
    return [...calls.values()].filter((control) => control.snapshot.state !== 'ended');
  }

  function dial(request: DialRequest): CallControl {
    // Asked for now: the sockets may have been changed meanwhile.
    const userAgent = options.userAgent();
    const { into, plan = devicePlan, dtmfMode, retry } = request;
    const ways = { ...retry?.change, ...(dtmfMode && { dtmfMode }), into };
    const control = create(newCall('out', options, dialledCall(request)), planOf(plan, into), request.account, ways);
    const { id } = control.snapshot;
    soundCard.give(control);
    const session = userAgent.invite({ ...inviteOptionsOf(request), negotiator: control.negotiator, listener: control.listener });
    control.attach(session);
    trace.follow(session.callId, id);
    watcher.onChanged(control.snapshot);
    return control;
  }

  async function move(control: CallControl, attempts: number): Promise<void> {
    const { account, session } = control;
    // Its Contact was for the old network.
    if (account && session) session.identity = await options.accounts.identity(account);
    const moved = await control.changes.move();
    const isOver = control.snapshot.state !== 'confirmed';
    if (!moved.ok && !isOver && attempts > 1) later(MOVE_AGAIN_MS, () => void move(control, attempts - 1));
  }

  async function answer(id: string): Promise<void> {
    const control = get(id);
    // Not for a call whose caller has just given up.
    if (control.snapshot.state === 'ringing') soundCard.give(control);
    const answered = await control.answer();
    if (!answered.ok) throw new RungFailure(answered.error);
  }

  return {
    list: () => [...calls.values()].map((control) => control.snapshot),
    quality: (id) => calls.get(id)?.quality,
    get,

    dial: (request) => dial(request).snapshot,

    notDialled(target, accountId, error) {
      const nowMs = clock.wallMs();
      keep(newCall('out', options, { remoteUri: oneLine(target), accountId, state: 'ended', endedAtMs: nowMs, endedBy: 'error', error }));
    },

    incoming: reception.incoming,

    referred: transfers.referred,

    transfer: (id, target) => transfers.transfer(get(id), target),

    transferTo: (id, otherId) => transfers.join(get(id), get(otherId)),

    async dtmf(id, digits) {
      const sent = await get(id).dtmf(digits);
      if (!sent.ok) throw new RungFailure(sent.error);
    },

    async info(id, contentType, body) {
      const sent = await get(id).info(contentType, body);
      if (!sent.ok) throw new RungFailure(sent.error);
    },

    answer,

    divert(id, to) {
      const control = get(id);
      const { direction, state } = control.snapshot;
      if (direction === 'out' || state === 'confirmed' || state === 'ended') throw new RungFailure(notRinging());
      control.reject(302, { contacts: [to] });
    },

    async setHold(id, held) {
      const control = get(id);
      if (!held) soundCard.give(control);
      const all = held ? [control] : soundCard.conference.resumedWith(control);
      const changes = await Promise.all(all.map((one) => one.changes.hold(held)));
      for (const changed of changes) if (!changed.ok) throw new RungFailure(changed.error);
    },

    readiness: reception.readiness,
    conference: soundCard.conference,

    hangup(id) {
      const control = get(id);
      const wasEnded = control.snapshot.state === 'ended';
      control.hangup();
      if (wasEnded) forget(id);
    },

    networkChanged(addresses, slept) {
      // None at all is no place to move to; the next change brings one.
      if (addresses.length === 0) return;
      for (const control of live()) {
        const { localAddress, snapshot } = control;
        if (snapshot.state !== 'confirmed' || localAddress === undefined || isLoopback(localAddress)) continue;
        if (slept || !addresses.includes(localAddress)) void move(control, MOVE_ATTEMPTS);
      }
    },

    registered(accountId) {
      const contact = options.accounts.contactOf(accountId);
      for (const control of live()) {
        const { account, session, snapshot } = control;
        if (account?.id === accountId && snapshot.state === 'confirmed' && session?.identity && session.identity.contactUri !== contact) void move(control, 1);
      }
    },

    idle: () => live().length === 0,

    forgetHistory: (id) => trace.drop(id),

    async close() {
      await Promise.all([...calls.values()].map((control) => control.settled()));
      for (const timer of timers) timer.cancel();
    },
  };
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

function notRinging(): RungError {
  return rungError('call-over', 'This call no longer rings, so it cannot be forwarded.');
}
