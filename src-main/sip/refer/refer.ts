/** REFER of ours, and what becomes of it (RFC 3515 2.4.1, 2.4.5 to 2.4.7; RFC 4488). */
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { cseqOf } from '../../../src-shared/sip/typed-headers.ts';
import type { AgentContext } from '../agent-context.ts';
import { transactionLifeMs } from '../agent-context.ts';
import { SUPPORTED_EXTENSIONS } from '../capabilities.ts';
import { digestFor } from '../digest.ts';
import { responseInWords } from '../failure-words.ts';
import { createGate } from '../gate.ts';
import { reply } from '../reply.ts';
import type { Answer } from '../request/exchange.ts';
import { judge } from '../request/exchange.ts';
import { hasControls } from '../request/safe-text.ts';
import type { Session } from '../session/session.ts';
import { eventOf, subscriptionStateOf } from '../subscription/event-header.ts';
import { objectToBody } from '../subscription/notify-in.ts';
import { createSubscriberDialog } from '../subscription/subscriber-dialog.ts';
import type { ServerTransaction } from '../transactions.ts';
import { formatReferTo, wantsNoNotify } from './refer-to.ts';
import type { StatusLine } from './sipfrag.ts';
import { SIPFRAG_TYPE, readSipfrag } from './sipfrag.ts';
import type { ReferListener, ReferOptions } from './types.ts';

export interface Referrals {
  refer(options: ReferOptions, listener: ReferListener): Promise<Result<void, RungError>>;
  /** NOTIFY in a session's dialog. False: of no REFER there (481). */
  onNotify(transaction: ServerTransaction, session: Session): boolean;
  /** Wants to hear no more; resolves when the other sides know, have not answered, or `abandon` was called. */
  close(): Promise<void>;
  abandon(): void;
}

/** From one NOTIFY to the next: no phone rings longer. */
const SILENCE_MS = 180_000;
const NOTIFY_RATE = { burst: 20, perSecond: 2 };

/** One REFER that was sent, and the NOTIFYs about it. */
interface Following {
  readonly listener: ReferListener;
  /** In a session: CSeq of the REFER, which is the id of its event (RFC 3515 2.4.6); undefined until it is answered. */
  id: string | undefined;
  last: StatusLine | undefined;
  isTold: boolean;
  onNotify(request: SipRequest): void;
  mayNotify(): boolean;
  /** Nothing more is listened for. */
  letGo(): void;
  unsubscribe(): Promise<unknown>;
}

export function createReferrals(agent: AgentContext): Referrals {
  const all = new Set<Following>();
  const inSessions = new Map<Session, Set<Following>>();
  let onGone: () => void = () => {};

  function follow(listener: ReferListener, line: { close(): void; subscribe(headers: [string, string][]): Promise<unknown> }): Following {
    let timer = agent.clock.setTimer(SILENCE_MS, onSilence);
    const following: Following = {
      listener,
      id: undefined,
      last: undefined,
      isTold: false,
      mayNotify: createGate(agent.clock, NOTIFY_RATE),
      onNotify,
      letGo() {
        if (!all.delete(following)) return;
        timer.cancel();
        line.close();
        onGone();
      },
      unsubscribe: () => line.subscribe([['event', following.id === undefined ? 'refer' : `refer;id=${following.id}`], ['expires', '0']]),
    };
    all.add(following);
    return following;

    function onSilence(): void {
      end(following, { ...following.last, error: silent() });
      following.letGo();
    }

    function onNotify(request: SipRequest): void {
      const line = readSipfrag(request.body);
      const isOver = subscriptionStateOf(request).state === 'terminated';
      if (line && !following.isTold) {
        following.last = line;
        listener.onProgress(line);
      }
      const isFinal = (following.last?.status ?? 0) >= 200;
      if (isOver || isFinal) end(following, { ...following.last });
      if (isOver) return following.letGo();
      // A final status should have ended the subscription (RFC 3515 2.4.7). Where it has not, its last NOTIFY is waited for, in silence.
      timer.cancel();
      timer = agent.clock.setTimer(isFinal ? transactionLifeMs(agent) : SILENCE_MS, onSilence);
    }
  }

  async function refer(options: ReferOptions, listener: ReferListener): Promise<Result<void, RungError>> {
    const referTo = formatReferTo(options.referTo, options.replaces);
    if (!referTo.ok) return referTo;
    const headers = headersOf(options, referTo.value);
    return 'request' in options.within ? inSession(options.within, headers, listener) : outside(options.within, headers, listener);
  }

  async function inSession(session: Session, headers: [string, string][], listener: ReferListener): Promise<Result<void, RungError>> {
    const release = session.shareDialog();
    const siblings = inSessions.get(session) ?? new Set<Following>();
    inSessions.set(session, siblings);
    const following = follow(listener, {
      close() {
        release();
        siblings.delete(following);
        if (siblings.size === 0) inSessions.delete(session);
      },
      subscribe: (more) => session.request('SUBSCRIBE', { headers: more }),
    });
    // From now on: a NOTIFY may be faster than the answer to the REFER.
    siblings.add(following);
    const answer = await session.request('REFER', { headers });
    const judged: Result<SipResponse, RungError> = answer.ok && answer.value.status >= 300 ? err(responseInWords(answer.value)) : answer;
    if (judged.ok) following.id = String(cseqOf(judged.value)?.number ?? 0);
    return answered(following, judged);
  }

  async function outside(within: Exclude<ReferOptions['within'], Session>, headers: [string, string][], listener: ReferListener): Promise<Result<void, RungError>> {
    const { identity, target } = within;
    const dialog = createSubscriberDialog(agent, {
      identity,
      target,
      digest: digestFor(identity, agent.random),
      onNotify: (transaction) => takeNotify(following, transaction),
    });
    const following = follow(listener, { close: dialog.close, subscribe: (more) => dialog.send('SUBSCRIBE', more) });
    return answered(following, responseOf(await dialog.send('REFER', headers)));
  }

  function answered(following: Following, answer: Result<SipResponse, RungError>): Result<void, RungError> {
    if (!answer.ok) {
      // Whatever a NOTIFY may have told before: a REFER that was refused leads nowhere.
      following.isTold = true;
      following.letGo();
      return answer;
    }
    // RFC 4488 4: they will not tell us anything.
    if (wantsNoNotify(answer.value)) {
      end(following, {});
      following.letGo();
    }
    return ok(undefined);
  }

  function takeNotify(following: Following, transaction: ServerTransaction): boolean {
    const { request } = transaction;
    if (eventOf(request)?.name !== 'refer') return refuse(transaction, 489, [['allow-events', 'refer']]);
    if (!following.mayNotify()) return refuse(transaction, 503, [['retry-after', '5']]);
    const objection = objectToBody(request, [SIPFRAG_TYPE]);
    if (objection) return refuse(transaction, objection.status, objection.headers);
    reply(agent, transaction, 200);
    following.onNotify(request);
    return true;
  }

  function refuse(transaction: ServerTransaction, status: number, headers: [string, string][]): false {
    reply(agent, transaction, status, { headers });
    return false;
  }

  function onNotify(transaction: ServerTransaction, session: Session): boolean {
    const event = eventOf(transaction.request);
    const following = event?.name === 'refer' ? named(inSessions.get(session), event.id) : undefined;
    if (!following) return false;
    takeNotify(following, transaction);
    return true;
  }

  return {
    refer,
    onNotify,
    close() {
      return new Promise((resolve) => {
        onGone = () => {
          if (all.size === 0) resolve();
        };
        for (const following of all) void following.unsubscribe().then(() => leave(following));
        onGone();
      });
    },
    abandon() {
      for (const following of all) leave(following);
    },
  };
}

function leave(following: Following): void {
  end(following, { ...following.last });
  following.letGo();
}

/** RFC 3515 2.4.6: the first REFER of a dialog may be told of without an id. One that has no answer yet does not know its own. */
function named(followings: ReadonlySet<Following> | undefined, id: string): Following | undefined {
  const known = [...(followings ?? [])];
  if (id === '') return known[0];
  return known.find((following) => following.id === id) ?? known.find((following) => following.id === undefined);
}

function end(following: Following, how: Parameters<ReferListener['onEnd']>[0]): void {
  if (following.isTold) return;
  following.isTold = true;
  following.listener.onEnd(how);
}

function headersOf({ referredBy, noSubscription }: ReferOptions, referTo: string): [string, string][] {
  const headers: [string, string][] = [['refer-to', referTo], ['supported', SUPPORTED_EXTENSIONS.join(', ')]];
  if (referredBy !== undefined && !hasControls(referredBy)) headers.push(['referred-by', `<${referredBy.replace(/[<>]/g, '')}>`]);
  if (noSubscription) headers.push(['refer-sub', 'false']);
  return headers;
}

function responseOf(answer: Answer): Result<SipResponse, RungError> {
  const judged = judge(answer);
  return judged.ok ? ok(judged.value.response) : err(judged.error.error);
}

function silent(): RungError {
  return rungError('refer-silent', 'The other side took the transfer but no longer tells how it goes.');
}
