/** All that the phone watches (RFC 6665): started one after the other, so that no server gets two hundred SUBSCRIBEs at once, and
 *  tried again, rarely, where it was refused. */
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import { asRungError } from '../../src-shared/rpc.ts';
import type { SipRequest } from '../../src-shared/sip/message.ts';
import type { Clock, Random, Timer } from '../ports.ts';
import { randomFraction } from '../sip/identifiers.ts';
import type { Body, Subscription } from '../sip/subscription/types.ts';
import type { Identity, UserAgent } from '../sip/user-agent.ts';

export interface Wanted {
  /** Tells everything that makes it another subscription, also where its NOTIFYs are to come: one with a new key is made anew. */
  key: string;
  event: string;
  accept: string[];
  /** Asked when its turn has come; may reject with RungFailure. */
  whom(): Promise<{ target: string; identity: Identity }>;
  /** A document, or that there is none; undefined before the watch was allowed says nothing and is not told. `again` asks for the whole state. */
  onNotify(body: Body | undefined, again: () => void): void;
  /** It runs (undefined), or what it told is no longer true and why. */
  onTrouble(trouble: { error: RungError | undefined; reason: string | undefined } | undefined): void;
}

export interface Subscriptions {
  /** What is to be watched from now on; the rest ends. */
  want(list: readonly Wanted[]): void;
  /** Our address changed: each is refreshed, in turn. */
  refresh(): void;
  start(userAgent: UserAgent): void;
  /** Ends all of them; resolves when the servers know, or nobody waits any longer. */
  stop(patienceMs: number): Promise<void>;
}

interface Running {
  wanted: Wanted;
  subscription?: Subscription;
  retry?: Timer;
  lastAgainMs?: number;
}

const MAX_SUBSCRIPTIONS = 200;
/** Between two starts: this, and up to this again at random. */
const PACE_MS = 50;
const EXPIRES_S = 3600;
/** Refused is refused; but passwords, rights and servers change. */
const RETRY_MS = 30 * 60_000;
/** However often a server skips a version. */
const AGAIN_EVERY_MS = 30_000;

export function createSubscriptions({ clock, random }: { clock: Clock; random: Random }): Subscriptions {
  const running = new Map<string, Running>();
  let turns: (() => void)[] = [];
  let pace: Timer | undefined;
  let userAgent: UserAgent | undefined;

  function inTurn(work: () => void): void {
    turns.push(work);
    pace ??= clock.setTimer(randomFraction(random) * PACE_MS, nextTurn);
  }

  function nextTurn(): void {
    turns.shift()?.();
    pace = turns.length === 0 ? undefined : clock.setTimer(PACE_MS * (1 + randomFraction(random)), nextTurn);
  }

  const isCurrent = (one: Running): boolean => running.get(one.wanted.key) === one;

  async function begin(one: Running): Promise<void> {
    const agent = userAgent;
    if (!agent || !isCurrent(one)) return;
    try {
      const { target, identity } = await one.wanted.whom();
      // Removed, or the sockets changed, while the password was looked up.
      if (agent !== userAgent || !isCurrent(one)) return;
      const { event, accept } = one.wanted;
      one.subscription = agent.subscribe({ target, identity, event, accept, expiresS: EXPIRES_S }, listenerOf(one));
    } catch (error) {
      fail(one, asRungError(error), undefined);
    }
  }

  function listenerOf(one: Running): Parameters<UserAgent['subscribe']>[1] {
    return {
      onState({ state, error, reason }) {
        if (!isCurrent(one)) return;
        if (state === 'active' || state === 'pending') one.wanted.onTrouble(undefined);
        else if (state === 'ended') fail(one, error, reason);
        else one.wanted.onTrouble({ error, reason });
      },
      onNotify({ body, request }) {
        if (isCurrent(one) && (body || isActive(request))) one.wanted.onNotify(body, () => again(one));
      },
    };
  }

  function again(one: Running): void {
    if (one.lastAgainMs !== undefined && clock.nowMs() - one.lastAgainMs < AGAIN_EVERY_MS) return;
    one.lastAgainMs = clock.nowMs();
    one.subscription?.refresh();
  }

  function fail(one: Running, error: RungError | undefined, reason: string | undefined): void {
    if (!isCurrent(one)) return;
    delete one.subscription;
    one.wanted.onTrouble({ error, reason });
    one.retry?.cancel();
    one.retry = clock.setTimer(RETRY_MS * (1 + randomFraction(random) / 4), () => inTurn(() => void begin(one)));
  }

  function add(wanted: Wanted): void {
    if (running.size >= MAX_SUBSCRIPTIONS) return wanted.onTrouble({ error: tooMany(), reason: undefined });
    const one: Running = { wanted };
    running.set(wanted.key, one);
    if (userAgent) inTurn(() => void begin(one));
  }

  async function end(one: Running, patienceMs?: number): Promise<void> {
    running.delete(one.wanted.key);
    one.retry?.cancel();
    await one.subscription?.stop(patienceMs);
  }

  return {
    want(list) {
      const keys = new Set(list.map(({ key }) => key));
      for (const one of [...running.values()]) {
        if (!keys.has(one.wanted.key)) void end(one);
      }
      for (const wanted of list) {
        if (!running.has(wanted.key)) add(wanted);
      }
    },
    refresh() {
      for (const one of running.values()) inTurn(() => one.subscription?.refresh());
    },
    start(agent) {
      userAgent = agent;
      for (const one of running.values()) inTurn(() => void begin(one));
    },
    async stop(patienceMs) {
      userAgent = undefined;
      turns = [];
      pace?.cancel();
      pace = undefined;
      await Promise.all([...running.values()].map((one) => end(one, patienceMs)));
    },
  };
}

/** RFC 6665 4.1.3: pending says that nobody has allowed it yet, terminated that nothing will come. */
function isActive(request: SipRequest): boolean {
  return /^active\b/i.test(request.headers.first('subscription-state') ?? '');
}

function tooMany(): RungError {
  return rungError('watch-too-many', `More than ${MAX_SUBSCRIPTIONS} states cannot be watched at once. Watch fewer contacts.`, { max: MAX_SUBSCRIPTIONS });
}
