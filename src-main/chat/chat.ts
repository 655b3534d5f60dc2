/** Text messages (RFC 3428): sends them, takes them, keeps them as conversations. */
import type { EventData, EventName, Handlers } from '../../src-shared/contract.ts';
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { Account, ChatMessage } from '../../src-shared/model.ts';
import { utf8Bytes } from '../../src-shared/sip/bytes.ts';
import type { SipRequest } from '../../src-shared/sip/message.ts';
import { peerAddress } from '../../src-shared/sip/peer-address.ts';
import { callIdOf, cseqOf, fromOf, tagsOf } from '../../src-shared/sip/typed-headers.ts';
import type { Accounts } from '../calls/accounts.ts';
import { notReady } from '../calls/dialling.ts';
import { mayReach } from '../calls/may-reach.ts';
import type { Clock, Random } from '../ports.ts';
import { hex } from '../sip/hex.ts';
import { newCallId } from '../sip/identifiers.ts';
import { oneLine } from '../sip/request/safe-text.ts';
import type { Identity, IncomingMessage, UserAgent } from '../sip/user-agent.ts';
import { interrupted } from '../store/chat-table.ts';
import type { Store } from '../store/store.ts';
import type { Delivery } from './delivery.ts';
import { deliveryOf } from './delivery.ts';
import { createFloodGate } from './flood-gate.ts';
import { createOutbox } from './outbox.ts';
import { TEXT_TYPE, readText } from './text-body.ts';

/** Whom something is sent to, and on whose behalf. */
export interface Addressee {
  /** Ready to be sent to. */
  uri: string;
  /** What a person sees of it. */
  shownUri: string;
  account: Account | undefined;
  identity: Identity;
}

export interface ChatOptions {
  clock: Clock;
  random: Random;
  store: Store;
  accounts: Pick<Accounts, 'list' | 'calledBy' | 'isServer'>;
  /** As for a call; rejects with RungFailure: those of dialling. */
  address(target: string, accountId?: string): Promise<Addressee>;
  /** What the address book calls this peer. */
  nameOf(peer: string): string | undefined;
  emit: <E extends EventName>(event: E, data: EventData<E>) => void;
}

export interface Chat {
  handlers: Pick<Handlers, 'chat.send' | 'chat.conversations' | 'chat.messages' | 'chat.read' | 'chat.remove'>;
  unread(): number;
  start(userAgent: UserAgent): void;
  /** What is on its way has failed, as far as anybody will know. */
  stop(): void;
}

const MAX_NAME = 200;
const MAX_KEY = 1000;
const FLOOD_PAUSE_S = 60;

export function createChat({ clock, random, store, accounts, emit, ...options }: ChatOptions): Chat {
  const gate = createFloodGate(clock);
  const outbox = createOutbox((message, delivery) => {
    const changed = { ...message, ...delivery };
    store.chat.update(changed);
    emit('chat.changed', changed);
  });
  let userAgent: UserAgent | undefined;

  async function send({ target, text, accountId }: { target: string; text: string; accountId?: string | undefined }): Promise<ChatMessage> {
    const to = await options.address(target, accountId ?? accountOfTalk(target));
    const agent = userAgent;
    if (!agent) throw new RungFailure(notReady());
    const peer = peerAddress(to.shownUri);
    if (outbox.isFull(peer)) throw new RungFailure(rungError('chat-too-many', 'Too many texts wait for this address. Wait until it answers.'));
    const message: ChatMessage = {
      id: hex(random.bytes(8)), peer, peerName: nameFor(peer), direction: 'out', text, atMs: clock.wallMs(), state: 'sending', read: true,
      sipCallId: newCallId(random), ...(to.account ? { accountId: to.account.id } : {}),
    };
    store.chat.add(message);
    emit('chat.changed', message);
    outbox.add({ message, send: () => deliver(agent, to, message) });
    return message;
  }

  async function deliver(agent: UserAgent, { uri, identity }: Addressee, { text, sipCallId }: ChatMessage): Promise<Delivery> {
    const body = { contentType: `${TEXT_TYPE};charset=UTF-8`, bytes: utf8Bytes(text) };
    // RFC 3428 4: a MESSAGE opens no dialog and has no Contact.
    const sent = await agent.send({ method: 'MESSAGE', identity, target: uri, contact: false, callId: sipCallId, body });
    return deliveryOf(sent, identity.credentials !== undefined);
  }

  /** An answer goes out over the account that was written to, where it still is in use. */
  function accountOfTalk(target: string): string | undefined {
    const [last] = store.chat.list({ peer: peerAddress(target), limit: 1 });
    return accounts.list().find(({ id, enabled }) => enabled && id === last?.accountId)?.id;
  }

  /** The address book knows best: anybody can call themselves anything. */
  function nameFor(peer: string, claimed?: string): string {
    return options.nameOf(peer) || claimed || store.chat.list({ peer, limit: 1 })[0]?.peerName || '';
  }

  function take(incoming: IncomingMessage): void {
    const { request } = incoming;
    // Who is in a call with us has been let in.
    if (!incoming.session && !mayReach(accounts, incoming)) return incoming.answer(403);
    const body = readText(incoming.body);
    if (!body.ok) return incoming.answer(body.status, body.headers);
    const from = fromOf(request);
    const peer = peerAddress(from?.uri ?? '').slice(0, 2048);
    if (!gate.admit(peer)) return incoming.answer(480, [['retry-after', String(FLOOD_PAUSE_S)]]);
    // Nothing to read, and nothing wrong.
    if (body.text === '') return incoming.answer(200);
    const account = accounts.calledBy(request);
    const message: ChatMessage = {
      id: hex(random.bytes(8)), peer, peerName: nameFor(peer, oneLine(from?.displayName ?? '').slice(0, MAX_NAME)), direction: 'in', text: body.text,
      atMs: clock.wallMs(), state: 'received', read: false, sipCallId: callIdOf(request), ...(account ? { accountId: account.id } : {}),
    };
    const kept = keep(message, requestKey(request));
    incoming.answer(kept === 'failed' ? 500 : 200);
    if (kept === 'new') emit('chat.changed', message);
  }

  /** A text that cannot be kept was not received: its sender must know. */
  function keep(message: ChatMessage, key: string): 'new' | 'known' | 'failed' {
    try {
      return store.chat.add(message, key) ? 'new' : 'known';
    } catch (error) {
      if (error instanceof RungFailure) emit('notice', error.error);
      return 'failed';
    }
  }

  return {
    handlers: {
      'chat.send': send,
      'chat.conversations': () => store.chat.conversations(),
      'chat.messages': ({ peer, ...page }) => store.chat.list({ peer: peerAddress(peer), ...page }),
      'chat.read': ({ peer }) => refresh(peerAddress(peer), store.chat.markRead),
      'chat.remove': ({ peer }) => refresh(peerAddress(peer), store.chat.remove),
    },
    unread: () => store.chat.unread(),
    start(agent) {
      userAgent = agent;
      agent.onMessage = take;
    },
    stop() {
      userAgent = undefined;
      outbox.fail({ state: 'failed', error: interrupted() });
    },
  };

  function refresh(peer: string, change: (peer: string) => void): void {
    change(peer);
    emit('chat.refresh', { peer, unread: store.chat.unread() });
  }
}

/** A request that comes a second time over another way (RFC 3261 8.2.2.2), or after its transaction was forgotten. */
function requestKey(request: SipRequest): string {
  return `${callIdOf(request)} ${cseqOf(request)?.number ?? ''} ${tagsOf(request).from}`.slice(0, MAX_KEY);
}
