/** SUBSCRIBE, NOTIFY, REFER, PUBLISH and MESSAGE of one user agent, put together: what it begins and what comes. */
import type { RungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import type { AgentContext } from './agent-context.ts';
import type { IncomingMessage } from './message/receive.ts';
import { receiveMessage } from './message/receive.ts';
import { createPublication } from './publication/publication.ts';
import type { Publication, PublicationListener, PublishOptions } from './publication/types.ts';
import { createReferReceiver } from './refer/receive.ts';
import { createReferrals } from './refer/refer.ts';
import type { IncomingRefer, ReferListener, ReferOptions } from './refer/types.ts';
import { reply } from './reply.ts';
import type { Session } from './session/session.ts';
import { eventOf } from './subscription/event-header.ts';
import type { EventPackages } from './subscription/notifier.ts';
import { createNotifier } from './subscription/notifier.ts';
import { bodyOf } from './subscription/notify-in.ts';
import { createSubscription } from './subscription/subscription.ts';
import type { SubscribeOptions, Subscription, SubscriptionListener, UnsolicitedNotify } from './subscription/types.ts';
import type { ServerTransaction } from './transactions.ts';

/** Who is asked when something comes. */
export interface EventHandlers {
  packages: EventPackages;
  sessions: ReadonlySet<Session>;
  onUnsolicitedNotify(notification: UnsolicitedNotify): boolean;
  onRefer(incoming: IncomingRefer): void;
  onMessage(incoming: IncomingMessage): void;
}

export interface EventMethods {
  subscribe(options: SubscribeOptions, listener: SubscriptionListener): Subscription;
  publish(options: PublishOptions, listener: PublicationListener): Publication;
  refer(options: ReferOptions, listener: ReferListener): Promise<Result<void, RungError>>;
  /** Outside of any dialog. False: none of these methods. */
  onRequest(transaction: ServerTransaction): boolean;
  /** In a session's dialog. False: none of these methods. */
  onWithin(transaction: ServerTransaction, session: Session): boolean;
  /** Ends all, in both directions; resolves when the others know, or after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

export function createEventMethods(agent: AgentContext, handlers: EventHandlers): EventMethods {
  const own = new Set<{ stop(patienceMs: number): Promise<void> }>();
  let onGone: () => void = () => {};
  const notifier = createNotifier(agent, handlers.packages, () => onGone());
  const referrers = createReferReceiver(agent, { sessions: handlers.sessions, hand: handlers.onRefer, onGone: () => onGone() });
  const referrals = createReferrals(agent);

  function onRequest(transaction: ServerTransaction): boolean {
    switch (transaction.request.method) {
      case 'SUBSCRIBE':
        notifier.onSubscribe(transaction);
        return true;
      case 'NOTIFY':
        takeUnsolicited(transaction);
        return true;
      case 'REFER':
        referrers.onRefer(transaction, undefined);
        return true;
      case 'MESSAGE':
        receiveMessage(agent, transaction, undefined, handlers.onMessage);
        return true;
      default:
        return false;
    }
  }

  function onWithin(transaction: ServerTransaction, session: Session): boolean {
    switch (transaction.request.method) {
      case 'SUBSCRIBE':
        referrers.onSubscribe(transaction, session);
        return true;
      case 'NOTIFY':
        // RFC 6665 4.1.3
        if (!referrals.onNotify(transaction, session)) reply(agent, transaction, 481);
        return true;
      case 'REFER':
        referrers.onRefer(transaction, session);
        return true;
      case 'MESSAGE':
        receiveMessage(agent, transaction, session, handlers.onMessage);
        return true;
      default:
        return false;
    }
  }

  /** RFC 6665 4.1.3 wants 481. Many a PBX tells of messages that wait without having been asked. */
  function takeUnsolicited(transaction: ServerTransaction): void {
    const { request, source } = transaction;
    const event = eventOf(request);
    if (!event) return reply(agent, transaction, 489);
    const isTaken = handlers.onUnsolicitedNotify({ event: event.name, body: bodyOf(request), request, source });
    reply(agent, transaction, isTaken ? 200 : 481);
  }

  function allWatchersGone(): Promise<void> {
    return new Promise((resolve) => {
      onGone = () => {
        if (notifier.watchers.size + referrers.watchers.size === 0) resolve();
      };
      onGone();
    });
  }

  return {
    subscribe(options, listener) {
      const subscription = createSubscription(agent, options, listener, () => own.delete(subscription));
      own.add(subscription);
      return subscription;
    },
    publish(options, listener) {
      const publication = createPublication(agent, options, listener, () => own.delete(publication));
      own.add(publication);
      return publication;
    },
    refer: referrals.refer,
    onRequest,
    onWithin,
    async close(graceMs) {
      const gone = allWatchersGone();
      // They may ask again: when we are back, there is something to be told.
      for (const watcher of notifier.watchers) watcher.end('probation');
      referrers.end();
      const referralsGone = referrals.close();
      const grace = agent.clock.setTimer(graceMs, () => {
        for (const watcher of [...notifier.watchers, ...referrers.watchers]) watcher.abandon();
        referrals.abandon();
      });
      await Promise.all([gone, referralsGone, ...[...own].map((mine) => mine.stop(graceMs))]);
      grace.cancel();
    },
  };
}
