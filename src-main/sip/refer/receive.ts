/** REFER of others: whom we are to call, and how they hear of it (RFC 3515 2.4.2 to 2.4.7, RFC 4488, RFC 4538). */
import { cseqOf, numberOf } from '../../../src-shared/sip/typed-headers.ts';
import type { AgentContext } from '../agent-context.ts';
import type { Identity } from '../identity.ts';
import { reply } from '../reply.ts';
import { ownContact } from '../request/exchange.ts';
import { calledUser, ownWay } from '../session/own-way.ts';
import type { Session } from '../session/session.ts';
import { createDecision } from '../subscription/decision.ts';
import { eventOf } from '../subscription/event-header.ts';
import { createNotifierDialog } from '../subscription/notifier-dialog.ts';
import type { HeldWatcher, NotifierLine } from '../subscription/watcher.ts';
import { createWatcher } from '../subscription/watcher.ts';
import type { ServerTransaction } from '../transactions.ts';
import { parseTargetDialog, readReference, referredByOf, wantsNoNotify } from './refer-to.ts';
import { sipfragOf } from './sipfrag.ts';
import type { IncomingRefer, ReferProgress } from './types.ts';

export interface ReferReceiver {
  /** `session`: in whose dialog it came. */
  onRefer(transaction: ServerTransaction, session: Session | undefined): void;
  /** SUBSCRIBE in the session's dialog: to one of our REFER subscriptions there, or to none (481). */
  onSubscribe(transaction: ServerTransaction, session: Session): void;
  readonly watchers: ReadonlySet<HeldWatcher>;
  /** We are leaving: what has not come to an end by now will not. */
  end(): void;
}

interface ReceiverOptions {
  sessions: ReadonlySet<Session>;
  hand(incoming: IncomingRefer): void;
  /** A referrer has had its last NOTIFY. */
  onGone(): void;
}

/** Longer than any call is left ringing. */
const EXPIRES_S = 300;
/** More transfers than are ever under way at one phone. */
const MAX_REFERS = 16;

/** What accepting a REFER needs to know of where it came. */
interface Line {
  /** 2xx; resolves false where there was no way. */
  accept(transaction: ServerTransaction, status: number, headers: [string, string][]): Promise<boolean>;
  watcher: HeldWatcher;
}

export function createReferReceiver(agent: AgentContext, options: ReceiverOptions): ReferReceiver {
  const watchers = new Set<HeldWatcher>();
  /** By session, then by the id of the event: the CSeq of the REFER (RFC 3515 2.4.6). */
  const inSessions = new Map<Session, Map<string, HeldWatcher>>();

  function onRefer(transaction: ServerTransaction, session: Session | undefined): void {
    const { request, source } = transaction;
    const reference = readReference(request);
    if (!reference.ok) return reply(agent, transaction, reference.error.status, { reason: reference.error.reason });
    if (watchers.size >= MAX_REFERS) return reply(agent, transaction, 480, { headers: [['retry-after', '60']] });
    const decide = createDecision(agent.clock, { onLate: () => incoming.reject(480) });
    const incoming: IncomingRefer = {
      request,
      source,
      session,
      authorisedBy: session ?? targetDialog(transaction),
      ...reference.value,
      referredBy: referredByOf(request),
      identity: undefined,
      accept: () => (decide() ? accept(transaction, incoming) : NOBODY),
      reject(status, reason) {
        if (decide()) reply(agent, transaction, status, { reason });
      },
    };
    options.hand(incoming);
  }

  /** RFC 4538 4: who knows the names of one of our dialogs is a part of it. Whose view the tags are, peers disagree about. */
  function targetDialog({ request }: ServerTransaction): Session | undefined {
    const named = parseTargetDialog(request.headers.first('target-dialog') ?? '');
    if (!named) return undefined;
    return [...options.sessions].find(({ dialogIds }) => dialogIds.some((id) => {
      if (id.callId !== named.callId) return false;
      const isSeenByThem = id.localTag === named.remoteTag && id.remoteTag === named.localTag;
      return isSeenByThem || (id.localTag === named.localTag && id.remoteTag === named.remoteTag);
    }));
  }

  function accept(transaction: ServerTransaction, incoming: IncomingRefer): ReferProgress {
    // RFC 4488 4: they do not want to be told, and we say that we have understood.
    if (wantsNoNotify(incoming.request)) {
      void acceptWithin(transaction, 202, [['refer-sub', 'false']], incoming.session?.identity ?? incoming.identity);
      return NOBODY;
    }
    const { watcher, accept } = incoming.session ? inSession(transaction, incoming.session) : outside(transaction, incoming);
    watcher.notify(sipfragOf({ status: 100, reason: 'Trying' }));
    void accept(transaction, 202, []).then((isOn) => (isOn ? watcher.granted(EXPIRES_S) : watcher.abandon()));
    return {
      tell(status, reason) {
        const fragment = sipfragOf({ status, reason });
        // RFC 3515 2.4.7: a final response ends the subscription.
        if (status < 200) watcher.notify(fragment);
        else watcher.finish(fragment, 'noresource');
      },
    };
  }

  function inSession(transaction: ServerTransaction, session: Session): Line {
    const id = String(cseqOf(transaction.request)?.number ?? 0);
    const release = session.shareDialog();
    const known = inSessions.get(session) ?? new Map<string, HeldWatcher>();
    inSessions.set(session, known);
    const watcher = watch(`refer;id=${id}`, {
      request: (method, within) => session.request(method, within),
      close() {
        release();
        known.delete(id);
        if (known.size === 0) inSessions.delete(session);
      },
    });
    known.set(id, watcher);
    return { watcher, accept: (asked, status, headers) => acceptWithin(asked, status, headers, session.identity) };
  }

  function outside(transaction: ServerTransaction, incoming: IncomingRefer): Line {
    const line = createNotifierDialog(agent, {
      opening: transaction,
      identity: () => incoming.identity,
      onSubscribe(again) {
        if (eventOf(again.request)?.name !== 'refer') return reply(agent, again, 481);
        resubscribe(again, watcher, (headers) => line.accept(again, 200, headers));
      },
    });
    const watcher = watch('refer', line);
    return { watcher, accept: line.accept };
  }

  function watch(event: string, line: NotifierLine): HeldWatcher {
    const watcher = createWatcher({
      clock: agent.clock,
      event,
      line,
      pauseMs: 0,
      body: undefined,
      onEnd() {},
      onGone() {
        watchers.delete(watcher);
        options.onGone();
      },
    });
    watchers.add(watcher);
    return watcher;
  }

  /** 2xx that makes no dialog: there is one, or none is wanted. */
  async function acceptWithin(transaction: ServerTransaction, status: number, headers: [string, string][], identity: Identity | undefined): Promise<boolean> {
    const { request, source } = transaction;
    const way = await ownWay(agent, source, request);
    if (way.ok) reply(agent, transaction, status, { headers: [['contact', ownContact(way.value, { contactUser: calledUser(request), ...identity })], ...headers] });
    else reply(agent, transaction, 500);
    return way.ok;
  }

  function onSubscribe(transaction: ServerTransaction, session: Session): void {
    const event = eventOf(transaction.request);
    // RFC 6665 4.5.2: no other subscription is begun within a session.
    if (event?.name !== 'refer') return reply(agent, transaction, 403);
    const known = inSessions.get(session) ?? new Map<string, HeldWatcher>();
    const watcher = event.id === '' && known.size === 1 ? [...known.values()][0] : known.get(event.id);
    if (!watcher) return reply(agent, transaction, 481);
    resubscribe(transaction, watcher, (headers) => acceptWithin(transaction, 200, headers, session.identity));
  }

  function resubscribe({ request }: ServerTransaction, watcher: HeldWatcher, accept: (headers: [string, string][]) => Promise<boolean>): void {
    const expiresS = Math.min(numberOf(request, 'expires') ?? EXPIRES_S, EXPIRES_S);
    void accept([['expires', String(expiresS)]]).then((isOn) => (isOn ? watcher.granted(expiresS) : watcher.abandon()));
  }

  return {
    onRefer,
    onSubscribe,
    watchers,
    end() {
      for (const watcher of watchers) watcher.finish(sipfragOf({ status: 487, reason: 'Request Terminated' }), 'noresource');
    },
  };
}

/** For whoever accepts twice, and for those who do not want to be told. */
const NOBODY: ReferProgress = { tell() {} };
