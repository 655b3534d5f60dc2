/** Checks of the peer, one by one, and peers of other kinds: lite, aggressive, hostile. */
import { describe, expect, it } from 'vitest';
import type { AgentEffect, AgentState } from '../../../src-main/ice/agent.ts';
import { newAgent } from '../../../src-main/ice/agent.ts';
import type { RemoteIce } from '../../../src-main/ice/attributes.ts';
import { gatherCandidates } from '../../../src-main/ice/candidates.ts';
import { step } from '../../../src-main/ice/step.ts';
import type { Endpoint } from '../../../src-main/ports.ts';
import type { StunArrival } from '../../../src-main/stun/transactions.ts';
import type { StunFields, StunMessage } from '../../../src-main/stun/message.ts';
import { decodeStun, encodeStun, hasIntegrity } from '../../../src-main/stun/message.ts';

const HERE: Endpoint = { address: '192.0.2.1', port: 40_000 };
const THERE: Endpoint = { address: '192.0.2.2', port: 50_000 };
const STRANGE: Endpoint = { address: '203.0.113.7', port: 6000 };
const OUR_PWD = 'ourpasswordourpassword';
const TIE = 1000n;

const theirs: RemoteIce = {
  ufrag: 'them', pwd: 'theirpasswordtheirpassword', lite: false, mismatch: false,
  candidates: [{ foundation: '1', component: 1, priority: 2_130_706_431, type: 'host', at: THERE }],
};

function ours(controlling: boolean): AgentState {
  const local = gatherCandidates([{ rtp: HERE, rtcp: { ...HERE, port: 40_001 } }]);
  return newAgent({ controlling, tieBreaker: TIE, ufrag: 'ours', pwd: OUR_PWD, local });
}

function checking(controlling: boolean, remote = theirs): AgentState {
  return step(ours(controlling), { kind: 'remote', remote }).state;
}

function arrival(fields: Partial<StunFields>, options: { key?: string | undefined; from?: Endpoint; local?: Endpoint } = {}): StunArrival {
  const key = 'key' in options ? options.key : OUR_PWD;
  const bytes = encodeStun({ class: 'request', transactionId: new Uint8Array(12).fill(7), ...fields }, key === undefined ? {} : { key });
  const decoded = decodeStun(bytes);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return { bytes, message: decoded.value, local: options.local ?? HERE, from: options.from ?? THERE };
}

const request = (more: Partial<StunFields> = {}, options: Parameters<typeof arrival>[1] = {}): StunArrival =>
  arrival({ username: 'ours:them', priority: 1_862_270_975, ...more }, options);

function answerIn(effects: AgentEffect[]): { message: StunMessage; bytes: Uint8Array } | undefined {
  const sent = effects.find((effect) => effect.kind === 'send');
  const decoded = sent && decodeStun(sent.bytes);
  return decoded?.ok ? { message: decoded.value, bytes: sent!.bytes } : undefined;
}

/** The peer answers the check that the next tick starts. */
function works(state: AgentState): AgentState {
  const { state: next, effects } = step(state, { kind: 'tick' });
  const check = effects.find((effect) => effect.kind === 'check');
  if (!check) return next;
  const response = arrival({ class: 'success', mapped: HERE }, { key: theirs.pwd, from: check.route.remote });
  return step(next, { kind: 'answer', check: check.check, response }).state;
}

describe('a check of the peer', () => {
  it('is answered with the address that it came from, sealed with our password', () => {
    const { effects } = step(checking(false), { kind: 'request', arrival: request({}, { from: STRANGE }) });
    const answer = answerIn(effects);
    expect(answer?.message).toMatchObject({ class: 'success', mapped: STRANGE, fingerprint: 'right', transactionId: new Uint8Array(12).fill(7) });
    expect(hasIntegrity(answer!.bytes, answer!.message, OUR_PWD)).toBe(true);
  });

  it.each<[string, StunArrival, number]>([
    ['without credentials', request({}, { key: undefined }), 400],
    ['without a name', arrival({ priority: 1 }), 400],
    ['with a wrong password', request({}, { key: 'guessed' }), 401],
    ['of somebody else\'s agent', request({ username: 'other:them' }), 401],
    ['whose name only begins like ours', request({ username: 'oursx:them' }), 401],
  ])('%s is refused, and no pair is made of it', (_name, wrong, code) => {
    const before = checking(false);
    const { state, effects } = step(before, { kind: 'request', arrival: { ...wrong, from: STRANGE } });
    expect(answerIn(effects)?.message).toMatchObject({ class: 'error', errorCode: { code } });
    expect(state).toEqual(before);
  });

  it('with what must be understood and is not gets a 420 that names it', () => {
    const known = request();
    const odd = { ...known, message: { ...known.message, notUnderstood: [0x7f00] } };
    expect(answerIn(step(checking(false), { kind: 'request', arrival: odd }).effects)?.message).toMatchObject({ errorCode: { code: 420 }, unknownAttributes: [0x7f00] });
  });

  it('that a fault has changed, of another method, or to no socket of ours, is not answered', () => {
    const known = request();
    const ignored = [{ ...known, message: { ...known.message, fingerprint: 'wrong' as const } }, request({ method: 3 }), request({}, { local: STRANGE })];
    for (const one of ignored) expect(step(checking(false), { kind: 'request', arrival: one })).toMatchObject({ effects: [] });
  });

  it('from an unknown address makes a peer-reflexive candidate, which is checked at once', () => {
    const { state } = step(checking(true), { kind: 'request', arrival: request({}, { from: STRANGE }) });
    expect(state.remote?.candidates.at(-1)).toMatchObject({ type: 'prflx', at: STRANGE, component: 1, priority: 1_862_270_975 });
    const { effects } = step(state, { kind: 'tick' });
    expect(effects).toMatchObject([{ kind: 'check', route: { local: HERE, remote: STRANGE }, key: theirs.pwd, fields: { username: 'them:ours', iceControlling: TIE } }]);
  });

  it('before the peer\'s description is answered, and taken up when that comes', () => {
    const early = step(ours(true), { kind: 'request', arrival: request({}, { from: STRANGE }) });
    expect(answerIn(early.effects)?.message.class).toBe('success');
    const { state } = step(early.state, { kind: 'remote', remote: theirs });
    expect(step(state, { kind: 'tick' }).effects).toMatchObject([{ kind: 'check', route: { remote: STRANGE } }]);
  });
});

describe('role conflicts (RFC 8445 7.3.1.1)', () => {
  it.each([
    ['both control, we are larger', true, { iceControlling: TIE - 1n }, 487, true],
    ['both control, equal', true, { iceControlling: TIE }, 487, true],
    ['both control, we are smaller', true, { iceControlling: TIE + 1n }, undefined, false],
    ['both are controlled, we are larger', false, { iceControlled: TIE - 1n }, undefined, true],
    ['both are controlled, we are smaller', false, { iceControlled: TIE + 1n }, 487, false],
    ['no conflict', true, { iceControlled: TIE + 1n }, undefined, true],
  ])('%s', (_name, controlling, role, code, after) => {
    const { state, effects } = step(checking(controlling), { kind: 'request', arrival: request(role) });
    expect(answerIn(effects)?.message.errorCode?.code).toBe(code);
    expect(state.controlling).toBe(after);
  });

  it('a 487 makes us take the other role and check again', () => {
    const { state, effects } = step(checking(true), { kind: 'tick' });
    const check = effects.find((effect) => effect.kind === 'check')!;
    const refused = arrival({ class: 'error', errorCode: { code: 487, reason: 'Role Conflict' } }, { key: theirs.pwd });
    const switched = step(state, { kind: 'answer', check: check.check, response: refused }).state;
    expect(switched.controlling).toBe(false);
    expect(step(switched, { kind: 'tick' }).effects).toMatchObject([{ kind: 'check', fields: { iceControlled: TIE } }]);
  });
});

describe('answers to our checks', () => {
  it.each([
    ['from elsewhere', { mapped: HERE }, { from: STRANGE }],
    ['at another socket', { mapped: HERE }, { local: { ...HERE, port: 1 } }],
    ['that name no address', {}, {}],
  ])('%s fail the pair (RFC 8445 7.2.5.2)', (_name, fields, options) => {
    const { state, effects } = step(checking(true), { kind: 'tick' });
    const check = effects.find((effect) => effect.kind === 'check')!;
    const response = arrival({ class: 'success', ...fields }, { key: theirs.pwd, ...options });
    expect(step(state, { kind: 'answer', check: check.check, response }).state.pairs).toMatchObject([{ state: 'failed' }]);
  });

  it('a check that was overtaken by a triggered one does not fail the pair when it times out', () => {
    const { state, effects } = step(checking(false), { kind: 'tick' });
    const first = effects.find((effect) => effect.kind === 'check')!;
    const triggered = step(state, { kind: 'request', arrival: request() }).state;
    const worked = works(triggered);
    expect(worked.pairs).toMatchObject([{ state: 'succeeded' }]);
    expect(step(worked, { kind: 'answer', check: first.check, response: undefined }).state.pairs).toMatchObject([{ state: 'succeeded' }]);
  });
});

describe('peers of other kinds', () => {
  it('lite: we control it, whoever called (RFC 8445 6.1.1), and nominate', () => {
    let state = checking(false, { ...theirs, lite: true });
    expect(state.controlling).toBe(true);
    state = works(works(state));
    expect(state.selected.get(1)).toBe(state.pairs[0]?.id);
  });

  it('aggressive (RFC 5245): USE-CANDIDATE before our own check has worked counts when it has; a better pair replaces it', () => {
    const second: Endpoint = { ...THERE, port: 50_002 };
    const two = { ...theirs, candidates: [...theirs.candidates, { ...theirs.candidates[0]!, foundation: '2', priority: 1000, at: second }] };
    let state = checking(false, two);
    state = step(state, { kind: 'request', arrival: request({ useCandidate: true, iceControlling: 5n }, { from: second }) }).state;
    expect(state.selected.size).toBe(0);
    state = works(state);
    expect(state.pairs.find(({ id }) => id === state.selected.get(1))?.remote.at).toEqual(second);
    state = step(state, { kind: 'request', arrival: request({ useCandidate: true, iceControlling: 5n }) }).state;
    const { state: better } = { state: works(state) };
    expect(better.pairs.find(({ id }) => id === better.selected.get(1))?.remote.at).toEqual(THERE);
  });

  it('USE-CANDIDATE from a peer that we control means nothing', () => {
    const state = step(checking(true), { kind: 'request', arrival: request({ useCandidate: true }) }).state;
    expect(works(state).selected.size).toBe(0);
  });

  it('a hostile one: candidates, early checks and pairs are capped', () => {
    let [early, late] = [ours(true), checking(true)];
    for (let port = 1; port <= 200; port++) {
      const from = { ...STRANGE, port };
      early = step(early, { kind: 'request', arrival: request({}, { from }) }).state;
      late = step(late, { kind: 'request', arrival: request({}, { from }) }).state;
    }
    expect(early.early).toHaveLength(20);
    expect(late.remote?.candidates).toHaveLength(20);
    expect(late.pairs.length).toBeLessThanOrEqual(20);
    expect(late.triggered.length).toBeLessThanOrEqual(20);
    const many = Array.from({ length: 20 }, (_, at) => ({ ...theirs.candidates[0]!, foundation: `${at}`, at: { ...THERE, port: 1000 + at } }));
    const local = gatherCandidates(Array.from({ length: 8 }, (_, at) => ({ rtp: { ...HERE, port: 2 * at + 2 }, rtcp: { ...HERE, port: 2 * at + 3 } })));
    expect(step({ ...ours(true), local }, { kind: 'remote', remote: { ...theirs, candidates: many } }).state.pairs).toHaveLength(100);
  });
});
