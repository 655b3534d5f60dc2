/** Keeps one subscription of ours alive (RFC 6665 4.1): carries out what `machine.ts` decides. */
import { numberOf } from '../../../src-shared/sip/typed-headers.ts';
import type { Timer } from '../../ports.ts';
import type { AgentContext } from '../agent-context.ts';
import { transactionLifeMs } from '../agent-context.ts';
import { ALLOWED_METHODS } from '../capabilities.ts';
import { digestFor } from '../digest.ts';
import { createEnding } from '../ending.ts';
import { createGate } from '../gate.ts';
import { randomFraction } from '../identifiers.ts';
import { reply } from '../reply.ts';
import type { Answer } from '../request/exchange.ts';
import { judge } from '../request/exchange.ts';
import type { ServerTransaction } from '../transactions.ts';
import { parseEvent, subscriptionStateOf } from './event-header.ts';
import type { SubscriptionEffect, SubscriptionEvent, SubscriptionStep, SubscriptionTimer } from './machine.ts';
import { startSubscription, stepSubscription } from './machine.ts';
import { bodyOf, objectToNotify } from './notify-in.ts';
import type { SubscriberDialog } from './subscriber-dialog.ts';
import { createSubscriberDialog } from './subscriber-dialog.ts';
import type { SubscribeOptions, Subscription, SubscriptionListener } from './types.ts';

/** More than any notifier needs: a list of colleagues that all come to work at once. */
const NOTIFY_RATE = { burst: 50, perSecond: 10 };
const FLOOD_PAUSE_S = 5;

/** `onEnded`: after the last word of the listener. */
export function createSubscription(agent: AgentContext, options: SubscribeOptions, listener: SubscriptionListener, onEnded: () => void): Subscription {
  const { identity, target } = options;
  const { clock, random } = agent;
  const digest = digestFor(identity, random);
  const event = parseEvent(options.event) ?? { name: '', id: '' };
  const accept = options.accept.map((type) => type.toLowerCase());
  const mayNotify = createGate(clock, NOTIFY_RATE);
  const timers = new Map<SubscriptionTimer, Timer>();
  let dialog: SubscriberDialog | undefined;
  const ending = createEnding(clock, () => dispatch({ type: 'impatient' }));
  const first = startSubscription(options.expiresS);
  let { state } = first;

  function dispatch(event: SubscriptionEvent): void {
    apply(stepSubscription(state, event, { nowMs: clock.nowMs(), fraction: randomFraction(random), silenceMs: transactionLifeMs(agent) }));
  }

  function apply(step: SubscriptionStep): void {
    state = step.state;
    for (const effect of step.effects) carryOut(effect);
  }

  function carryOut(effect: SubscriptionEffect): void {
    switch (effect.do) {
      case 'subscribe':
        return void subscribe(effect.expiresS, effect.anew);
      case 'timer':
        stopTimer(effect.timer);
        timers.set(effect.timer, clock.setTimer(effect.ms, () => dispatch({ type: 'timer', timer: effect.timer })));
        return;
      case 'stop-timer':
        return stopTimer(effect.timer);
      case 'let-go':
        return letGo();
      case 'tell':
        listener.onState(effect.news);
        return effect.news.state === 'ended' ? ended() : undefined;
    }
  }

  function stopTimer(timer: SubscriptionTimer): void {
    timers.get(timer)?.cancel();
    timers.delete(timer);
  }

  function letGo(): void {
    dialog?.close();
    dialog = undefined;
  }

  function ended(): void {
    ending.settle();
    onEnded();
  }

  async function subscribe(expiresS: number, anew: boolean): Promise<void> {
    if (anew) letGo();
    const own: SubscriberDialog = (dialog ??= createSubscriberDialog(agent, { identity, target, digest, onNotify: (transaction) => takeNotify(own, transaction) }));
    const answer = await own.send('SUBSCRIBE', [
      ['event', options.event],
      ['accept', options.accept.join(', ')],
      ['allow', ALLOWED_METHODS.join(', ')],
      ['expires', String(expiresS)],
    ]);
    // What answers a dialog that has been let go is no news.
    if (dialog === own) dispatch(eventOfAnswer(answer, expiresS));
  }

  function takeNotify(from: SubscriberDialog, transaction: ServerTransaction): boolean {
    const { request } = transaction;
    if (dialog !== from) return refuse(transaction, 481);
    if (!mayNotify()) return refuse(transaction, 503, [['retry-after', String(FLOOD_PAUSE_S)]]);
    const objection = objectToNotify(request, event, accept);
    if (objection) return refuse(transaction, objection.status, objection.headers);
    reply(agent, transaction, 200);
    listener.onNotify({ body: bodyOf(request), request });
    dispatch({ type: 'notified', ...subscriptionStateOf(request) });
    return true;
  }

  function refuse(transaction: ServerTransaction, status: number, headers: [string, string][] = []): false {
    reply(agent, transaction, status, { headers });
    return false;
  }

  apply(first);
  return {
    refresh: () => dispatch({ type: 'refresh' }),
    stop(patienceMs) {
      if (state.name === 'ended') return ending.ended;
      ending.wait(patienceMs);
      dispatch({ type: 'stop' });
      return ending.ended;
    },
  };
}

function eventOfAnswer(answer: Answer, askedS: number): SubscriptionEvent {
  const judged = judge(answer);
  if (!judged.ok) return judged.error;
  // RFC 6665 4.2.1.1: what is granted may be shorter, never longer.
  return { type: 'answered', expiresS: Math.min(askedS, numberOf(judged.value.response, 'expires') ?? askedS) };
}
