/** Checks of the peer: judged, answered, and taken as a reason for checks of our own (RFC 8445 7.3). */
import type { Endpoint } from '../ports.ts';
import type { StunFields } from '../stun/message.ts';
import { BINDING, encodeStun, hasIntegrity } from '../stun/message.ts';
import type { StunArrival } from '../stun/transactions.ts';
import type { AgentState, AgentStep, EarlyCheck } from './agent.ts';
import { changePair, enqueue, withRole } from './agent.ts';
import type { Candidate, LocalCandidate } from './candidates.ts';
import { candidatePriority, isSame } from './candidates.ts';
import type { Pair } from './check-list.ts';
import { MAX_PAIRS, newPair, pairBetween, sorted } from './check-list.ts';

/** The peer's candidates and those found besides them. */
const MAX_REMOTE = 20;
const MAX_EARLY = 20;
const MAX_PRIORITY = 2 ** 31 - 1;

const BAD_REQUEST = { code: 400, reason: 'Bad Request' };
const UNAUTHENTICATED = { code: 401, reason: 'Unauthenticated' };
const UNKNOWN_ATTRIBUTE = { code: 420, reason: 'Unknown Attribute' };
const ROLE_CONFLICT = { code: 487, reason: 'Role Conflict' };

export function onRequest(state: AgentState, arrival: StunArrival): AgentStep {
  const { message, bytes, local, from } = arrival;
  const ours = state.local.find(({ type, base }) => type === 'host' && isSame(base, local));
  if (message.method !== BINDING || message.fingerprint === 'wrong' || !ours) return { state, effects: [] };

  const answer = (next: AgentState, fields: Partial<StunFields>, sealed = true): AgentStep => {
    const reply = encodeStun({ class: 'error', transactionId: message.transactionId, ...fields }, sealed ? { key: state.pwd } : {});
    return { state: next, effects: [{ kind: 'send', bytes: reply, route: { local, remote: from } }] };
  };

  // RFC 8489 9.1.3, in its order. RFC 8445 7.3: the part before the colon is ours.
  if (message.username === undefined || message.integrityOffset === undefined) return answer(state, { errorCode: BAD_REQUEST }, false);
  const isOurs = message.username.startsWith(`${state.ufrag}:`) && hasIntegrity(bytes, message, state.pwd);
  if (!isOurs) return answer(state, { errorCode: UNAUTHENTICATED }, false);
  if (message.notUnderstood.length > 0) return answer(state, { errorCode: UNKNOWN_ATTRIBUTE, unknownAttributes: message.notUnderstood });

  const role = judgeRole(state, arrival);
  if (role === 'conflict') return answer(state, { errorCode: ROLE_CONFLICT });
  const judged = role === 'switch' ? withRole(state, !state.controlling) : state;
  const check: EarlyCheck = { base: local, from, priority: message.priority, nominates: message.useCandidate === true };
  const next = judged.remote ? trigger(judged, ours, check) : { ...judged, early: [...judged.early, check].slice(-MAX_EARLY) };
  return answer(next, { class: 'success', mapped: from });
}

/** The checks that came before the peer's description. */
export function takeEarly(state: AgentState): AgentState {
  const pending = { ...state, early: [] };
  return state.early.reduce<AgentState>((next, check) => {
    const ours = next.local.find(({ type, base }) => type === 'host' && isSame(base, check.base));
    return ours ? trigger(next, ours, check) : next;
  }, pending);
}

/** RFC 8445 7.3.1.1: both claim the same role; the larger tie-breaker controls. */
function judgeRole({ controlling, tieBreaker }: AgentState, { message }: StunArrival): 'agreed' | 'conflict' | 'switch' {
  const theirs = controlling ? message.iceControlling : message.iceControlled;
  if (theirs === undefined) return 'agreed';
  const weControl = tieBreaker >= theirs;
  return weControl === controlling ? 'conflict' : 'switch';
}

/** RFC 8445 7.3.1.3 to 7.3.1.5. */
function trigger(state: AgentState, ours: LocalCandidate, check: EarlyCheck): AgentState {
  const known = withRemoteCandidate(state, ours, check);
  const { state: listed, pair } = known ? withPair(known, ours, check.from) : { state, pair: undefined };
  if (!pair) return listed;
  const nominates = check.nominates && !listed.controlling;
  if (pair.state === 'succeeded') return nominates ? changePair(listed, pair.id, { nominated: true }) : listed;
  const changes: Partial<Pair> = { state: 'waiting', ...(nominates && { nominateOnSuccess: true }) };
  return enqueue(changePair(listed, pair.id, changes), pair.id);
}

/** 7.3.1.3: an address that nobody told us of is a peer-reflexive candidate. Undefined: one too many. */
function withRemoteCandidate(state: AgentState, { component, localPreference }: LocalCandidate, { from, priority }: EarlyCheck): AgentState | undefined {
  const { remote } = state;
  if (!remote) return undefined;
  if (remote.candidates.some((candidate) => candidate.component === component && isSame(candidate.at, from))) return state;
  if (remote.candidates.length >= MAX_REMOTE) return undefined;
  const candidate: Candidate = {
    foundation: `r${state.nextPair}`, component, type: 'prflx', at: from,
    priority: Math.min(priority ?? candidatePriority('prflx', localPreference, component), MAX_PRIORITY),
  };
  return { ...state, remote: { ...remote, candidates: [...remote.candidates, candidate] } };
}

function withPair(state: AgentState, ours: LocalCandidate, from: Endpoint): { state: AgentState; pair: Pair | undefined } {
  const pair = pairBetween(state.pairs, ours.base, from);
  const theirs = state.remote?.candidates.find((candidate) => candidate.component === ours.component && isSame(candidate.at, from));
  if (pair || !theirs || state.pairs.length >= MAX_PAIRS) return { state, pair };
  const added = newPair(state.nextPair, ours, theirs, state.controlling);
  return { state: { ...state, pairs: sorted([...state.pairs, added]), nextPair: state.nextPair + 1 }, pair: added };
}
