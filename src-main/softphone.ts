/** The composition root: builds the phone from its ports and offers it as the contract's handlers. */
import { join } from 'node:path';
import type { EventData, EventName, Handlers } from '../src-shared/contract.ts';
import type { RungError } from '../src-shared/errors.ts';
import { RungFailure, rungError } from '../src-shared/errors.ts';
import type { Call, CodecName, DtmfMode, MediaSpan, NetworkStatus, Settings, SrtpMode, TracedMessage } from '../src-shared/model.ts';
import { defaultCodecs } from '../src-shared/model.ts';
import type { SipRequest } from '../src-shared/sip/message.ts';
import type { Accounts } from './calls/accounts.ts';
import { createAccounts } from './calls/accounts.ts';
import type { CallControl } from './calls/call.ts';
import type { MediaPlan } from './calls/call-media.ts';
import { newSessionId } from './calls/call-media.ts';
import { callEvents } from './calls/call-events.ts';
import { createCallTrace } from './calls/call-trace.ts';
import type { Calls, CallsEvents } from './calls/calls.ts';
import { createCalls } from './calls/calls.ts';
import { createQualityReports } from './calls/quality-reports.ts';
import type { Approach, DialMore, SpeakAs } from './calls/dialling.ts';
import { createDialling, notReady } from './calls/dialling.ts';
import { createDoor } from './calls/door.ts';
import type { SoundHouse } from './calls/call-sound.ts';
import { surroundingsOf } from './calls/surroundings.ts';
import { soundHandlers } from './calls/sound-handlers.ts';
import { createChat } from './chat/chat.ts';
import { ownLines } from './contacts/own-lines.ts';
import { createPeople } from './contacts/people.ts';
import { createLocalLine } from './lab/local-line.ts';
import { openWav } from './media/engine/wav-files.ts';
import type { MediaEngine } from './media/engine-port.ts';
import type { NetworkWatch } from './net/network-watch.ts';
import { createNetworkWatch } from './net/network-watch.ts';
import type { Clock, Endpoint, Network, Random, Resolver, Secrets } from './ports.ts';
import { abilities } from './sdp/abilities.ts';
import { newInstanceId } from './sip/identifiers.ts';
import type { OptionsAnswer } from './sip/options.ts';
import type { Stack } from './sip/stack.ts';
import { openStack } from './sip/stack.ts';
import type { Source } from './sip/transport.ts';
import type { UserAgent } from './sip/user-agent.ts';
import type { JoinedSessions } from './sessions/joined-handlers.ts';
import { createJoinedSessions } from './sessions/joined-handlers.ts';
import { sapSettings } from './sessions/sap-settings.ts';
import { tapForCalls } from './sessions/led-here.ts';
import { createLoneHouse } from './sessions/memberships.ts';
import { createOutsideParties } from './sessions/outside-parties.ts';
import { createParties } from './sessions/parties.ts';
import { createSessions } from './sessions/sessions.ts';
import { createKeptRtp } from './store/kept-rtp.ts';
import { createRecordings } from './store/recordings.ts';
import { createSounds } from './store/sounds.ts';
import type { Store } from './store/store.ts';
import { createHepService } from './trace/hep-service.ts';
import type { TraceHub } from './trace/tap.ts';
import { createTraceHub } from './trace/tap.ts';
import type { TraceUsage } from '../src-shared/trace-settings.ts';
import { VERSION } from './version.ts';

export interface SoftphoneOptions {
  clock: Clock;
  random: Random;
  network: Network;
  resolver: Resolver;
  secrets: Secrets;
  store: Store;
  engine: MediaEngine;
  /** For recordings and sounds; absent: there are none. */
  directory?: string | undefined;
  host: 'electron' | 'web' | 'cli' | 'test';
  emit: <E extends EventName>(event: E, data: EventData<E>) => void;
  /** Where to listen instead of what the settings say (CLI). A port that is taken is then an error, not replaced by a free one. */
  listen?: Endpoint;
  incomingPlan?: (() => MediaPlan) | undefined;
  /** What to do with an incoming call; the desktop phone rings (180). */
  onIncoming?: ((call: CallControl) => void) | undefined;
  maxCalls?: number | undefined;
  /** An own address in place of all interfaces for announcements, where the settings say `auto`. */
  sapInterface?: string | undefined;
  /** How often the own addresses are looked at; default each second. */
  networkLookEveryMs?: number | undefined;
  /** Hosts in the same process may watch calls without the contract in between. */
  watch?: Partial<CallsEvents> | undefined;
  /** For calls without an account, in order of preference. */
  codecs?: CodecName[] | undefined;
  /** For all calls, whatever the accounts say. */
  dtmfMode?: DtmfMode | undefined;
  srtp?: SrtpMode | undefined;
}

export type { DialMore, SpeakAs } from './calls/dialling.ts';

/** What hosts in the same process may use beside the contract. */
export interface Softphone {
  handlers: Handlers;
  /** Opens sockets, registers accounts. A socket that cannot be had is told by `network.changed` and in the status that comes back. */
  start(): Promise<NetworkStatus>;
  /** The machine has slept, or the system says that its network is another one: registers anew, and sees to running calls. */
  wake(): void;
  /** Ends calls (BYE/CANCEL), un-registers, closes everything. */
  stop(): Promise<void>;
  dial(target: string, more: DialMore): Promise<Call>;
  /** What a person typed, made into an address and an identity to speak with. Throws RungFailure: the errors of dialling. */
  approach(target: string, accountId?: string, as?: SpeakAs): Promise<Approach>;
  /** OPTIONS (RFC 3261 11). Throws what `approach` does. Errors: those of dialling, `no-answer`, and the network's. */
  ping(target: string, accountId?: string): ReturnType<UserAgent['options']>;
  calls: Calls;
  /** Multicast sessions that it takes part in. */
  joined: JoinedSessions;
  accounts: Accounts;
  trace: TraceHub;
  traceOf(callId: string): { messages: TracedMessage[]; media: MediaSpan[] };
  userAgent(): UserAgent;
}

/** Settings that the sockets are made with. */
const NEED_NEW_SOCKETS = ['sipPort', 'listenAddress', 'tlsCa', 'tlsVerify'] as const;

/** Settings that listening for announced sessions goes by. */
const FOR_SESSIONS = ['sapListen', 'sapInterface'] as const;

/** Messages of one Call-ID that a page gets to draw. */
const MAX_DIALOG = 5_000;
/** Of an earlier run of the app, for a trace that does not begin empty. */
const MAX_EARLIER = 1_000;
const MEGABYTE = 1_000_000;

/** How long a proper goodbye may take when the app is closed. */
const GOODBYE_MS = 2500;

export function createSoftphone(options: SoftphoneOptions): Softphone {
  const { clock, store, network } = options;
  const isCommand = options.host === 'cli';
  const firstSeq = store.traces.lastSeq() + 1;
  const trace = createTraceHub(clock, { firstSeq, passwordsOf: (user) => accounts.passwordsOf(user), numbersPackets: !isCommand });
  const callTrace = createCallTrace(trace, store, clock, !isCommand);
  const ownCodecs: CodecName[] = options.codecs ?? defaultCodecs;
  let settings = store.settings.load();
  let stack: Stack | undefined;
  let status: NetworkStatus = { listening: [], addresses: network.interfaces() };
  let socketWork: Promise<unknown> = Promise.resolve();
  let stopping: Promise<void> | undefined;
  let networkWatch: NetworkWatch | undefined;

  const accounts = createAccounts({
    store,
    secrets: options.secrets,
    clock,
    instanceId: store.instanceId(() => newInstanceId(options.random)),
    onRegistration(registration) {
      emit('registration.changed', registration);
      people.onRegistration(registration);
      if (registration.state === 'registered') calls.registered(registration.accountId);
    },
    onAccounts(list) {
      emit('accounts.changed', list);
      people.onAccounts();
    },
  });
  const files = filesIn(options.directory, (error) => emit('notice', error));
  const calls = createCalls({
    clock,
    random: options.random,
    network,
    resolver: options.resolver,
    engine: options.engine,
    store,
    trace: callTrace,
    accounts,
    settings: () => settings,
    files,
    groups: { enter: (invitation) => joined.groups.enter(invitation) },
    incomingPlan: options.incomingPlan,
    userAgent,
    approach: (uri, account) => dialling.approachFromNetwork(uri, account),
    onIncoming: options.onIncoming ?? ((call) => void call.ring()),
    defaultCodecs: ownCodecs,
    maxCalls: options.maxCalls ?? 4,
    dtmfMode: options.dtmfMode,
    srtp: options.srtp,
    events: callEvents(emit, options.watch ?? {}, createQualityReports({
      userAgent, account: (id) => accounts.list().find((account) => account.id === id), identity: accounts.identity, media: (id) => store.traces.of(id).media,
    })),
  });
  const dialling = createDialling({
    accounts,
    calls,
    userAgent,
    transport: () => stack?.transport,
    resolver: options.resolver,
    translate: (uri) => local.translate(uri),
  });
  const people = createPeople({
    ...options, accounts, emit, address: dialling.approach, doNotDisturb: () => settings.doNotDisturb, lines: () => ownLines(calls.list(), stack?.userAgent.sessions ?? []),
  });
  const chat = createChat({ ...options, accounts, emit, address: dialling.approach, nameOf: people.nameOf });
  const groupSettings = () => sapSettings(settings, options.sapInterface ?? addressIn(options.listen));
  const parties = createParties({ clock, ...files, settings: () => settings, groups: createLoneHouse({ ...options, on: () => groupSettings().sapInterface }) });
  const local = createLocalLine({ ...options, takers: parties, ports: () => ({ min: settings.rtpPortMin, max: settings.rtpPortMax }) });
  const takenByParty = createOutsideParties({ ...options, ...files, takers: parties, accounts, settings: () => settings });
  const door = createDoor({
    clock, accounts, isGuarded: !isCommand, onDropped: (report) => emit('guard.dropped', report), onInvite: (session) => void (takenByParty(session) || calls.incoming(session)),
  });
  const sessions = createSessions({ ...options, tap: tapForCalls(trace.packet, calls.list), settings: () => sapSettings(settings, options.sapInterface), emit });
  const joined = createJoinedSessions({ ...options, ...files, sessions, settings: groupSettings, emit, isHeard: !isCommand, dial: dialling.dial });
  const hep = createHepService({ ...options, trace, onStatus: tellNetwork });
  trace.read((message) => emit('message.traced', message));
  if (!isCommand) trace.readPackets((packet) => emit('message.traced', packet));
  limitTrace();
  trace.readHeard((message) => emit('message.traced', message));

  /** What calls and settings change shows in our presence and on the lamps of others. */
  function emit<E extends EventName>(event: E, data: EventData<E>): void {
    options.emit(event, data);
    if (event === 'call.changed' || event === 'settings.changed') people.onActivity();
    if (event === 'call.changed') joined.callGoesOn(calls.list().some(({ state, invitation }) => state !== 'ended' && !invitation));
  }

  function userAgent(): UserAgent {
    if (stack) return stack.userAgent;
    throw new RungFailure(status.error ?? notReady());
  }

  /** RFC 3261 11.2: what an INVITE would be answered with, and the sound that we could agree on. */
  function tellAbilities(request: SipRequest, source: Source): ReturnType<OptionsAnswer> {
    const codecs = accounts.calledBy(request)?.codecs ?? ownCodecs;
    return { ...calls.readiness(), body: abilities({ address: source.local.address, codecs, sessionId: newSessionId(options.random) }) };
  }

  // Sockets ----------------------------------------------------------------------------------------------------------

  function networkStatus(): NetworkStatus {
    return { ...status, hep: hep.status() };
  }

  function tellNetwork(): void {
    emit('network.changed', networkStatus());
  }

  async function open(): Promise<NetworkStatus> {
    const wanted = options.listen ?? { address: settings.listenAddress === 'auto' ? '0.0.0.0' : settings.listenAddress, port: settings.sipPort };
    const tls = { ca: settings.tlsCa, verify: settings.tlsVerify };
    const listen = (at: Endpoint) => openStack({ ...options, tap: trace.tap, tapPacket: trace.packet, listen: at, agentName: `Rung/${VERSION}`, tls, guard: door.guard });
    let opened = await listen(wanted);
    const error = opened.ok ? undefined : opened.error;
    if (!opened.ok && opened.error.code === 'port-in-use' && !options.listen) opened = await listen({ ...wanted, port: 0 });
    if (opened.ok) {
      stack = opened.value;
      stack.userAgent.onInvite = door.onInvite;
      stack.userAgent.onRefer = calls.referred;
      stack.userAgent.onOptions = tellAbilities;
      people.start(stack.userAgent);
      chat.start(stack.userAgent);
      await accounts.start(stack.userAgent);
    }
    status = { listening: stack?.transport.listening ?? [], addresses: network.interfaces(), error };
    tellNetwork();
    return networkStatus();
  }

  function networkChanged(addresses: string[], slept: boolean): void {
    status = { ...status, addresses: network.interfaces() };
    tellNetwork();
    stack?.transport.networkChanged();
    accounts.networkChanged();
    calls.networkChanged(addresses, slept);
    people.refresh();
    if (!isCommand) void sessions.start();
  }

  function start(): Promise<NetworkStatus> {
    networkWatch ??= createNetworkWatch({ network, clock, lookEveryMs: options.networkLookEveryMs, onChange: networkChanged });
    // A command that was told where to listen takes nothing else from the settings either.
    if (!options.listen) void hep.apply(settings);
    if (!isCommand) void sessions.start();
    return inTurn(open);
  }

  /** From here on nobody dials over these sockets. */
  async function close(): Promise<void> {
    const closing = stack;
    stack = undefined;
    status = { listening: [], addresses: network.interfaces() };
    chat.stop();
    await Promise.all([people.stop(GOODBYE_MS), accounts.stop(), closing?.close(GOODBYE_MS)]);
  }

  /** Opening, changing and closing sockets, one after the other. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = socketWork.then(work);
    socketWork = turn.catch(() => undefined);
    return turn;
  }

  async function saveSettings(changes: Partial<Settings>): Promise<Settings> {
    const before = settings;
    const { rtpPortMin, rtpPortMax } = { ...before, ...changes };
    if (rtpPortMin >= rtpPortMax) throw new RungFailure(badPortRange(rtpPortMin, rtpPortMax));
    const rebind = NEED_NEW_SOCKETS.some((name) => changes[name] !== undefined && changes[name] !== before[name]);
    if (rebind && !calls.idle()) throw new RungFailure(rungError('calls-going-on', 'End all calls before you change the address or the port.'));
    settings = store.settings.save(changes);
    emit('settings.changed', settings);
    limitTrace();
    if (rebind) await inTurn(reopen);
    await hep.apply(settings);
    if (!isCommand && FOR_SESSIONS.some((name) => changes[name] !== undefined && changes[name] !== before[name])) await sessions.start();
    return settings;
  }

  async function reopen(): Promise<void> {
    if (stopping) return;
    await close();
    await open();
  }

  async function shutDown(): Promise<void> {
    networkWatch?.close();
    await inTurn(close);
    await calls.close();
    await local.close();
    door.close();
    callTrace.close();
    files.rtp?.close();
    await hep.close();
    await joined.close();
    await sessions.stop();
    await options.engine.close();
    store.close();
  }

  // Calls ------------------------------------------------------------------------------------------------------------

  async function ping(target: string, accountId?: string): ReturnType<UserAgent['options']> {
    const { uri, identity } = await dialling.approach(target, accountId);
    return await userAgent().options({ identity, target: uri });
  }

  function traceOf(id: string): { messages: TracedMessage[]; media: MediaSpan[] } {
    store.traces.flush();
    return store.traces.of(id);
  }

  /** What came before this start, in front of what came since. */
  function withStored(recent: TracedMessage[], limit: number): TracedMessage[] {
    if (recent.length >= limit) return recent;
    return [...store.traces.before(firstSeq, Math.min(limit - recent.length, MAX_EARLIER)), ...recent];
  }

  const traceUsage = (): TraceUsage => ({ ...store.traces.usage(), rtpBytes: files.rtp?.usage() ?? 0 });

  function limitTrace(): void {
    if (isCommand) return;
    files.rtp?.limit(settings.rtpMegabytes * MEGABYTE);
    store.traces.limit({ bytes: settings.traceMegabytes * MEGABYTE, days: settings.traceDays });
  }

  const handlers: Handlers = {
    'app.state': () => ({
      version: VERSION,
      host: options.host,
      accounts: accounts.list(),
      registrations: accounts.registrations(),
      calls: calls.list(),
      settings,
      network: networkStatus(),
      ...people.state(),
      unread: chat.unread(),
    }),
    'call.dial': ({ target, ...more }) => dialling.dial(target, more),
    'call.answer': ({ id }) => calls.answer(id),
    'call.decline': ({ id, status: code }) => calls.get(id).reject(code ?? 486),
    'call.divert': ({ id, target }) => {
      calls.divert(id, dialling.addressOf(target, calls.get(id).account));
    },
    'call.hangup': ({ id }) => calls.hangup(id),
    'call.hold': ({ id }) => calls.setHold(id, true),
    'call.resume': ({ id }) => calls.setHold(id, false),
    'call.mute': ({ id, muted }) => calls.conference.mute(calls.get(id), muted),
    'call.dtmf': ({ id, digits }) => calls.dtmf(id, digits),
    'call.transfer': async ({ id, target }) => calls.transfer(id, dialling.addressOf(target, calls.get(id).account)),
    'call.transferTo': ({ id, otherId }) => calls.transferTo(id, otherId),
    'call.pickUp': async ({ contactId }) => {
      const { target, ...how } = people.pickUpOf(contactId);
      return await dialling.dial(target, how);
    },
    'call.info': ({ id, contentType, body }) => calls.info(id, contentType, body),
    ...soundHandlers(calls, store, files),
    ...chat.handlers,
    ...people.handlers,
    ...sessions.handlers,
    ...joined.handlers,
    'account.save': ({ account, password }) => accounts.save(account, password),
    'account.remove': ({ id }) => accounts.remove(id),
    'account.test': ({ account, password }) => accounts.test(account, password),
    'history.list': (filter) => store.calls.list(filter),
    'history.get': ({ id }) => store.calls.get(id) ?? null,
    'history.remove': ({ id }) => {
      calls.forgetHistory(id);
      store.calls.remove(id);
      files.rtp?.remove(id);
      emit('history.changed', { id });
    },
    'history.clear': () => {
      calls.forgetHistory();
      store.calls.clear();
      files.rtp?.remove();
      emit('history.changed', {});
    },
    'trace.call': ({ id }) => traceOf(id),
    'trace.around': ({ id }) => surroundingsOf(store, id),
    'call.quality': ({ id }) => calls.quality(id) ?? store.quality.get(id) ?? null,
    'trace.recent': ({ limit }) => withStored(trace.recent(limit), limit),
    'trace.search': ({ text, limit }) => store.traces.find(text, limit),
    'trace.dialog': ({ callId }) => store.traces.ofCallId(callId, MAX_DIALOG),
    'trace.usage': traceUsage,
    'trace.clear': () => {
      store.traces.clearOther();
      return traceUsage();
    },
    'settings.save': saveSettings,
    // Whether a page carries audio concerns the host, which wraps this handler; the core has nothing to do.
    'audio.attach': () => undefined,
  };

  return {
    handlers,
    start,
    wake: () => networkWatch?.poke(),
    stop: () => (stopping ??= shutDown()),
    dial: dialling.dial,
    approach: dialling.approach,
    ping,
    calls,
    joined,
    accounts,
    trace,
    traceOf,
    userAgent,
  };
}

/** The one address that we were told to listen on. */
function addressIn(listen: Endpoint | undefined): string | undefined {
  return listen && !/^(?:0\.0\.0\.0|::)$/.test(listen.address) ? listen.address : undefined;
}

function filesIn(directory: string | undefined, onError: (error: RungError) => void): Omit<SoundHouse, 'settings'> {
  if (directory === undefined) return {};
  return { sounds: createSounds(join(directory, 'sounds'), openWav), recordings: createRecordings(join(directory, 'recordings')), rtp: createKeptRtp(join(directory, 'rtp'), onError) };
}

function badPortRange(min: number, max: number): RungError {
  return rungError('bad-port-range', `The RTP ports ${min} to ${max} are no range. The last one must be higher than the first.`, { min, max });
}
