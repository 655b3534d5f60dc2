/** A core that only pretends: the contract's handlers with a believable call, registrations, history and trace, so that the
 *  UI can be developed, tested and photographed without sockets. Time comes from the given clock. */
import type { EventData, EventName, Handlers } from '../../src-shared/contract.ts';
import type { Account, Call, Caller, CallRecord, MediaSpan, NetworkStatus, Registration, Settings, TracedMessage } from '../../src-shared/model.ts';
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import { defaultSettings, defaultAccountOptions } from '../../src-shared/model.ts';
import type { Channel } from '../../src-shared/rpc.ts';
import { serve } from '../../src-shared/rpc.ts';
import type { Clock } from '../../src-main/ports.ts';
import type { CallScript } from './fake-messages.ts';
import { fakeSeries, fakeStats } from './fake-quality.ts';
import { createFakeMessages } from './fake-messages.ts';
import type { FakePeople } from './fake-people.ts';
import { createFakePeople } from './fake-people.ts';
import type { FakeSessions } from './fake-sessions.ts';
import { createFakeSessions } from './fake-sessions.ts';
import { createFakeSounds } from './fake-sounds.ts';

export interface FakeCoreOptions {
  clock: Clock;
  /** `empty`: first run. `full`: accounts, history and a trace. */
  furnished: 'empty' | 'full';
  channel: Channel;
}
export interface FakeCore {
  /** What a test may look at and do beside the contract. */
  emit<E extends EventName>(event: E, data: EventData<E>): void;
  incoming(call: Partial<Call>): Call;
  /** Sends this many OPTIONS and their answers over the wire at once. */
  flood(count: number): void;
  /** Texts that come, lamps that change. */
  readonly people: Pick<FakePeople, 'receive' | 'light'>;
  readonly sessions: Pick<FakeSessions, 'hear'>;
  readonly called: { method: string; params: unknown }[];
  stop(): void;
}

export function createFakeCore({ clock, furnished, channel }: FakeCoreOptions): FakeCore {
  const messages = createFakeMessages(clock);
  const full = furnished === 'full';
  const called: FakeCore['called'] = [];
  const calls = new Map<string, Call>();
  const media = new Map<string, MediaSpan>();
  const meters = new Map<string, { cancel(): void }>();
  const stored = new Map<string, { messages: TracedMessage[]; media: MediaSpan[] }>();
  const accounts: Account[] = full ? fakeAccounts() : [];
  const registrations: Registration[] = full ? fakeRegistrations(clock) : [];
  let settings: Settings = { ...defaultSettings };
  let history: CallRecord[] = [];
  const trace: TracedMessage[] = [];
  let nextCall = 1;
  const people = createFakePeople(clock, full, (event, data) => server.emit(event, data));

  const sessions = createFakeSessions(clock, full, (event, data) => server.emit(event, data));

  const sounds = createFakeSounds(clock, {
    all: () => [...calls.values()], control, change, hangup: (call) => end(call, { endedBy: 'local' }),
  }, full);

  function wire(message: TracedMessage): void {
    trace.push(message);
    server.emit('message.traced', message);
  }

  function change(call: Call, changes: Partial<Call>): void {
    Object.assign(call, changes);
    server.emit('call.changed', { ...call });
  }

  function control(id: string): Call {
    const call = calls.get(id);
    if (!call) throw new RungFailure(rungError('call-gone', 'This call has ended.'));
    return call;
  }

  /** A script's steps are carried out one after another, each after its delay, as long as the call lives. */
  function play(call: Call, script: CallScript): void {
    const [step, ...rest] = script;
    if (!step) return;
    clock.setTimer(step.afterMs, () => {
      if (call.state === 'ended' || (call.state === 'confirmed' && step.until === 'answer')) return;
      if (step.message) wire(messages.make(call, step.message));
      if (step.then) follow(call, step.then);
      play(call, rest);
    });
  }

  function follow(call: Call, then: NonNullable<CallScript[number]['then']>): void {
    if (then.kind === 'state') return change(call, { state: then.state, status: then.status });
    if (then.kind === 'connected') return connect(call);
    if (then.status === 300) call.alternatives = fakeAlternatives;
    end(call, { status: then.status, reason: then.reason, endedBy: 'remote' });
  }

  function connect(call: Call): void {
    if (call.invitation) return change(call, { state: 'confirmed', answeredAtMs: clock.wallMs(), status: 200, reason: 'OK', invitation: { ...call.invitation, joinedId: 'joined' } });
    change(call, { state: 'confirmed', answeredAtMs: clock.wallMs(), status: 200, reason: 'OK', codec: 'PCMA' });
    const span: MediaSpan = { callId: call.sipCallId, local: '192.0.2.20:40210', remote: '192.0.2.9:17384', codec: 'PCMA', startedAtMs: clock.wallMs(), early: false };
    media.set(call.id, span);
    server.emit('media.changed', span);
    measure(call, 0);
  }

  function measure(call: Call, round: number): void {
    const stats = fakeStats(round);
    meters.set(call.id, clock.setTimer(500, () => {
      call.stats = stats;
      server.emit('call.stats', { id: call.id, stats });
      measure(call, round + 1);
    }));
  }

  function end(call: Call, how: Pick<Partial<Call>, 'status' | 'reason' | 'endedBy'>): void {
    meters.get(call.id)?.cancel();
    const span = media.get(call.id);
    if (span) {
      Object.assign(span, { endedAtMs: clock.wallMs(), stats: call.stats });
      server.emit('media.changed', { ...span });
    }
    change(call, { ...how, state: 'ended', endedAtMs: clock.wallMs() });
    remember(call);
  }

  function remember(call: Call): void {
    const own = trace.filter((message) => message.callId === call.sipCallId);
    stored.set(call.id, { messages: own, media: [...media.values()].filter((span) => span.callId === call.sipCallId) });
    history = [recordOf(call, own.length), ...history];
    server.emit('history.changed', { id: call.id });
  }

  function newCall(changes: Partial<Call>): Call {
    const id = `c${nextCall++}`;
    const call: Call = {
      id, direction: 'out', state: 'calling', sipCallId: `${id}-7f3a@192.0.2.20`, remoteUri: 'sip:bob@example.org', remoteName: '', startedAtMs: clock.wallMs(),
      heldByUs: false, heldByPeer: false, muted: false, digitsReceived: '', declinedMedia: [], secure: false, ...changes,
    };
    calls.set(id, call);
    return call;
  }

  const handlers: Handlers = {
    'app.state': () => ({ version: '0.1.0', host: 'test', accounts, registrations, calls: [...calls.values()], settings, network: fakeNetwork,
      ...people.state() }),
    'call.dial': ({ target, accountId, subject, priority }) => {
      if (/\s/.test(target)) throw new RungFailure(rungError('dial-bad-uri', `"${target}" cannot be dialled: it contains a space. A SIP address looks like sip:bob@example.org.`, { target, why: 'space' }));
      const remoteUri = target.includes('@') ? (/^sips?:/.test(target) ? target : `sip:${target}`) : `sip:${target}@example.org`;
      const call = newCall({ remoteUri, ...(accountId && { accountId }), ...(subject && { subject }), ...(priority && { priority }) });
      server.emit('call.changed', { ...call });
      play(call, messages.outgoing(remoteUri));
      return { ...call };
    },
    'call.answer': ({ id }) => {
      const call = control(id);
      for (const what of ['answer-sent', 'ack-received'] as const) wire(messages.make(call, what));
      connect(call);
    },
    'call.decline': ({ id, status = 486 }) => {
      wire(messages.make(control(id), 'decline-sent'));
      end(control(id), { status, reason: status === 486 ? 'Busy Here' : 'Decline', endedBy: 'local' });
    },
    'call.divert': ({ id }) => end(control(id), { status: 302, reason: 'Moved Temporarily', endedBy: 'local' }),
    'call.hangup': ({ id }) => {
      const call = control(id);
      const answered = call.answeredAtMs !== undefined;
      for (const what of answered ? (['bye', 'bye-ok'] as const) : (['cancel', 'cancel-ok', 'terminated', 'ack-failure'] as const)) wire(messages.make(call, what));
      end(call, answered ? { endedBy: 'local' } : { status: 487, reason: 'Request Terminated', endedBy: 'local' });
    },
    'call.hold': ({ id }) => hold(control(id), true),
    'call.resume': ({ id }) => hold(control(id), false),
    'call.codec': ({ id, codec }) => change(control(id), { codec }),
    'call.mute': ({ id, muted }) => change(control(id), { muted }),
    'call.dtmf': () => undefined,
    'call.transfer': ({ id, target }) => transfer(control(id), target, false),
    'call.transferTo': ({ id, otherId }) => {
      transfer(control(id), control(otherId).remoteUri, true);
      transfer(control(otherId), control(id).remoteUri, true);
    },
    'call.pickUp': ({ contactId }) => {
      const contact = people.contactOf(contactId);
      if (!contact) throw new RungFailure(rungError('contact-gone', 'This contact has been removed.'));
      people.light({ contactId, line: 'idle', canPickUp: false });
      const call = newCall({ remoteUri: 'sip:+4989555123@pbx.example.org', remoteName: 'Caller', accountId: contact.accountId });
      server.emit('call.changed', { ...call });
      clock.setTimer(120, () => connect(call));
      return { ...call };
    },
    'call.info': () => undefined,
    ...people.handlers,
    ...sessions.handlers,
    'session.invite': ({ id, target }) => {
      const { name, groups } = sessions.about(id);
      const call = newCall({ remoteUri: target, subject: name, invitation: { name, groups, mayTalk: true } });
      server.emit('call.changed', { ...call });
      play(call, messages.outgoing(target));
      return { ...call };
    },
    ...sounds,
    'account.save': ({ account }) => {
      const at = accounts.findIndex((one) => one.id === account.id);
      if (at < 0) accounts.push(account);
      else accounts[at] = account;
      server.emit('accounts.changed', [...accounts]);
      return account;
    },
    'account.remove': ({ id }) => {
      accounts.splice(accounts.findIndex((one) => one.id === id), 1);
      server.emit('accounts.changed', [...accounts]);
    },
    'account.test': ({ account, password }) => (password === 'wrong'
      ? { accountId: account.id, state: 'failed', status: 403, reason: 'Forbidden' }
      : { accountId: account.id, state: 'registered', status: 200, reason: 'OK', contacts: ['sip:1001@192.0.2.20:5060', 'sip:1001@192.0.2.31:5062'] }),
    'history.list': ({ query = '', outcome, beforeMs = Infinity, limit }) => history
      .filter((row) => row.startedAtMs < beforeMs && (!outcome || row.outcome === outcome) && `${row.remoteName} ${row.remoteUri}`.toLowerCase().includes(query.toLowerCase()))
      .slice(0, limit),
    'history.get': ({ id }) => history.find((row) => row.id === id) ?? null,
    'history.remove': ({ id }) => void (history = history.filter((row) => row.id !== id)),
    'history.clear': () => void (history = []),
    'trace.around': () => ({ messages: [...stored.values()].flatMap((one) => one.messages), media: [...stored.values()].flatMap((one) => one.media) }),
    'trace.call': ({ id }) => stored.get(id) ?? { messages: trace.filter((message) => message.callId === calls.get(id)?.sipCallId), media: [] },
    'call.quality': ({ id }) => {
      const call = calls.get(id) ?? history.find((row) => row.id === id);
      if (call?.answeredAtMs === undefined) return null;
      return fakeSeries(call.answeredAtMs, Math.round(((call.endedAtMs ?? clock.wallMs()) - call.answeredAtMs) / 1000));
    },
    'trace.search': ({ text, limit }) => trace.filter((message) => message.raw.includes(text)).slice(-limit).reverse().map((message) => ({ ...message, excerpt: text })),
    'trace.dialog': ({ callId }) => ({ messages: trace.filter((message) => message.callId === callId), media: [] }),
    'trace.rtp': () => ({ total: 0, data: '' }),
    'trace.usage': () => ({ messages: trace.length, bytes: trace.length * 500, callMessages: 0, callBytes: 0 }),
    'trace.clear': () => {
      trace.length = 0;
      return { messages: 0, bytes: 0, callMessages: 0, callBytes: 0 };
    },
    'trace.recent': ({ limit }) => trace.slice(-limit),
    'settings.save': (changes) => {
      settings = { ...settings, ...changes };
      return settings;
    },
    'audio.attach': () => undefined,
  };

  /** The peer goes where it is sent, and this call ends when it has got there; to `nobody` it does not get. */
  function transfer(call: Call, target: string, attended: boolean): void {
    const going = { role: 'transferor', target, attended } as const;
    change(call, { transfer: { ...going, state: 'asked' } });
    clock.setTimer(150, () => change(call, { transfer: { ...going, state: 'trying', status: 100, reason: 'Trying' } }));
    clock.setTimer(600, () => change(call, { transfer: { ...going, state: 'ringing', status: 180, reason: 'Ringing' } }));
    clock.setTimer(1_800, () => {
      const failed = target.includes('nobody');
      change(call, { transfer: { ...going, ...(failed ? { state: 'failed', status: 404, reason: 'Not Found' } : { state: 'done', status: 200, reason: 'OK' }) } });
      if (!failed && call.state !== 'ended') end(call, { endedBy: 'local' });
    });
  }

  function hold(call: Call, heldByUs: boolean): void {
    for (const what of ['reinvite', 'reinvite-ok', 'reinvite-ack'] as const) wire(messages.make(call, what));
    change(call, { heldByUs });
  }

  const noted = Object.fromEntries(Object.entries(handlers).map(([method, handler]) => [method, (params: unknown) => {
    called.push({ method, params });
    return (handler as (params: unknown) => unknown)(params);
  }])) as unknown as Handlers;
  const server = serve(channel, noted);

  if (full) {
    trace.push(...messages.registration());
    for (const row of fakeHistory(clock)) {
      const own = messages.finished(row);
      stored.set(row.id, own);
      history.push({ ...row, messageCount: own.messages.length });
    }
  }

  return {
    called,
    people,
    sessions,
    emit: server.emit,
    incoming(changes) {
      const call = newCall({
        direction: 'in', state: 'ringing', remoteUri: 'sip:carol@example.net', remoteName: 'Carol Pérez', calledUri: 'sip:1001@pbx.example.org', caller: fakeCaller, ...changes,
      });
      for (const what of ['invite-received', 'ringing-sent'] as const) wire(messages.make(call, what));
      server.emit('call.changed', { ...call });
      return call;
    },
    flood(count) {
      for (const message of messages.pings(count)) wire(message);
    },
    stop: () => {
      for (const timer of meters.values()) timer.cancel();
      people.stop();
      server.close();
    },
  };
}

const fakeCaller: Caller = {
  assertedUri: 'sip:+4930987654@pbx.example.org', assertedName: 'Pérez, Carol', anonymous: false, wantsAutoAnswer: false, features: ['audio', 'mobility="fixed"'], userAgent: 'Yealink SIP-T46U 108.86.0.90',
  divertedBy: [{ uri: 'sip:100@pbx.example.org', name: 'Reception', reason: 'no-answer' }],
};

/** What a 300 or 485 offers. */
const fakeAlternatives = [{ uri: 'sip:bob.home@example.org', name: 'Bob, at home' }, { uri: 'sip:bob.mobile@example.org', name: 'Bob, mobile' }];

const fakeNetwork: NetworkStatus = {
  listening: [{ address: '0.0.0.0', port: 5060, transport: 'udp' }, { address: '0.0.0.0', port: 5060, transport: 'tcp' }],
  addresses: [{ interface: 'eth0', address: '192.0.2.20' }, { interface: 'tun0', address: '10.8.0.6' }],
};

function fakeAccounts(): Account[] {
  const common = { displayName: 'Alice Ahrens', authUser: '', proxy: '', transport: 'udp', register: true, expiresS: 600, codecs: ['PCMA', 'PCMU'], enabled: true, ...defaultAccountOptions } as const;
  return [
    { ...common, id: 'a1', label: 'Office', user: '1001', domain: 'pbx.example.org', codecs: ['PCMA', 'PCMU'] },
    { ...common, id: 'a2', label: 'Lab', user: 'alice', domain: '192.0.2.9:5080', codecs: ['PCMA', 'PCMU'] },
  ];
}

function fakeRegistrations(clock: Clock): Registration[] {
  return [
    { accountId: 'a1', state: 'registered', status: 200, reason: 'OK', expiresAtMs: clock.wallMs() + 287_000, contacts: ['sip:1001@192.0.2.20:5060', 'sip:1001@192.0.2.31:5062'] },
    { accountId: 'a2', state: 'failed', status: 403, reason: 'Forbidden', retryAtMs: clock.wallMs() + 60_000 },
  ];
}

/** Speech-like levels, a little loss, jitter about two milliseconds. */
function recordOf(call: Call, messageCount: number): CallRecord {
  const failed = (call.status ?? 0) >= 300;
  const outcome = call.answeredAtMs !== undefined ? 'answered' : call.status === 486 ? 'busy' : call.status === 487 ? 'cancelled' : failed ? 'failed' : 'missed';
  const { id, direction, sipCallId, remoteUri, remoteName, startedAtMs } = call;
  return {
    id, direction, sipCallId, remoteUri, remoteName, startedAtMs, outcome, messageCount,
    ...(call.answeredAtMs !== undefined && { answeredAtMs: call.answeredAtMs }), ...(call.endedAtMs !== undefined && { endedAtMs: call.endedAtMs }),
    ...(call.status !== undefined && { status: call.status }), ...(call.reason !== undefined && { reason: call.reason }),
    ...(call.accountId !== undefined && { accountId: call.accountId }), ...(call.stats && { stats: call.stats }),
  };
}

const PEOPLE = [
  ['Bob Baumann', 'sip:bob@example.org'], ['Carol Pérez', 'sip:carol@example.net'], ['', 'sip:+4930123456@pbx.example.org'], ['Dimitri Волков', 'sip:dimitri@192.0.2.77:5070'],
  ['Support', 'sip:support@pbx.example.org'], ['', 'sip:echo@local'],
] as const;
const OUTCOMES = [
  ['answered', 200, 'OK'], ['answered', 200, 'OK'], ['busy', 486, 'Busy Here'], ['missed', 487, 'Request Terminated'], ['failed', 404, 'Not Found'], ['answered', 200, 'OK'],
  ['noAnswer', 408, 'Request Timeout'], ['declined', 603, 'Decline'], ['cancelled', 487, 'Request Terminated'], ['failed', 488, 'Not Acceptable Here'], ['interrupted', undefined, undefined],
] as const;

function fakeHistory(clock: Clock): CallRecord[] {
  return Array.from({ length: 60 }, (_, index): CallRecord => {
    const [remoteName, remoteUri] = PEOPLE[(index * 5 + 1) % PEOPLE.length] ?? PEOPLE[0];
    const [outcome, status, reason] = OUTCOMES[index % OUTCOMES.length] ?? OUTCOMES[0];
    const startedAtMs = clock.wallMs() - (index * index * 7 + 11) * 60_000;
    const answered = outcome === 'answered';
    return {
      id: `h${index}`, direction: outcome === 'missed' || index % 3 === 1 ? 'in' : 'out', sipCallId: `h${index}-a81c@192.0.2.20`, accountId: 'a1', accountLabel: 'Office', remoteUri, remoteName, startedAtMs,
      ...(index % 9 === 4 && { subject: 'Invoice 4711' }), ...(answered && { answeredAtMs: startedAtMs + 4_100 }), endedAtMs: startedAtMs + 12_000 + index * 3_700,
      outcome, ...(status !== undefined && { status, reason }), messageCount: 0,
    };
  });
}

