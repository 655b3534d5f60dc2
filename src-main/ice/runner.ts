/** Runs an ICE agent: paces its checks, carries its STUN, keeps the selected pairs alive (RFC 7675, RFC 8445 11). */
import { hex } from '../sip/hex.ts';
import type { MediaPath } from '../media/engine-port.ts';
import type { Clock, Endpoint, Random, Timer } from '../ports.ts';
import type { BindingSchedule } from '../stun/binding.ts';
import { STANDARD_SCHEDULE } from '../stun/binding.ts';
import type { Route, StunArrival } from '../stun/transactions.ts';
import { createStunTransactions } from '../stun/transactions.ts';
import type { AgentEffect, AgentEvent, AgentState } from './agent.ts';
import { checkFields, hasWork, isCompleted, newAgent } from './agent.ts';
import type { LocalIce, RemoteIce } from './attributes.ts';
import type { CandidateType, LocalCandidate } from './candidates.ts';
import { isSame, RTCP, RTP } from './candidates.ts';
import type { Pair } from './check-list.ts';
import { sendsFrom } from './check-list.ts';
import { step } from './step.ts';

export interface IceOptions {
  clock: Clock;
  random: Random;
  /** We made the first offer (RFC 8445 6.1.1). */
  controlling: boolean;
  candidates: LocalCandidate[];
  send: (bytes: Uint8Array, route: Route) => void;
  /** The way that sound takes from now on. */
  onPath: (path: MediaPath) => void;
}

export interface Ice {
  readonly candidates: readonly LocalCandidate[];
  readonly controlling: boolean;
  /** For the next description: all candidates, or once ICE has completed those in use (RFC 8839 4.4.1.2.2). */
  description(): LocalIce;
  /** Where RTP and RTCP reach us by the selected pairs. */
  selected(): { rtp: Endpoint; rtcp?: Endpoint } | undefined;
  /** The peer's description. The same ufrag and password as before change nothing; others begin all checks anew. */
  start(remote: RemoteIce): void;
  /** STUN that was no answer to somebody else's request. */
  receive(arrival: StunArrival): void;
  close(): void;
}

/** RFC 8445 14.2: Ta. */
const PACE_MS = 50;
/** RFC 7675 5.1: every 5 s, more or less by a fifth; without an answer for 30 s consent is gone. */
const CONSENT_MS = 5000;
const CONSENT_EXPIRES_MS = 30_000;
const CONSENT_SCHEDULE: BindingSchedule = { rtoMs: 500, requests: 1, lastWait: 1 };
const UFRAG_BYTES = 4;
const PWD_BYTES = 16;

export function createIce(options: IceOptions): Ice {
  const { clock, random, send } = options;
  const transactions = createStunTransactions(options);
  let state: AgentState = newAgent({
    controlling: options.controlling,
    tieBreaker: BigInt(`0x${hex(random.bytes(8))}`),
    ufrag: hex(random.bytes(UFRAG_BYTES)),
    pwd: hex(random.bytes(PWD_BYTES)),
    local: options.candidates,
  });
  let pace: Timer | undefined;
  let patience: Timer | undefined;
  let consent: Timer | undefined;
  /** When the peer last answered a request for consent; undefined: never yet, it may be one that does not after the checks. */
  let consentedAtMs: number | undefined;
  let isClosed = false;

  function handle(event: AgentEvent): void {
    if (isClosed) return;
    const next = step(state, event);
    state = next.state;
    next.effects.forEach(carryOut);
    // The first check at once, the others a Ta apart.
    if (!pace && hasWork(state)) onPace();
  }

  function onPace(): void {
    pace = clock.setTimer(PACE_MS, () => {
      pace = undefined;
      if (hasWork(state)) onPace();
    });
    handle({ kind: 'tick' });
  }

  function carryOut(effect: AgentEffect): void {
    switch (effect.kind) {
      case 'send':
        return send(effect.bytes, effect.route);
      case 'patience':
        patience?.cancel();
        patience = clock.setTimer(effect.delayMs, () => handle({ kind: 'patience' }));
        return;
      case 'check': {
        const { check, fields, key, route } = effect;
        transactions.request({ fields, key, route, schedule: checkSchedule(), onEnd: (response) => handle({ kind: 'answer', check, response }) });
        return;
      }
      case 'selected':
        return announce();
    }
  }

  /** RFC 8445 14.3: the more checks are open, the longer each may take. */
  function checkSchedule(): BindingSchedule {
    const open = state.pairs.filter((pair) => pair.state === 'waiting' || pair.state === 'in-progress').length;
    return { ...STANDARD_SCHEDULE, rtoMs: Math.max(STANDARD_SCHEDULE.rtoMs, PACE_MS * open) };
  }

  function announce(): void {
    const path = pathOf(state);
    if (!path) return;
    options.onPath(path);
    consent ??= askLater();
  }

  function askLater(): Timer {
    const spread = 0.8 + (0.4 * random.bytes(1)[0]!) / 255;
    return clock.setTimer(CONSENT_MS * spread, () => {
      consent = askLater();
      if (consentedAtMs !== undefined && clock.nowMs() - consentedAtMs > CONSENT_EXPIRES_MS) return loseConsent();
      for (const id of state.selected.values()) askConsent(state.pairs.find((pair) => pair.id === id));
    });
  }

  /** It keeps the NAT's binding alive too. */
  function askConsent(pair: Pair | undefined): void {
    if (!pair || !state.remote) return;
    const isRtp = pair.component === RTP;
    transactions.request({
      fields: checkFields(state, pair),
      key: state.remote.pwd,
      route: { local: sendsFrom(pair), remote: pair.remote.at },
      schedule: CONSENT_SCHEDULE,
      onEnd: (response) => {
        if (isRtp && response?.message.class === 'success') consentedAtMs = clock.nowMs();
      },
    });
  }

  /** RFC 7675 5.1: nothing more may be sent there. */
  function loseConsent(): void {
    consent?.cancel();
    consent = undefined;
    consentedAtMs = undefined;
    const path = pathOf(state);
    if (!path) return;
    options.onPath({ ...path, rtp: { ...path.rtp, remote: null }, ...(path.rtcp && { rtcp: { ...path.rtcp, remote: null } }) });
  }

  function forgetPeer(): void {
    transactions.close();
    for (const timer of [patience, consent]) timer?.cancel();
    consent = undefined;
    consentedAtMs = undefined;
  }

  return {
    get candidates() {
      return state.local;
    },
    get controlling() {
      return state.controlling;
    },
    description() {
      const { ufrag, pwd } = state;
      const used = selectedPairs(state);
      if (!isCompleted(state)) return { ufrag, pwd, candidates: state.local.filter(({ type }) => type !== 'prflx') };
      const candidates = used.flatMap(({ valid }) => valid ?? []);
      if (!state.controlling) return { ufrag, pwd, candidates };
      return { ufrag, pwd, candidates, remoteCandidates: used.map(({ component, remote }) => ({ component, at: remote.at })) };
    },
    selected() {
      const of = (component: number): Endpoint | undefined => selectedPairs(state).find((pair) => pair.component === component)?.valid?.at;
      const [rtp, rtcp] = [of(RTP), of(RTCP)];
      return rtp && { rtp, ...(rtcp && { rtcp }) };
    },
    start(remote) {
      // An agent that restarts changes both (RFC 8445 9); so does another fork of our INVITE.
      if (state.remote?.ufrag === remote.ufrag && state.remote.pwd === remote.pwd) return;
      forgetPeer();
      handle({ kind: 'remote', remote });
    },
    receive(arrival) {
      if (transactions.receive(arrival)) return;
      if (arrival.message.class === 'request') handle({ kind: 'request', arrival });
    },
    close() {
      isClosed = true;
      pace?.cancel();
      forgetPeer();
    },
  };
}

function selectedPairs({ pairs, selected }: AgentState): Pair[] {
  return pairs.filter(({ id, component }) => selected.get(component) === id).sort((a, b) => a.component - b.component);
}

/** Undefined until RTP has its pair. */
function pathOf(state: AgentState): MediaPath | undefined {
  const selected = selectedPairs(state);
  const rtp = selected.find(({ component }) => component === RTP);
  const rtcp = selected.find(({ component }) => component === RTCP);
  if (!rtp?.valid) return undefined;
  const proven = state.pairs.flatMap(({ valid, remote }) => (valid ? [remote.at] : []));
  return {
    rtp: routeOf(rtp),
    ...(rtcp && { rtcp: routeOf(rtcp) }),
    seenAs: rtp.valid.at,
    kind: kindOf(rtp.valid, rtp.remote.type),
    proven: proven.filter((at, index) => proven.findIndex((other) => isSame(at, other)) === index),
  };
}

function routeOf(pair: Pair): Route {
  return { local: sendsFrom(pair), remote: pair.remote.at };
}

/** One word for a pair: whichever end is not simply itself, ours first. */
function kindOf({ type }: LocalCandidate, theirs: CandidateType): CandidateType {
  return type === 'host' ? theirs : type;
}
