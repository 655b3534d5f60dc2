/** Keeps one binding at a registrar alive (RFC 3261 10.2): carries out what `machine.ts` decides. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { firstContactUriOf } from '../../../src-shared/sip/typed-headers.ts';
import type { Timer } from '../../ports.ts';
import type { AgentContext } from '../agent-context.ts';
import { ALLOWED_METHODS } from '../capabilities.ts';
import { digestFor } from '../digest.ts';
import { createEnding } from '../ending.ts';
import type { Identity } from '../identity.ts';
import { newCallId, newTag, randomFraction } from '../identifiers.ts';
import { readTarget } from '../request/dial-target.ts';
import type { Refused } from '../request/exchange.ts';
import { refusedBy, unanswered } from '../request/exchange.ts';
import { newRequest } from '../request/new-request.ts';
import { sendRequest } from '../request/outbound.ts';
import type { Path } from '../request/path.ts';
import { contactUri, findPath } from '../request/path.ts';
import type { Target } from '../transport.ts';
import { createAliveness } from './aliveness.ts';
import { readGrant } from './bindings.ts';
import type { Grant, RegistrationEffect, RegistrationEvent, RegistrationStep } from './machine.ts';
import { startRegistration, stepRegistration } from './machine.ts';
import { createOwnContact } from './own-contact.ts';

export interface RegistrationOptions {
  identity: Identity;
  registrarUri: string;
  expiresS: number;
  /** `urn:uuid:…`: the same phone after a restart replaces its old binding, and may be given a GRUU (RFC 5626 4.1, RFC 5627). */
  instanceId?: string | undefined;
  /** RFC 5626: the number of this flow. Absent: no outbound. */
  regId?: number | undefined;
  /** Begins at this one (0 is the first) of the places that the name leads to (RFC 3263); where there are not so many, the
   *  registration is `off`. */
  place?: number | undefined;
  /** Keeps NATs and connections open; 0 or absent: nothing is sent. */
  keepAliveS?: number | undefined;
}

export type RegistrationNews =
  | { state: 'registering' | 'off' }
  | ({
      state: 'registered';
      status: 200;
      reason: 'OK';
      /** What our own requests should say for Contact: a GRUU, or our address as the registrar sees it. */
      contactUri?: string | undefined;
    } & Grant)
  | { state: 'failed'; status: number; reason: string; error: RungError; retryInS: number };

export interface RegistrationListener {
  onState(news: RegistrationNews): void;
  /** Where the next REGISTER may go, and requests of this registrar may come from. */
  onServers?(addresses: string[]): void;
}

/** Keeps one binding alive: refresh at half of the granted life, 423, Retry-After, back-off after failure. */
export interface RegistrationHandle {
  refresh(): void;
  /** Our network has changed: registers anew at once, whatever is under way, and takes the old binding back with it. */
  networkChanged(): void;
  /** REGISTER with Expires: 0; resolves when answered or given up (at most 2 s, or `patienceMs` where that is less). */
  stop(patienceMs?: number): Promise<void>;
}

const MAX_REDIRECTIONS = 3;

export function createRegistration(agent: AgentContext, options: RegistrationOptions, listener: RegistrationListener): RegistrationHandle {
  const { identity } = options;
  const { clock, random } = agent;
  const digest = digestFor(identity, random);
  // RFC 3261 10.2: one Call-ID and a rising CSeq for all registrations at one registrar.
  const callId = newCallId(random);
  const fromTag = newTag(random);
  const own = createOwnContact(options);
  const alive = createAliveness(agent, { keepAliveS: options.keepAliveS ?? 0, onLost: () => dispatch({ type: 'way-lost' }) });
  let cseq = 0;
  /** Of the REGISTER whose answer counts. */
  let current = 0;
  let timer: Timer | undefined;
  const ending = createEnding(clock, () => dispatch({ type: 'impatient' }));
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
        return void send(effect.expiresS, ++current, options.registrarUri, 0);
      case 'timer':
        timer?.cancel();
        timer = clock.setTimer(effect.ms, () => dispatch({ type: 'timer' }));
        return;
      case 'stop-timer':
        return timer?.cancel();
      case 'tell-registering':
        return listener.onState({ state: 'registering' });
      case 'tell-registered':
        return listener.onState({ state: 'registered', status: 200, reason: 'OK', contactUri: own.forRequests(), ...effect.grant });
      case 'tell-failed':
        return tellFailed(effect.refused, effect.retryInMs);
      case 'tell-off':
        alive.stop();
        listener.onState({ state: 'off' });
        return ending.settle();
    }
  }

  function tellFailed({ status, reason, error }: Refused, retryInMs: number): void {
    alive.stop();
    listener.onState({ state: 'failed', status, reason, error, retryInS: Math.ceil(retryInMs / 1000) });
  }

  /** Whatever comes of REGISTER number `turn` counts only while no later one has been sent. */
  async function send(expiresS: number, turn: number, registrarUri: string, hops: number): Promise<void> {
    const tell = (event: RegistrationEvent): void => {
      if (turn === current) dispatch(event);
    };
    const registrar = readTarget(registrarUri);
    if (!registrar.ok) return tell(unanswered({ ...registrar.error, treatAs: 400 }));
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
    if (!built.ok) return tell(unanswered({ ...built.error, treatAs: 400 }));
    const { request, nextHop } = built.value;
    const path = await findPath(agent, nextHop, identity.transport);
    if (turn !== current) return;
    if (!path.ok) return tell(unanswered({ ...path.error, treatAs: 503 }));
    const targets = from(path.value.targets, options.place ?? 0);
    if (targets.length === 0) return dispatch({ type: 'impatient' });
    listener.onServers?.(targets.map(({ address }) => address));
    addBinding(request, path.value, expiresS);
    const outbound = sendRequest(agent, {
      request,
      targets,
      digest,
      nextCSeq: () => ++cseq,
      onFinal(response, challenge) {
        if (turn !== current) return;
        const elsewhere = hops < MAX_REDIRECTIONS ? redirectedTo(response) : undefined;
        if (elsewhere !== undefined) return void send(expiresS, turn, elsewhere, hops + 1);
        if (response.status >= 300) return dispatch(refusedBy(response, challenge));
        onGranted(readGrant(response, { uri: own.registered(), ...options }, expiresS), outbound.target, expiresS === 0);
      },
      onFailed: (failure) => tell(unanswered(failure)),
    });
  }

  function addBinding(request: SipRequest, path: Path, expiresS: number): void {
    const { headers } = request;
    for (const contact of own.headersFor(contactUri(path, identity.contactUser))) headers.add('contact', contact);
    headers.add('expires', String(expiresS)).add('allow', ALLOWED_METHODS.join(', '));
    // RFC 3327 5.1, RFC 5627 4.1, RFC 5626 4.2.
    const extensions = ['path', ...(options.instanceId === undefined ? [] : ['gruu']), ...(options.regId === undefined ? [] : ['outbound'])];
    headers.add('supported', extensions.join(', '));
  }

  function onGranted(grant: Grant, registrar: Target | undefined, isFarewell: boolean): void {
    const moved = own.granted(grant);
    if (!isFarewell && registrar) alive.keep(registrar, grant.flowTimerS);
    dispatch({ type: 'granted', ...grant });
    // The registrar knows us by an address that nobody can reach: once more, with the one that it sees (RFC 3581).
    if (moved && !isFarewell) dispatch({ type: 'refresh' });
  }

  apply(first);
  return {
    refresh: () => dispatch({ type: 'refresh' }),
    networkChanged() {
      own.forgetPublicAddress();
      alive.stop();
      dispatch({ type: 'way-lost' });
    },
    stop(patienceMs) {
      if (state.name === 'off') return ending.ended;
      ending.wait(patienceMs);
      dispatch({ type: 'stop' });
      return ending.ended;
    },
  };
}

/** RFC 5626 4.2.1: each flow begins at another edge. */
function from(targets: Path['targets'], place: number): Path['targets'] {
  return place < targets.length ? [...targets.slice(place), ...targets.slice(0, place)] : [];
}

/** RFC 3261 21.3: another registrar. */
function redirectedTo(response: SipResponse): string | undefined {
  return response.status === 301 || response.status === 302 ? firstContactUriOf(response) : undefined;
}
