/** An ICE agent for one audio stream (RFC 8445), full, by regular nomination; it bears the aggressive one of RFC 5245's peers.
 *
 *   gathered ──the peer's candidates──▶ checking ──a pair nominated for each component──▶ completed
 *      └─ checks of the peer are answered in every state; they may bring new candidates and take a stream back to checking
 *
 *  Pure: time and sockets are the runner's (runner.ts). */
import type { Endpoint } from '../ports.ts';
import type { StunFields } from '../stun/message.ts';
import type { Route, StunArrival } from '../stun/transactions.ts';
import type { RemoteIce } from './attributes.ts';
import type { LocalCandidate } from './candidates.ts';
import { candidatePriority, isSame } from './candidates.ts';
import type { Pair } from './check-list.ts';
import { formPairs, pairPriority, sendsFrom, sorted, thawed, thawedLike } from './check-list.ts';

/** A check of the peer that came before its description (RFC 8445 7.3). */
export interface EarlyCheck {
  base: Endpoint;
  from: Endpoint;
  priority: number | undefined;
  nominates: boolean;
}

export interface AgentState {
  /** RFC 8445 6.1.1: who sent the first offer decides, unless the peer is lite. */
  controlling: boolean;
  /** 64 random bits. */
  tieBreaker: bigint;
  ufrag: string;
  pwd: string;
  local: LocalCandidate[];
  /** With the peer-reflexive ones that were found. */
  remote: RemoteIce | undefined;
  pairs: Pair[];
  /** Triggered checks, first one first (RFC 8445 6.1.4.1). */
  triggered: number[];
  early: EarlyCheck[];
  nextPair: number;
  patience: 'idle' | 'running' | 'over';
  /** Being nominated by us, a pair of each component. */
  nominating: ReadonlyMap<number, number>;
  /** The pair of each component that is used now. */
  selected: ReadonlyMap<number, number>;
}

export interface Check {
  pair: number;
  attempt: number;
  /** The role that it claims. */
  controlling: boolean;
  nominates: boolean;
}

export type AgentEvent =
  | { kind: 'remote'; remote: RemoteIce }
  /** Ta has passed: one check may start. */
  | { kind: 'tick' }
  | { kind: 'request'; arrival: StunArrival }
  /** Undefined: nothing came back. */
  | { kind: 'answer'; check: Check; response: StunArrival | undefined }
  | { kind: 'patience' };

export type AgentEffect =
  | { kind: 'check'; check: Check; route: Route; fields: CheckFields; key: string }
  | { kind: 'send'; bytes: Uint8Array; route: Route }
  | { kind: 'patience'; delayMs: number }
  /** `selected`, or the list of valid pairs behind it, has changed. */
  | { kind: 'selected' };

export interface AgentStep {
  state: AgentState;
  effects: AgentEffect[];
}
export type CheckFields = Omit<StunFields, 'class' | 'transactionId'>;

/** How long a better pair than those that work is waited for before one is nominated. */
const PATIENCE_MS = 300;
const MAX_PEER_REFLEXIVE_LOCAL = 8;
const ROLE_CONFLICT = 487;

export function newAgent(own: Pick<AgentState, 'controlling' | 'tieBreaker' | 'ufrag' | 'pwd' | 'local'>): AgentState {
  return {
    ...own, remote: undefined, pairs: [], triggered: [], early: [], nextPair: 1, patience: 'idle', nominating: new Map(), selected: new Map(),
  };
}

/** Is there a check to start? */
export function hasWork({ triggered, pairs }: AgentState): boolean {
  return triggered.length > 0 || thawed(pairs).some((pair) => pair.state === 'waiting');
}

/** Every component that can have one has its pair (RFC 8445 8.1.1). */
export function isCompleted({ pairs, selected }: AgentState): boolean {
  return selected.size > 0 && pairs.every(({ component, state }) => selected.has(component) || state === 'failed');
}

/** The peer's candidates: checks begin, also those that the peer's own early ones call for. */
export function startChecks(state: AgentState, remote: RemoteIce): AgentState {
  // RFC 8445 6.1.1: a lite agent never controls a full one.
  const controlling = state.controlling || remote.lite;
  const pairs = formPairs(state.local, remote.candidates, controlling, state.nextPair);
  return {
    ...state, controlling, remote, pairs, triggered: [], nextPair: state.nextPair + pairs.length,
    patience: 'idle', nominating: new Map(), selected: new Map(),
  };
}

/** The next check, by the rules of RFC 8445 6.1.4.2. */
export function nextCheck(state: AgentState): AgentStep {
  const nominatesBy = ({ component, id }: Pair): boolean => state.nominating.get(component) === id;
  // What has worked since it was triggered is checked again only to nominate it.
  const isDue = (pair: Pair | undefined): boolean => pair !== undefined && (pair.state !== 'succeeded' || nominatesBy(pair));
  const due = state.triggered.filter((id) => isDue(state.pairs.find((pair) => pair.id === id)));
  const [first, ...triggered] = due;
  const pairs = state.pairs.some((pair) => pair.state === 'waiting') ? state.pairs : thawed(state.pairs);
  const pair = pairs.find((candidate) => (first === undefined ? candidate.state === 'waiting' : candidate.id === first));
  if (!pair || !state.remote) return { state: { ...state, triggered }, effects: [] };
  const nominates = nominatesBy(pair);
  const check: Check = { pair: pair.id, attempt: pair.attempts + 1, controlling: state.controlling, nominates };
  const started: Partial<Pair> = { attempts: check.attempt, state: nominates ? 'succeeded' : 'in-progress' };
  return {
    state: changePair({ ...state, pairs, triggered }, pair.id, started),
    effects: [{
      kind: 'check',
      check,
      route: { local: sendsFrom(pair), remote: pair.remote.at },
      fields: { ...checkFields(state, pair), ...(nominates && { useCandidate: true }) },
      key: state.remote.pwd,
    }],
  };
}

/** What every check of a pair carries (RFC 8445 7.1). */
export function checkFields(state: AgentState, { local }: Pair): CheckFields {
  return {
    username: `${state.remote?.ufrag ?? ''}:${state.ufrag}`,
    // 7.1.1: the priority of the peer-reflexive candidate that it may discover.
    priority: candidatePriority('prflx', local.localPreference, local.component),
    ...(state.controlling ? { iceControlling: state.tieBreaker } : { iceControlled: state.tieBreaker }),
  };
}

/** RFC 8445 7.2.5. */
export function onAnswer(state: AgentState, check: Check, response: StunArrival | undefined): AgentState {
  const pair = state.pairs.find(({ id }) => id === check.pair);
  if (!pair) return state;
  if (!response) return check.attempt === pair.attempts && (pair.state === 'in-progress' || check.nominates) ? fail(state, pair) : state;
  const { message } = response;
  if (message.class === 'error') {
    return message.errorCode?.code === ROLE_CONFLICT ? onRoleConflict(state, pair, check) : fail(state, pair);
  }
  // 7.2.5.2.1: it must come from where the request went, to where that came from.
  const isSymmetric = isSame(response.from, pair.remote.at) && isSame(response.local, sendsFrom(pair));
  if (!isSymmetric || !message.mapped) return fail(state, pair);
  const { state: known, candidate } = localCandidateAt(state, pair, message.mapped);
  const worked: Pair = { ...pair, state: 'succeeded', valid: candidate, nominated: pair.nominated || check.nominates || pair.nominateOnSuccess };
  return { ...known, pairs: thawedLike(changePair(known, pair.id, worked).pairs, worked) };
}

/** 7.2.5.1: the other role, and the same check again. */
function onRoleConflict(state: AgentState, pair: Pair, check: Check): AgentState {
  const switched = state.controlling === check.controlling ? withRole(state, !check.controlling) : state;
  return enqueue(changePair(switched, pair.id, { state: 'waiting' }), pair.id);
}

/** 7.2.5.3.1: the address that the peer saw, where it is new, is a peer-reflexive candidate of ours. */
function localCandidateAt(state: AgentState, pair: Pair, mapped: Endpoint): { state: AgentState; candidate: LocalCandidate } {
  const known = state.local.find(({ component, at }) => component === pair.component && isSame(at, mapped));
  if (known) return { state, candidate: known };
  const { component, localPreference, base } = pair.local;
  const found = state.local.filter(({ type }) => type === 'prflx').length;
  const priority = candidatePriority('prflx', localPreference, component);
  const candidate: LocalCandidate = { foundation: `p${found + 1}`, component, priority, type: 'prflx', at: mapped, related: base, base, localPreference };
  return { state: found < MAX_PEER_REFLEXIVE_LOCAL ? { ...state, local: [...state.local, candidate] } : state, candidate };
}

function fail(state: AgentState, pair: Pair): AgentState {
  const { valid: _valid, ...rest } = pair;
  const pairs = state.pairs.map((other): Pair => (other.id === pair.id ? { ...rest, state: 'failed', nominated: false } : other));
  const nominating = new Map([...state.nominating].filter(([, id]) => id !== pair.id));
  return { ...state, pairs, nominating };
}

/** RFC 8445 6.1.2.3: priorities of pairs depend on the role. */
export function withRole(state: AgentState, controlling: boolean): AgentState {
  const pairs = state.pairs.map((pair) => ({ ...pair, priority: pairPriority(pair.local, pair.remote, controlling) }));
  return { ...state, controlling, pairs: sorted(pairs), nominating: new Map() };
}

export function changePair(state: AgentState, id: number, changes: Partial<Pair>): AgentState {
  return { ...state, pairs: state.pairs.map((pair) => (pair.id === id ? { ...pair, ...changes } : pair)) };
}

export function enqueue(state: AgentState, id: number): AgentState {
  return state.triggered.includes(id) ? state : { ...state, triggered: [...state.triggered, id] };
}

/** RFC 8445 8.1.1: nominates where we control; selects what is nominated. Run after each event. */
export function settle(before: AgentState, state: AgentState): AgentStep {
  const hasValid = state.pairs.some(({ valid }) => valid);
  const startsPatience = state.controlling && hasValid && state.patience === 'idle';
  const patient: AgentState = startsPatience ? { ...state, patience: 'running' } : state;
  const nominated = state.controlling ? nominate(patient) : patient;
  const settled = withoutIdle({ ...nominated, selected: selectionOf(nominated) });
  const hasChanged = !isSameSelection(before.selected, settled.selected) || validCount(before) !== validCount(settled);
  return {
    state: settled,
    effects: [
      ...(startsPatience ? [{ kind: 'patience' as const, delayMs: PATIENCE_MS }] : []),
      ...(hasChanged && settled.selected.size > 0 ? [{ kind: 'selected' as const }] : []),
    ],
  };
}

/** For each component the best pair that works, as soon as no better one is still open or patience is over. */
function nominate(state: AgentState): AgentState {
  let next = state;
  for (const component of new Set(state.pairs.map((pair) => pair.component))) {
    if (state.nominating.has(component) || state.selected.has(component)) continue;
    const best = state.pairs.find((pair) => pair.component === component && (pair.valid || (pair.state !== 'failed' && state.patience !== 'over')));
    if (!best?.valid) continue;
    next = enqueue({ ...next, nominating: new Map(next.nominating).set(component, best.id) }, best.id);
  }
  return next;
}

/** RFC 8445 8.1.2: of a component that has its pair the others are not begun any more. */
function withoutIdle(state: AgentState): AgentState {
  const isIdle = ({ id, component, state: name }: Pair): boolean =>
    (name === 'waiting' || name === 'frozen') && state.selected.has(component) && !state.triggered.includes(id);
  return state.pairs.some(isIdle) ? { ...state, pairs: state.pairs.filter((pair) => !isIdle(pair)) } : state;
}

/** Of each component the best nominated pair: an aggressive peer nominates several (RFC 5245 8.1.1.2). */
function selectionOf({ pairs }: AgentState): Map<number, number> {
  const selected = new Map<number, number>();
  for (const pair of pairs) if (pair.nominated && pair.valid && !selected.has(pair.component)) selected.set(pair.component, pair.id);
  return selected;
}

function isSameSelection(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): boolean {
  return a.size === b.size && [...a].every(([component, pair]) => b.get(component) === pair);
}

function validCount({ pairs }: AgentState): number {
  return pairs.filter(({ valid }) => valid).length;
}
