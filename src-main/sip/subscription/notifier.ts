/** SUBSCRIBE of others, outside of any dialog and within the ones that they made (RFC 6665 4.2). */
import { ANONYMOUS, fromOf } from '../../../src-shared/sip/typed-headers.ts';
import type { AgentContext } from '../agent-context.ts';
import type { Identity } from '../identity.ts';
import { reply } from '../reply.ts';
import type { ServerTransaction } from '../transactions.ts';
import { createDecision } from './decision.ts';
import type { EventValue } from './event-header.ts';
import { eventOf } from './event-header.ts';
import { createNotifierDialog } from './notifier-dialog.ts';
import type { BodySource, IncomingSubscription, Watcher } from './types.ts';
import type { HeldWatcher } from './watcher.ts';
import { createWatcher, grantExpires } from './watcher.ts';

export type EventPackages = Map<string, (incoming: IncomingSubscription) => void>;

export interface Notifier {
  onSubscribe(transaction: ServerTransaction): void;
  readonly watchers: ReadonlySet<HeldWatcher>;
}

const MIN_EXPIRES_S = 60;
const MAX_EXPIRES_S = 3600;
/** More people than watch one phone. */
const MAX_WATCHERS = 64;
const FULL_RETRY_S = 300;
/** Of changes that follow each other faster, the last one is told. */
const PAUSE_MS = 1000;

/** `onGone`: a watcher has had its last NOTIFY. */
export function createNotifier(agent: AgentContext, packages: EventPackages, onGone: () => void): Notifier {
  const watchers = new Set<HeldWatcher>();
  let undecided = 0;

  function onSubscribe(transaction: ServerTransaction): void {
    const { request } = transaction;
    const event = eventOf(request);
    // RFC 3515 2.4.4: this one is made by REFER and by nothing else.
    if (event?.name === 'refer') return reply(agent, transaction, 403);
    const serve = event && packages.get(event.name);
    // RFC 6665 7.2.1, 8.2.1
    if (!event || !serve) return reply(agent, transaction, 489, { headers: [['allow-events', allowEvents(packages)]] });
    if (!request.headers.has('contact')) return reply(agent, transaction, 400, { reason: 'Missing Contact' });
    const expiresS = grantExpires(request, MIN_EXPIRES_S, MAX_EXPIRES_S);
    if (expiresS === 'too-brief') return tooBrief(transaction);
    if (watchers.size + undecided >= MAX_WATCHERS) return reply(agent, transaction, 480, { headers: [['retry-after', String(FULL_RETRY_S)]] });
    serve(incomingOf(transaction, event, expiresS));
  }

  function tooBrief(transaction: ServerTransaction): void {
    reply(agent, transaction, 423, { headers: [['min-expires', String(MIN_EXPIRES_S)]] });
  }

  function incomingOf(transaction: ServerTransaction, event: EventValue, expiresS: number): IncomingSubscription {
    const { request, source } = transaction;
    undecided++;
    const decide = createDecision(agent.clock, {
      onDecided: () => void undecided--,
      onLate: () => incoming.reject(480),
    });
    const incoming: IncomingSubscription = {
      request,
      source,
      from: fromOf(request) ?? ANONYMOUS,
      event: event.name,
      expiresS,
      identity: undefined,
      accept: (body, listener) => (decide() ? accept(transaction, { event, expiresS, body, onEnd: () => listener.onEnd(), identity: () => incoming.identity }) : NOBODY),
      reject(status, headers = []) {
        if (decide()) reply(agent, transaction, status, { headers });
      },
    };
    return incoming;
  }

  function accept(transaction: ServerTransaction, given: { event: EventValue; expiresS: number; body: BodySource | undefined; onEnd(): void; identity(): Identity | undefined }): Watcher {
    const { event } = given;
    const line = createNotifierDialog(agent, { opening: transaction, identity: given.identity, onSubscribe: onSubscribeAgain });
    const watcher = createWatcher({
      clock: agent.clock,
      event: event.id === '' ? event.name : `${event.name};id=${event.id}`,
      line,
      pauseMs: PAUSE_MS,
      body: given.body,
      onEnd: given.onEnd,
      onGone() {
        watchers.delete(watcher);
        onGone();
      },
    });
    watchers.add(watcher);

    function onSubscribeAgain(again: ServerTransaction): void {
      const named = eventOf(again.request);
      if (named?.name !== event.name || named.id !== event.id) return reply(agent, again, 481);
      const expiresS = grantExpires(again.request, MIN_EXPIRES_S, MAX_EXPIRES_S);
      if (expiresS === 'too-brief') return tooBrief(again);
      void grant(again, expiresS);
    }

    async function grant(asked: ServerTransaction, expiresS: number): Promise<void> {
      const isOn = await line.accept(asked, 200, [['expires', String(expiresS)], ['allow-events', allowEvents(packages)]]);
      // RFC 6665 4.2.1.2: a NOTIFY follows every 200.
      if (isOn) watcher.granted(expiresS);
      else watcher.abandon();
    }

    void grant(transaction, given.expiresS);
    return watcher;
  }

  return { onSubscribe, watchers };
}

/** What Allow-Events tells (RFC 6665 8.2.2): REFER brings its own package. */
export function allowEvents(packages: EventPackages): string {
  return ['refer', ...packages.keys()].join(', ');
}

/** For whoever accepts twice. */
const NOBODY: Watcher = { notify() {}, end() {} };
