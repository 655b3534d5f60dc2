/** Keeps one binding at a registrar alive (RFC 3261 10.2): carries out what `machine.ts` decides. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { SipResponse } from '../../../src-shared/sip/message.ts';
import { numberOf } from '../../../src-shared/sip/typed-headers.ts';
import type { Timer } from '../../ports.ts';
import type { AgentContext } from '../agent-context.ts';
import { ALLOWED_METHODS } from '../capabilities.ts';
import { createDigestClient } from '../digest.ts';
import { challengeInWords, responseInWords } from '../failure-words.ts';
import type { Identity } from '../identity.ts';
import { newCallId, newTag, randomFraction } from '../identifiers.ts';
import { readTarget } from '../request/dial-target.ts';
import { newRequest } from '../request/new-request.ts';
import type { ChallengeFailure, RequestFailure } from '../request/outbound.ts';
import { sendRequest } from '../request/outbound.ts';
import { contactUri, findPath } from '../request/path.ts';
import { oneLine } from '../request/safe-text.ts';
import { publicAddressOf, readBindings } from './bindings.ts';
import type { Refused, RegistrationEffect, RegistrationEvent, RegistrationStep } from './machine.ts';
import { startRegistration, stepRegistration } from './machine.ts';

export interface RegistrationOptions {
  identity: Identity;
  registrarUri: string;
  expiresS: number;
}

export interface RegistrationListener {
  onState(state: {
    state: 'registering' | 'registered' | 'failed' | 'off';
    status?: number;
    reason?: string;
    /** What was granted. */
    expiresS?: number;
    /** All bindings the registrar listed. */
    contacts?: string[];
    /** Our address as the registrar sees it, `address:port`, where a NAT makes it another one. */
    publicAddress?: string;
    retryInS?: number;
    error?: RungError;
  }): void;
}

/** Keeps one binding alive: refresh at half of the granted life, 423, Retry-After, back-off after failure. */
export interface RegistrationHandle {
  refresh(): void;
  /** REGISTER with Expires: 0; resolves when answered or given up (at most 2 s, or `patienceMs` where that is less). */
  stop(patienceMs?: number): Promise<void>;
}

const STOP_PATIENCE_MS = 2000;

export function createRegistration(agent: AgentContext, options: RegistrationOptions, listener: RegistrationListener): RegistrationHandle {
  const { identity } = options;
  const { clock, random } = agent;
  const digest = identity.credentials && createDigestClient(identity.credentials, random);
  // RFC 3261 10.2: one Call-ID and a rising CSeq for all registrations at one registrar.
  const callId = newCallId(random);
  const fromTag = newTag(random);
  let cseq = 0;
  let timer: Timer | undefined;
  let patience: Timer | undefined;
  let settleStop: () => void = () => {};
  const stopped = new Promise<void>((resolve) => (settleStop = resolve));
  const first = startRegistration(options.expiresS);
  let state = first.state;

  function dispatch(event: RegistrationEvent): void {
    apply(stepRegistration(state, event, randomFraction(random)));
  }

  function apply(step: RegistrationStep): void {
    state = step.state;
    for (const effect of step.effects) carryOut(effect);
  }

  function carryOut(effect: RegistrationEffect): void {
    switch (effect.do) {
      case 'register':
        return void send(effect.expiresS);
      case 'timer':
        timer?.cancel();
        timer = clock.setTimer(effect.ms, () => dispatch({ type: 'timer' }));
        return;
      case 'stop-timer':
        return timer?.cancel();
      case 'tell-registering':
        return listener.onState({ state: 'registering' });
      case 'tell-registered':
        return tellRegistered(effect);
      case 'tell-failed':
        return tellFailed(effect.refused, effect.retryInMs);
      case 'tell-off':
        patience?.cancel();
        listener.onState({ state: 'off' });
        return settleStop();
    }
  }

  function tellRegistered(effect: RegistrationEffect & { do: 'tell-registered' }): void {
    const { expiresS, contacts, publicAddress } = effect;
    listener.onState({ state: 'registered', status: 200, reason: 'OK', expiresS, contacts, ...(publicAddress ? { publicAddress } : {}) });
  }

  function tellFailed({ status, reason, error }: Refused, retryInMs: number): void {
    listener.onState({ state: 'failed', status, reason, error, retryInS: Math.ceil(retryInMs / 1000) });
  }

  async function send(expiresS: number): Promise<void> {
    const registrar = readTarget(options.registrarUri);
    if (!registrar.ok) return dispatch(unsent(registrar.error, 400));
    const built = newRequest({
      method: 'REGISTER',
      requestUri: registrar.value.requestUri,
      toUri: identity.uri,
      identity,
      callId,
      fromTag,
      cseq: ++cseq,
      agentName: agent.agentName,
    });
    if (!built.ok) return dispatch(unsent(built.error, 400));
    const { request, nextHop } = built.value;
    const path = await findPath(agent, nextHop, identity.transport);
    if (!path.ok) return dispatch(unsent(path.error, 503));
    const ownUri = contactUri(path.value, identity.contactUser);
    request.headers.add('contact', `<${ownUri}>`).add('expires', String(expiresS)).add('allow', ALLOWED_METHODS.join(', '));
    sendRequest(agent, {
      request,
      targets: path.value.targets,
      digest,
      nextCSeq: () => ++cseq,
      onFinal: (response, challenge) => dispatch(outcomeOf(response, challenge, ownUri, expiresS)),
      onFailed: (failure) => dispatch(failedEvent(failure)),
    });
  }

  apply(first);
  return {
    refresh: () => dispatch({ type: 'refresh' }),
    stop(patienceMs = STOP_PATIENCE_MS) {
      if (state.name === 'off') return stopped;
      patience ??= clock.setTimer(Math.min(patienceMs, STOP_PATIENCE_MS), () => dispatch({ type: 'impatient' }));
      dispatch({ type: 'stop' });
      return stopped;
    },
  };
}

function outcomeOf(response: SipResponse, challenge: ChallengeFailure | undefined, ownUri: string, askedS: number): RegistrationEvent {
  if (response.status >= 300) {
    return {
      type: 'refused',
      status: response.status,
      reason: oneLine(response.reason),
      error: challenge ? challengeInWords(response, challenge) : responseInWords(response),
      retryAfterS: numberOf(response, 'retry-after'),
      minExpiresS: numberOf(response, 'min-expires'),
      hopeless: challenge !== undefined || response.status === 403,
    };
  }
  return { type: 'granted', ...readBindings(response, ownUri, askedS), publicAddress: publicAddressOf(response) };
}

/** RFC 3261 8.1.3.1: no answer counts as 408, a transport error as 503. */
function failedEvent({ treatAs, ...error }: RequestFailure): RegistrationEvent {
  const reason = treatAs === 408 ? 'Request Timeout' : 'Service Unavailable';
  return { type: 'refused', status: treatAs, reason, error, hopeless: false };
}

function unsent(error: RungError, status: number): RegistrationEvent {
  return { type: 'refused', status, reason: status === 400 ? 'Bad Request' : 'Service Unavailable', error, hopeless: status === 400 };
}
