/** Somebody who watches us: carries out what `watcher-machine.ts` decides. Serves event packages and REFER alike. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { numberOf } from '../../../src-shared/sip/typed-headers.ts';
import type { Clock, Timer } from '../../ports.ts';
import type { WithinOptions } from '../session/session.ts';
import type { EndReason, WatcherEffect, WatcherEvent, WatcherTimer } from './watcher-machine.ts';
import { NEW_WATCHER, stepWatcher } from './watcher-machine.ts';
import type { Body, BodySource, Watcher } from './types.ts';

/** The dialog that the NOTIFYs go through: a session's, or one of their own. */
export interface NotifierLine {
  request(method: 'NOTIFY', options: WithinOptions): Promise<Result<SipResponse, RungError>>;
  close(): void;
}

export interface WatcherOptions {
  clock: Clock;
  /** The value of Event in each NOTIFY. */
  event: string;
  line: NotifierLine;
  /** At least so long from one NOTIFY to the next. */
  pauseMs: number;
  body: BodySource | undefined;
  onEnd(): void;
  /** After the last NOTIFY. */
  onGone(): void;
}

export interface HeldWatcher extends Watcher {
  /** SUBSCRIBE was answered 200 with this Expires: first, again, or 0. */
  granted(expiresS: number): void;
  /** The last NOTIFY, with this body. */
  finish(last: Body, reason: EndReason): void;
  abandon(): void;
}

const MAX_POSTPONEMENT_S = 300;
/** In a row. More of them is a server with a fault of its own. */
const MAX_OVERTAKEN = 2;

export function createWatcher(options: WatcherOptions): HeldWatcher {
  const { clock, line } = options;
  const timers = new Map<WatcherTimer, Timer>();
  let state = NEW_WATCHER;
  let { body } = options;
  let untilMs = 0;
  let overtaken = 0;

  function dispatch(event: WatcherEvent): void {
    const step = stepWatcher(state, event, options.pauseMs);
    state = step.state;
    for (const effect of step.effects) carryOut(effect);
  }

  function carryOut(effect: WatcherEffect): void {
    switch (effect.do) {
      case 'send':
        return void send();
      case 'timer':
        timers.get(effect.timer)?.cancel();
        timers.set(effect.timer, clock.setTimer(effect.ms, () => dispatch({ type: 'timer', timer: effect.timer })));
        return;
      case 'stop-timer':
        return timers.get(effect.timer)?.cancel();
      case 'tell-end':
        return options.onEnd();
      case 'let-go':
        line.close();
        return options.onGone();
    }
  }

  async function send(): Promise<void> {
    // RFC 6665 4.4.1: who is rejected does not see the state.
    const shown = state.reason === 'rejected' ? undefined : typeof body === 'function' ? body() : body;
    const answer = await line.request('NOTIFY', {
      headers: [['event', options.event], ['subscription-state', subscriptionState()]],
      body: shown,
    });
    const wasOvertaken = answer.ok && isOutOfOrder(answer.value) && overtaken < MAX_OVERTAKEN;
    overtaken = wasOvertaken ? overtaken + 1 : 0;
    dispatch(wasOvertaken ? { type: 'overtaken' } : verdictOn(answer));
  }

  function subscriptionState(): string {
    if (state.reason !== undefined) return `terminated;reason=${state.reason}`;
    return `active;expires=${Math.max(0, Math.round((untilMs - clock.nowMs()) / 1000))}`;
  }

  return {
    notify(next) {
      body = next;
      dispatch({ type: 'notify' });
    },
    end: (reason: EndReason) => dispatch({ type: 'end', reason }),
    granted(expiresS) {
      untilMs = clock.nowMs() + expiresS * 1000;
      dispatch({ type: 'granted', expiresS });
    },
    finish(last, reason) {
      if (state.name === 'active') body = last;
      dispatch({ type: 'end', reason });
    },
    abandon: () => dispatch({ type: 'abandon' }),
  };
}

/** RFC 3261 12.2.2: the only word that there is for it. */
function isOutOfOrder(response: SipResponse): boolean {
  return response.status === 500 && !response.headers.has('retry-after');
}

/** RFC 6665 4.2.2: a NOTIFY that fails ends the subscription, unless the answer says when to try again. */
function verdictOn(answer: Result<SipResponse, RungError>): WatcherEvent {
  if (!answer.ok) return { type: 'answered', verdict: 'gone' };
  const { status } = answer.value;
  if (status < 300) return { type: 'answered', verdict: 'taken' };
  const retryAfterS = status === 481 ? undefined : numberOf(answer.value, 'retry-after');
  if (retryAfterS === undefined || retryAfterS > MAX_POSTPONEMENT_S) return { type: 'answered', verdict: 'gone' };
  return { type: 'postponed', ms: Math.max(1, retryAfterS) * 1000 };
}

/** What is granted: as asked, at most `maxS`, and that where nothing is asked. `too-brief`: 423 (RFC 6665 4.2.1.1). */
export function grantExpires(request: SipRequest, minS: number, maxS: number): number | 'too-brief' {
  const askedS = numberOf(request, 'expires') ?? maxS;
  return askedS > 0 && askedS < minS ? 'too-brief' : Math.min(askedS, maxS);
}
