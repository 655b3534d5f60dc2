/** What must hold when a scenario has calmed down, and when it is over. Each gives what is wrong, in words. */
import type { Call, CallRecord, Outcome } from '../../../src-shared/model.ts';
import type { Clock } from '../../../src-main/ports.ts';
import type { Life, PhonePlan, Told } from '../world/phone.ts';
import type { World } from '../world/world.ts';
import type { Stage } from './stage.ts';

/** Nobody waits for anything any longer. */
export function isCalm(stage: Stage): boolean {
  return callsOf(stage.world).every((side) => isSettled(side, false)) && stage.waiting().length === 0;
}

/** Nothing is under way but registrations. */
export function isQuiet({ world, waiting }: Stage): boolean {
  const isAlive = ({ softphone }: Life): boolean => {
    const { sessions, alive } = softphone.userAgent();
    return sessions.size > 0 || alive().transactions.some(({ id }) => !id.startsWith('REGISTER'));
  };
  return waiting().length === 0 && world.proxy.left().length === 0 && !world.phones.some(({ life }) => life && isAlive(life));
}

/** After the last act and every timer that waits for a person: calls stand or have ended, and both sides know the same. */
export function whenCalm(stage: Stage): string[] {
  const calls = callsOf(stage.world);
  return [
    ...calls.filter((side) => !isSettled(side, stage.disturbed)).map(({ at, call }) => `${at}: still ${call.state}: ${call.sipCallId}`),
    ...(stage.disturbed ? [] : [...disagreements(calls, stage.moved), ...(stage.moved ? [] : calls.flatMap(unfairEnd))]),
    ...stage.waiting().map((asked) => `never answered: ${asked}`),
  ];
}

/** Who was never told that the caller has gone rings on, until a person hears it. */
function isSettled({ call: { state, direction } }: Side, disturbed: boolean): boolean {
  return state === 'confirmed' || state === 'ended' || (disturbed && direction === 'in' && (state === 'ringing' || state === 'early'));
}

/** After everybody has hung up, and a minute more: nothing is left but registrations. */
export function whenQuiet(stage: Stage): string[] {
  const { phones, proxy } = stage.world;
  // Connections have timers too, and anybody may have one with a phone that speaks TCP.
  const hasConnections = phones.some(({ plan }) => plan.transport === 'tcp');
  return [
    ...phones.flatMap(({ plan, life }) => (life ? leftAt(plan, !plan.isHome && !hasConnections && !stage.referred, !stage.referred, life) : [])),
    // Whoever has vanished is waited for until timer C.
    ...(stage.disturbed ? [] : [...proxy.left().map((left) => `proxy: ${left} is left`), ...wrongBindings(stage.world), ...(stage.moved ? [] : stage.world.sky.insistent())]),
    ...stage.waiting().map((asked) => `never answered: ${asked}`),
  ];
}

/** After everybody has been switched off in order. */
export function whenOver(stage: Stage, tookMs: number): string[] {
  const { clock, network, proxy } = stage.world;
  const faults: string[] = [];
  if (clock.pending > 0) faults.push(`${clock.pending} timers go on after the end`);
  // 64*T1: transactions that absorb repetitions.
  if (tookMs > 33_000) faults.push(`a timer was set for ${tookMs} ms after the end`);
  if (network.open > 0) faults.push(`${network.open} sockets are open after the end`);
  if (!stage.disturbed && proxy.registrar.size > 0) faults.push(`${proxy.registrar.size} bindings are left after un-registering`);
  return faults;
}

// Both sides -----------------------------------------------------------------------------------------------------------

interface Side {
  at: string;
  life: Life;
  call: Call;
}

function callsOf(world: World): Side[] {
  return world.phones.flatMap(({ plan, life }) => (life ? [...life.told.values()].map(({ last }) => ({ at: plan.name, life, call: last })) : []));
}

function disagreements(sides: Side[], moved: boolean): string[] {
  const byCallId = Map.groupBy(sides, ({ call }) => call.sipCallId);
  return [...byCallId].flatMap(([callId, all]) => {
    // What was under way to the old address is given up only after 32 s, and may be all that the peer ever learns.
    if (moved && all.some(({ call }) => call.endedBy === 'timeout')) return [];
    const confirmed = all.filter(({ call }) => call.state === 'confirmed');
    const [one, other] = confirmed;
    const named = `${callId} (${all.map(({ at, call }) => `${at} ${call.direction} ${call.state} ${call.endedBy ?? ''} ${call.status ?? ''}`).join(', ')})`;
    if (!one) return historiesDiffer(all).map((why) => `${named}: ${why}`);
    if (!other || confirmed.length > 2 || one.call.direction === other.call.direction) return [`the sides disagree: ${named}`];
    return mediaDiffer(one, other).map((why) => `${named}: ${why}`);
  });
}

/** What the one sends the other expects, and each knows who holds. */
function mediaDiffer(one: Side, other: Side): string[] {
  const faults: string[] = [];
  // The other way round it may be: a phone that talks to somebody else holds even where its peer has refused to hear of it.
  if ((one.call.heldByPeer && !other.call.heldByUs) || (other.call.heldByPeer && !one.call.heldByUs)) {
    faults.push(`holds differ: ${one.at} ${holds(one.call)}, ${other.at} ${holds(other.call)}`);
  }
  const [mine, yours] = [agreementOf(one), agreementOf(other)];
  if (!mine || !yours) return faults;
  if (mine.agreement.direction !== MIRRORED[yours.agreement.direction]) faults.push(`directions differ: ${mine.agreement.direction}, ${yours.agreement.direction}`);
  if (mine.agreement.send.codec !== yours.agreement.send.codec) faults.push(`codecs differ: ${mine.agreement.send.codec}, ${yours.agreement.send.codec}`);
  return faults;
}

const MIRRORED = { sendrecv: 'sendrecv', sendonly: 'recvonly', recvonly: 'sendonly', inactive: 'inactive' } as const;

function holds({ heldByUs, heldByPeer }: Call): string {
  return `${heldByUs ? 'holds' : 'does not hold'} and is ${heldByPeer ? '' : 'not '}held`;
}

/** A phone of one call has one media session with an agreement; with several calls the ports tell them apart, which no `Call` shows. */
function agreementOf({ life }: Side) {
  const [only, ...others] = [...life.engine.sessions].flatMap(({ agreement, local }) => (agreement ? [{ agreement, local }] : []));
  return others.length === 0 ? only : undefined;
}

/** Who calls `answered` what the other side calls missed has a wrong history. With forks several were called, and one talked. */
const POSSIBLE: Record<'answered' | 'other', (callees: Outcome[]) => boolean> = {
  answered: (callees) => callees.includes('answered'),
  other: () => true,
};

function historiesDiffer(sides: Side[]): string[] {
  const outcome = ({ life, call }: Side): Outcome | undefined => life.store.history.get(call.id)?.outcome;
  const callees = sides.filter(({ call }) => call.direction === 'in').map(outcome).filter((known) => known !== undefined);
  const callers = sides.filter(({ call }) => call.direction === 'out').map(outcome);
  return callers.flatMap((known) => {
    if (known === 'answered' && !POSSIBLE.answered(callees)) return [`the caller's history says answered, the callees' ${callees.join(', ') || 'nothing'}`];
    if (known === 'busy' && callees.includes('answered')) return ['the caller heard busy, the callee talked'];
    return [];
  });
}

/** Where every message gets through in the end, nobody may hear that one did not. */
function unfairEnd({ at, call }: Side): string[] {
  const code = call.error?.code;
  return code !== undefined && UNFAIR.has(code) ? [`${at}: ended by ${code} although the network was fair: ${call.sipCallId}`] : [];
}

const UNFAIR = new Set(['ack-missing', 'peer-vanished', 'timeout', 'no-ack', 'internal', 'media-refused', 'server-error']);

// What is left ---------------------------------------------------------------------------------------------------------

/** A card stays for a minute after the busy tone. */
const CARD_MS = 64_000;
/** One puts its card away, one ends the wait for stragglers in its ladder. */
const TIMERS_AN_END = 2;
/** The look at the network's addresses, and at the sessions whose time is over. */
const TIMERS_AT_REST = 2;

function leftAt(plan: PhonePlan, hasNoOther: boolean, mayHaveNoDialog: boolean, { softphone, engine, machine, told, store }: Life): string[] {
  const faults: string[] = [];
  const { sessions, alive } = softphone.userAgent();
  const { transactions, dialogs } = alive();
  for (const { id, state } of transactions) if (!id.startsWith('REGISTER')) faults.push(`${id} (${state})`);
  if (dialogs > 0 && mayHaveNoDialog) faults.push(`${dialogs} dialogs`);
  if (sessions.size > 0) faults.push(`${sessions.size} sessions (${[...sessions].map(({ state }) => state).join(', ')})`);
  if (engine.sessions.size > 0) faults.push(`${engine.sessions.size} media sessions`);
  if (softphone.calls.list().length > 0) faults.push(`${softphone.calls.list().length} call cards`);
  if (hasNoOther && machine.timers > TIMERS_AT_REST + TIMERS_AN_END * recentlyEnded(told, machine.clock)) faults.push(`${machine.timers} timers`);
  return [
    ...faults.map((fault) => `${plan.name}: ${fault} are left`),
    ...[...told].flatMap(([id, call]) => wronglyTold(call, store.history.get(id)).map((why) => `${plan.name}: ${why}: ${call.last.sipCallId}`)),
    ...[...store.history.keys()].filter((id) => !told.has(id) && store.history.get(id)?.outcome !== 'missed').map((id) => `${plan.name}: a history row of no call: ${id}`),
  ];
}

/** How many calls ended so recently that their own timers still run. */
function recentlyEnded(told: Life['told'], clock: Clock): number {
  return [...told.values()].filter(({ last: { endedAtMs } }) => endedAtMs !== undefined && clock.wallMs() - endedAtMs < CARD_MS).length;
}

/** One end, after which nothing changes; one card; one row that says the same. */
function wronglyTold({ last, states, removed }: Told, row: CallRecord | undefined): string[] {
  const faults: string[] = [];
  const end = states.indexOf('ended');
  if (end < 0) return [`did not end but is ${last.state}`];
  if (states.slice(end).some((state) => state !== 'ended')) faults.push(`came back to life: ${states.join(' ')}`);
  const connected = states.indexOf('confirmed');
  if (connected >= 0 && states.slice(connected, end).some((state) => state !== 'confirmed' && state !== 'ending')) faults.push(`went back: ${states.join(' ')}`);
  if (removed !== 1) faults.push(`its card was removed ${removed} times`);
  if (connected >= 0 !== (last.answeredAtMs !== undefined)) faults.push('answered and confirmed are not the same');
  if (!row) return [...faults, 'is not in the history'];
  if (row.outcome === 'interrupted' || row.endedAtMs === undefined) faults.push('stands in the history as interrupted');
  if (connected >= 0 && row.outcome !== 'answered') faults.push(`was confirmed, but its history says ${row.outcome}`);
  if (row.status !== last.status || row.endedBy !== last.endedBy) faults.push('its history tells another end');
  return faults;
}

function wrongBindings({ phones, proxy }: World): string[] {
  const home = phones.filter(({ plan }) => plan.isHome);
  const faults = home.flatMap((phone) => {
    const state = phone.registration()?.state;
    return state === 'registered' ? [] : [`${phone.plan.name}: is ${state ?? 'not there'}, not registered`];
  });
  const { size } = proxy.registrar;
  return size === home.length ? faults : [...faults, `the registrar has ${size} bindings for ${home.length} phones`];
}
