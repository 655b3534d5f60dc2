/** The people of the fake core: texts that are delivered, sometimes answered, sometimes not; contacts with lamps; a mailbox. */
import type { EventData, EventName, Handlers, Reply } from '../../src-shared/contract.ts';
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { ChatMessage, Contact, ContactState, Conversation, Mailbox } from '../../src-shared/model.ts';
import { peerAddress } from '../../src-shared/sip/peer-address.ts';
import type { Clock } from '../../src-main/ports.ts';

type PeopleMethod =
  | 'chat.send' | 'chat.conversations' | 'chat.messages' | 'chat.read' | 'chat.remove' | 'contact.save' | 'contact.remove' | 'presence.set';

export interface FakePeople {
  handlers: Pick<Handlers, PeopleMethod>;
  state(): Pick<Reply<'app.state'>, 'contacts' | 'contactStates' | 'mailboxes' | 'presence' | 'unread'>;
  /** Somebody writes to us. */
  receive(changes: Partial<ChatMessage>): ChatMessage;
  contactOf(id: string): Contact | undefined;
  /** What a lamp shows now; also tells it. */
  light(state: ContactState): void;
  stop(): void;
}

type Emit = <E extends EventName>(event: E, data: EventData<E>) => void;

/** Texts to an address with one of these in it fare otherwise than well. */
const FATES: [RegExp, Partial<ChatMessage>][] = [
  [/offline/, { state: 'accepted', status: 202, reason: 'Accepted' }],
  [/nobody/, {
    state: 'failed', status: 404, reason: 'Not Found',
    error: rungError('user-not-found', 'There is nobody of that name at the other side. Check the address.', { status: 404, reason: 'Not Found' }),
  }],
  [/mute/, {
    state: 'failed', status: 415, reason: 'Unsupported Media Type',
    error: rungError('chat-not-taken', 'The other side takes no text messages.', { status: 415, reason: 'Unsupported Media Type' }),
  }],
];

export function createFakePeople(clock: Clock, full: boolean, emit: Emit): FakePeople {
  const timers = new Set<{ cancel(): void }>();
  const states = new Map<string, ContactState>();
  let contacts: Contact[] = full ? fakeContacts() : [];
  let messages: ChatMessage[] = full ? fakeTexts(clock) : [];
  const mailboxes: Mailbox[] = full ? [{ accountId: 'a1', waiting: true, newVoice: 2, oldVoice: 5, uri: 'sip:*97@pbx.example.org' }] : [];
  let presence: { status: 'available' | 'away' | 'busy' | 'offline'; note: string } = { status: 'available', note: '' };
  let next = 1;
  for (const state of full ? fakeStates() : []) states.set(state.contactId, state);

  const unread = (peer?: string): number => messages.filter((one) => !one.read && (peer === undefined || one.peer === peer)).length;
  const nameOf = (peer: string): string => contacts.find(({ uri }) => peerAddress(uri) === peer)?.name ?? messages.findLast((one) => one.peer === peer)?.peerName ?? '';

  function later(afterMs: number, work: () => void): void {
    const timer = clock.setTimer(afterMs, () => {
      timers.delete(timer);
      work();
    });
    timers.add(timer);
  }

  function put(message: ChatMessage): ChatMessage {
    const at = messages.findIndex(({ id }) => id === message.id);
    if (at >= 0) messages[at] = message;
    else messages.push(message);
    emit('chat.changed', message);
    return message;
  }

  function receive(changes: Partial<ChatMessage>): ChatMessage {
    const peer = changes.peer ?? 'sip:carol@example.net';
    return put({
      id: `t${next++}`, peer, peerName: nameOf(peer), direction: 'in', text: 'Are you there?', atMs: clock.wallMs(), state: 'received', read: false,
      sipCallId: `t${next}-in@192.0.2.9`, ...changes,
    });
  }

  function send({ target, text, accountId }: { target: string; text: string; accountId?: string | undefined }): ChatMessage {
    const uri = /^(sips?|tel):/.test(target) ? target : target.includes('@') ? `sip:${target}` : `sip:${target}@pbx.example.org`;
    if (/\s/.test(uri)) throw new RungFailure(rungError('dial-bad-uri', `"${target}" cannot be dialled: it contains a space. A SIP address looks like sip:bob@example.org.`, { target, why: 'space' }));
    const peer = peerAddress(uri);
    const message = put({
      id: `t${next++}`, peer, peerName: nameOf(peer), accountId: accountId ?? 'a1', direction: 'out', text, atMs: clock.wallMs(), state: 'sending', read: true,
      sipCallId: `t${next}-out@192.0.2.20`,
    });
    const fate = FATES.find(([pattern]) => pattern.test(peer))?.[1] ?? { state: 'delivered', status: 200, reason: 'OK' };
    later(180, () => put({ ...message, ...fate }));
    if (text.endsWith('?')) later(2_400, () => receive({ peer, text: 'Yes. Give me five minutes.' }));
    return message;
  }

  function conversations(): Conversation[] {
    const last = new Map<string, ChatMessage>();
    for (const message of [...messages].sort((a, b) => a.atMs - b.atMs)) last.set(message.peer, message);
    return [...last.values()].sort((a, b) => b.atMs - a.atMs).map((one) => ({ peer: one.peer, peerName: nameOf(one.peer), last: one, unread: unread(one.peer) }));
  }

  function refresh(peer: string): void {
    emit('chat.refresh', { peer, unread: unread() });
  }

  function light(state: ContactState): void {
    states.set(state.contactId, state);
    emit('contact.state', state);
  }

  return {
    receive,
    light,
    contactOf: (id) => contacts.find((contact) => contact.id === id),
    state: () => ({ contacts, contactStates: [...states.values()], mailboxes, presence, unread: unread() }),
    stop() {
      for (const timer of timers) timer.cancel();
    },
    handlers: {
      'chat.send': send,
      'chat.conversations': conversations,
      'chat.messages': ({ peer, beforeMs = Infinity, limit }) => messages
        .filter((one) => one.peer === peer && one.atMs < beforeMs)
        .sort((a, b) => b.atMs - a.atMs)
        .slice(0, limit),
      'chat.read': ({ peer }) => {
        messages = messages.map((one) => (one.peer === peer ? { ...one, read: true } : one));
        refresh(peer);
      },
      'chat.remove': ({ peer }) => {
        messages = messages.filter((one) => one.peer !== peer);
        refresh(peer);
      },
      'contact.save': (contact) => {
        const isNew = contacts.every(({ id }) => id !== contact.id);
        contacts = isNew ? [...contacts, contact] : contacts.map((one) => (one.id === contact.id ? contact : one));
        emit('contacts.changed', contacts);
        if (contact.watch.length === 0) states.delete(contact.id);
        else later(150, () => light({ contactId: contact.id, canPickUp: false, ...(contact.watch.includes('presence') && { presence: 'available' }), ...(contact.watch.includes('dialog') && { line: 'idle' }) }));
        return contact;
      },
      'contact.remove': ({ id }) => {
        contacts = contacts.filter((contact) => contact.id !== id);
        states.delete(id);
        emit('contacts.changed', contacts);
      },
      'presence.set': (wanted) => {
        presence = wanted;
        emit('presence.changed', presence);
      },
    },
  };
}

function fakeContacts(): Contact[] {
  return [
    { id: 'p1', name: 'Bob Baumann', uri: 'sip:bob@example.org', watch: ['presence', 'dialog'] },
    { id: 'p2', name: 'Carol Pérez', uri: 'sip:carol@example.net', watch: ['presence'] },
    { id: 'p3', name: 'Reception', uri: '100', accountId: 'a1', watch: ['dialog'] },
    { id: 'p4', name: 'Support', uri: 'sip:support@pbx.example.org', accountId: 'a1', watch: ['dialog'] },
    { id: 'p5', name: 'Dimitri Волков', uri: 'sip:dimitri@192.0.2.77:5070', watch: ['presence', 'dialog'] },
    { id: 'p6', name: 'Warehouse', uri: 'sip:207@pbx.example.org', accountId: 'a1', watch: ['dialog', 'presence'] },
    { id: 'p7', name: 'Mum', uri: 'tel:+4930123456', watch: [] },
  ];
}

function fakeStates(): ContactState[] {
  return [
    { contactId: 'p1', presence: 'available', line: 'idle', canPickUp: false },
    { contactId: 'p2', presence: 'away', note: 'Lunch, back at 13:30', canPickUp: false },
    { contactId: 'p3', line: 'ringing', canPickUp: true, party: 'sip:+4989555123@pbx.example.org' },
    { contactId: 'p4', line: 'busy', canPickUp: false, party: 'Bob Baumann' },
    { contactId: 'p5', canPickUp: false, error: rungError('watch-refused', 'The other side or its server does not let you see this.', { status: 403 }) },
    { contactId: 'p6', presence: 'offline', line: 'idle', canPickUp: false },
  ];
}

const TEXTS: [peer: string, name: string, minutesAgo: number, direction: 'in' | 'out', text: string, more?: Partial<ChatMessage>][] = [
  ['sip:bob@example.org', 'Bob Baumann', 2880, 'out', 'The new SBC is up. Can you place a test call over it?'],
  ['sip:bob@example.org', 'Bob Baumann', 2871, 'in', 'One-way audio from here, I hear you but not the other way round.'],
  ['sip:bob@example.org', 'Bob Baumann', 2868, 'out', 'The ladder says it sends to 10.8.0.6. That is the VPN address; I take it out of the SDP.'],
  ['sip:bob@example.org', 'Bob Baumann', 2840, 'in', 'Works now 👍'],
  ['sip:support@pbx.example.org', 'Support', 190, 'in', 'Ticket 4711: trunk 2 is back since 08:12.\nRoot cause: expired certificate on the provider\'s side.'],
  ['sip:support@pbx.example.org', 'Support', 185, 'out', 'Thank you.', { state: 'accepted', status: 202, reason: 'Accepted' }],
  ['sip:nobody@example.org', '', 95, 'out', 'Hello?', {
    state: 'failed', status: 404, reason: 'Not Found', error: rungError('user-not-found', 'There is nobody of that name at the other side. Check the address.', { status: 404, reason: 'Not Found' }),
  }],
  ['sip:carol@example.net', 'Carol Pérez', 12, 'out', 'Shall we go through the trace at two?'],
  ['sip:carol@example.net', 'Carol Pérez', 4, 'in', 'Two is good. Ring me on the extension, not on the mobile.', { read: false }],
  ['sip:carol@example.net', 'Carol Pérez', 3, 'in', 'And bring the pcap: sip:carol@example.net?subject=trace', { read: false }],
];

function fakeTexts(clock: Clock): ChatMessage[] {
  return TEXTS.map(([peer, peerName, minutesAgo, direction, text, more], index): ChatMessage => ({
    id: `f${index}`, peer, peerName, accountId: 'a1', direction, text, atMs: clock.wallMs() - minutesAgo * 60_000, read: true, sipCallId: `f${index}-c0ffee@192.0.2.20`,
    ...(direction === 'out' ? { state: 'delivered', status: 200, reason: 'OK' } : { state: 'received' }), ...more,
  }));
}
