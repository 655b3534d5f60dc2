/** The user agent core (RFC 3261 8, 12-15): UAC and UAS at once. Owns dialogs and sessions; knows nothing of SDP's inside,
 *  of media or of accounts' storage. */
import type { RungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import type { SipRequest } from '../../src-shared/sip/message.ts';
import { tagsOf } from '../../src-shared/sip/typed-headers.ts';
import type { Clock, Random, Resolver } from '../ports.ts';
import type { AgentContext } from './agent-context.ts';
import { ALLOWED_METHODS } from './capabilities.ts';
import { createDialogTable } from './dialog/dialog-table.ts';
import { createEventMethods } from './event-methods.ts';
import type { Identity } from './identity.ts';
import { inspectRequest } from './inspect-request.ts';
import type { OptionsAnswer } from './options.ts';
import { answerOptions, askOptions } from './options.ts';
import type { RegistrationHandle, RegistrationListener, RegistrationOptions } from './registration/registration.ts';
import { createRegistration } from './registration/registration.ts';
import { reply } from './reply.ts';
import type { Publication, PublicationListener, PublishOptions } from './publication/types.ts';
import type { IncomingMessage } from './message/receive.ts';
import type { IncomingRefer, ReferListener, ReferOptions } from './refer/types.ts';
import type { SendOptions, Sent } from './request/send.ts';
import { send } from './request/send.ts';
import { allowEvents } from './subscription/notifier.ts';
import type { IncomingSubscription, SubscribeOptions, Subscription, SubscriptionListener, UnsolicitedNotify } from './subscription/types.ts';
import { createIncoming } from './session/incoming.ts';
import type { HeldSession, SessionHome } from './session/facade.ts';
import type { InviteOptions } from './session/outgoing.ts';
import { createOutgoing } from './session/outgoing.ts';
import { findReplaced } from './session/replaces.ts';
import type { Session } from './session/session.ts';
import type { ServerTransaction, TransactionLayer } from './transactions.ts';
import type { Transport } from './transport.ts';

export type { Identity } from './identity.ts';
export type { RegistrationHandle, RegistrationListener, RegistrationNews, RegistrationOptions } from './registration/registration.ts';
export type { IncomingMessage } from './message/receive.ts';
export type { InviteOptions } from './session/outgoing.ts';
export type { DialogId, MediaNegotiator, Refusal, Session, SessionEnd, SessionListener } from './session/session.ts';

export interface UserAgentOptions {
  transport: Transport;
  transactions: TransactionLayer;
  resolver: Resolver;
  clock: Clock;
  random: Random;
  /** User-Agent / Server, e.g. `Rung/0.1.0`. */
  agentName: string;
  /** RFC 3261 timers in ms, as given to the transaction layer; default T1 500, T2 4000. */
  timers?: { t1: number; t2: number };
}

export interface UserAgent {
  /** Starts a call; whatever goes wrong, also locating the target, is told to `listener.onEnd`. */
  invite(options: InviteOptions): Session;
  /** A new incoming session; whoever handles it sets listener and negotiator at once, then ring/accept/reject. */
  onInvite: (session: Session) => void;
  /** In or out of a dialog OPTIONS, and the 200 to INVITE, tell these. */
  readonly allow: readonly string[];
  /** What OPTIONS puts into its 200 (an SDP body of our abilities), and its status (486 when busy). */
  onOptions: OptionsAnswer;
  options(options: { identity: Identity; target: string }): Promise<Result<Sent, RungError>>;
  /** Any request outside of dialogs, and its final response. */
  send(options: SendOptions): Promise<Result<Sent, RungError>>;
  /** Watches somebody's state (RFC 6665). */
  subscribe(options: SubscribeOptions, listener: SubscriptionListener): Subscription;
  /** Event packages that we serve, by name; SUBSCRIBE for another one is answered 489 (RFC 6665 7.3). */
  readonly packages: Map<string, (incoming: IncomingSubscription) => void>;
  /** A NOTIFY outside of any subscription (some servers send message-summary so). True: taken; false: 481. */
  onUnsolicitedNotify: (notification: UnsolicitedNotify) => boolean;
  /** Publishes our own state (RFC 3903). */
  publish(options: PublishOptions, listener: PublicationListener): Publication;
  /** Asks somebody to go elsewhere (RFC 3515). Resolves with the answer to the REFER: ok means 2xx. */
  refer(options: ReferOptions, listener: ReferListener): Promise<Result<void, RungError>>;
  /** REFER came, inside or outside of a session. Must accept or reject at once. */
  onRefer: (incoming: IncomingRefer) => void;
  /** MESSAGE came (RFC 3428), inside or outside of a session: must be answered. */
  onMessage: (incoming: IncomingMessage) => void;
  register(options: RegistrationOptions, listener: RegistrationListener): RegistrationHandle;
  readonly sessions: ReadonlySet<Session>;
  /** What else is alive, for tests and the state view. Dialogs: of sessions and subscriptions. */
  alive(): { transactions: ReturnType<TransactionLayer['live']>; dialogs: number };
  /** Ends everything: un-registers, BYE or CANCEL on every session; resolves when all is quiet or after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

export function createUserAgent(options: UserAgentOptions): UserAgent {
  const { transport, transactions, resolver, clock, random, agentName, timers = { t1: 500, t2: 4000 } } = options;
  const dialogs = createDialogTable(clock);
  const agent: AgentContext = { transport, transactions, resolver, clock, random, agentName, timers, dialogs, moved: new Map(), allowEvents: () => allowEvents(packages), farewell };
  const sessions = new Set<Session>();
  const held = new Set<HeldSession>();
  const registrations = new Set<RegistrationHandle>();
  let farewells = 0;
  let onQuiet: () => void = () => {};
  let closing = false;

  const home: SessionHome = {
    agent,
    onOptions: (transaction) => answerOptions(agent, transaction, userAgent.onOptions),
    onOther(session, transaction) {
      if (!events.onWithin(transaction, session)) reply(agent, transaction, 405, { headers: [['allow', ALLOWED_METHODS.join(', ')]] });
    },
    forget(gone) {
      sessions.delete(gone.session);
      held.delete(gone);
      noteQuiet();
    },
  };

  const packages: UserAgent['packages'] = new Map();
  const events = createEventMethods(agent, {
    packages,
    sessions,
    onUnsolicitedNotify: (notification) => userAgent.onUnsolicitedNotify(notification),
    onRefer: (incoming) => userAgent.onRefer(incoming),
    onMessage: (incoming) => userAgent.onMessage(incoming),
  });

  function farewell(): () => void {
    farewells++;
    return () => {
      farewells--;
      noteQuiet();
    };
  }

  function noteQuiet(): void {
    if (sessions.size === 0 && farewells === 0) onQuiet();
  }

  function onRequest(transaction: ServerTransaction): void {
    const { request } = transaction;
    // RFC 3261 12.2.2: a To tag that is none of ours belongs to a call that ended, or to somebody who was here before.
    if (tagsOf(request).to !== '') return onRequestWithin(transaction);
    const objection = inspectRequest(request);
    if (objection) return reply(agent, transaction, objection.status, { headers: objection.headers });
    if (request.method === 'OPTIONS') return home.onOptions(transaction);
    if (closing) return reply(agent, transaction, 480);
    if (events.onRequest(transaction)) return;
    // BYE outside of a dialog (RFC 3261 15.1.2).
    if (request.method !== 'INVITE') return reply(agent, transaction, 481);
    const replaced = findReplaced(sessions, request);
    if (typeof replaced === 'number') return reply(agent, transaction, replaced);
    userAgent.onInvite(hold(createIncoming(home, transaction, replaced)));
  }

  function hold(created: HeldSession): Session {
    // A call to an address that is none has ended before it began.
    if (created.session.state === 'ended') return created.session;
    held.add(created);
    sessions.add(created.session);
    return created.session;
  }

  function onRequestWithin(transaction: ServerTransaction): void {
    const taken = agent.dialogs.find(transaction.request)?.onRequest(transaction) ?? false;
    if (!taken) reply(agent, transaction, 481);
  }

  transactions.onRequest = onRequest;
  transactions.onAck = (ack: SipRequest) => agent.dialogs.find(ack)?.onAck(ack);
  transactions.onStrayFinal = (response) => agent.dialogs.find(response)?.onLateSuccess(response);

  function quiet(): Promise<void> {
    return new Promise((resolve) => {
      onQuiet = resolve;
      noteQuiet();
    });
  }

  const userAgent: UserAgent = {
    invite: (inviteOptions) => hold(createOutgoing(home, inviteOptions)),
    onInvite: (session) => session.reject(480),
    allow: ALLOWED_METHODS,
    onOptions: () => ({ status: 200 }),
    options: ({ identity, target }) => askOptions(agent, identity, target),
    send: (sendOptions) => send(agent, sendOptions),
    subscribe: events.subscribe,
    packages,
    onUnsolicitedNotify: () => false,
    publish: events.publish,
    refer: events.refer,
    onRefer: (incoming) => incoming.reject(603),
    onMessage: (incoming) => incoming.answer(480),
    register(registrationOptions, listener) {
      const handle = createRegistration(agent, registrationOptions, listener);
      const tracked: RegistrationHandle = {
        refresh: handle.refresh,
        networkChanged: handle.networkChanged,
        async stop(patienceMs) {
          await handle.stop(patienceMs);
          registrations.delete(tracked);
        },
      };
      registrations.add(tracked);
      return tracked;
    },
    sessions,
    alive: () => ({ transactions: transactions.live(), dialogs: dialogs.size }),
    async close(graceMs) {
      closing = true;
      for (const session of sessions) session.end();
      const grace = clock.setTimer(graceMs, () => {
        for (const { abandon } of held) abandon();
        onQuiet();
      });
      await Promise.all([quiet(), events.close(graceMs), ...[...registrations].map((registration) => registration.stop(graceMs))]);
      grace.cancel();
    },
  };

  return userAgent;
}
