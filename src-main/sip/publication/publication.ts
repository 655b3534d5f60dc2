/** Keeps one published state alive (RFC 3903): carries out what `machine.ts` decides. */
import { numberOf } from '../../../src-shared/sip/typed-headers.ts';
import type { Timer } from '../../ports.ts';
import type { AgentContext } from '../agent-context.ts';
import { digestFor } from '../digest.ts';
import { createEnding } from '../ending.ts';
import { newCallId, newTag, randomFraction } from '../identifiers.ts';
import { readTarget } from '../request/dial-target.ts';
import type { Answer } from '../request/exchange.ts';
import { exchange, judge, unsent } from '../request/exchange.ts';
import { newRequest } from '../request/new-request.ts';
import type { PublicationEffect, PublicationEvent, PublicationStep } from './machine.ts';
import { startPublication, stepPublication } from './machine.ts';
import type { Publication, PublicationListener, PublishOptions } from './types.ts';
import { setBody } from '../capabilities.ts';

/** `onEnded`: after the last word of the listener. */
export function createPublication(agent: AgentContext, options: PublishOptions, listener: PublicationListener, onEnded: () => void): Publication {
  const { identity } = options;
  const { clock, random } = agent;
  const digest = digestFor(identity, random);
  // RFC 3903 4: no dialog, but one Call-ID and a rising CSeq keep the server's log readable, and repeated challenges away.
  const callId = newCallId(random);
  const fromTag = newTag(random);
  let { body } = options;
  let cseq = 0;
  let timer: Timer | undefined;
  const ending = createEnding(clock, () => dispatch({ type: 'impatient' }));
  const first = startPublication(options.expiresS);
  let { state } = first;

  function dispatch(event: PublicationEvent): void {
    apply(stepPublication(state, event, randomFraction(random)));
  }

  function apply(step: PublicationStep): void {
    state = step.state;
    for (const effect of step.effects) carryOut(effect);
  }

  function carryOut(effect: PublicationEffect): void {
    switch (effect.do) {
      case 'publish':
        return void publish(effect);
      case 'timer':
        timer?.cancel();
        timer = clock.setTimer(effect.ms, () => dispatch({ type: 'timer' }));
        return;
      case 'stop-timer':
        return timer?.cancel();
      case 'tell-published':
        return listener.onState({ state: 'published', expiresS: effect.expiresS });
      case 'tell-failed':
        return listener.onState({ state: 'failed', status: effect.status, reason: effect.reason, error: effect.error });
      case 'tell-off':
        listener.onState({ state: 'off' });
        ending.settle();
        return onEnded();
    }
  }

  async function publish(effect: PublicationEffect & { do: 'publish' }): Promise<void> {
    dispatch(outcomeOf(await send(effect), effect.expiresS));
  }

  async function send({ expiresS, etag, full }: PublicationEffect & { do: 'publish' }): Promise<Answer> {
    const target = readTarget(options.target);
    if (!target.ok) return unsent(target.error);
    const { requestUri, toUri } = target.value;
    const built = newRequest({ method: 'PUBLISH', requestUri, toUri, identity, callId, fromTag, cseq: ++cseq, agentName: agent.agentName });
    if (!built.ok) return unsent(built.error);
    const { request, nextHop } = built.value;
    return await exchange(agent, {
      nextHop,
      identity,
      digest,
      nextCSeq: () => ++cseq,
      build() {
        request.headers.add('event', options.event).add('expires', String(expiresS));
        if (etag !== undefined) request.headers.add('sip-if-match', etag);
        if (full) setBody(request, body);
        return request;
      },
    });
  }

  apply(first);
  return {
    update(next) {
      body = next;
      dispatch({ type: 'update' });
    },
    stop(patienceMs) {
      if (state.name === 'off') return ending.ended;
      ending.wait(patienceMs);
      dispatch({ type: 'stop' });
      return ending.ended;
    },
  };
}

function outcomeOf(answer: Answer, askedS: number): PublicationEvent {
  const judged = judge(answer);
  if (!judged.ok) return judged.error;
  const { response } = judged.value;
  return { type: 'published', etag: response.headers.first('sip-etag'), expiresS: Math.min(askedS, numberOf(response, 'expires') ?? askedS) };
}
