/** Keeping a binding alive at a scripted registrar. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SipRequest } from '../../src-shared/sip/message.ts';
import { callIdOf, cseqOf } from '../../src-shared/sip/typed-headers.ts';
import { ok } from '../../src-shared/result.ts';
import type { AgentContext } from '../../src-main/sip/agent-context.ts';
import { createDialogTable } from '../../src-main/sip/dialog/dialog-table.ts';
import { createRegistration } from '../../src-main/sip/registration/registration.ts';
import type { Transport } from '../../src-main/sip/transport.ts';
import type { RegistrationHandle, RegistrationListener } from '../../src-main/sip/user-agent.ts';
import type { ResponseParts, ScriptedPeer } from './calls-peer.ts';
import { createPeer } from './calls-peer.ts';
import type { Phone, World } from './calls-world.ts';
import { createWorld } from './calls-world.ts';

type State = Parameters<RegistrationListener['onState']>[0];

let world: World;
let alice: Phone;
let registrar: ScriptedPeer;
let states: State[];
/** When each REGISTER came, in ms, with its Expires. */
let times: { atMs: number; expires: string }[];
let answer: (request: SipRequest, count: number) => [status: number, parts?: ResponseParts];

beforeEach(async () => {
  world = await createWorld();
  alice = await world.phone('10.0.0.1', 'alice');
  registrar = await createPeer(world, '10.0.0.9');
  states = [];
  times = [];
  answer = (request) => granted(request, request.headers.first('expires') ?? '');
  registrar.onRequest = (request) => {
    times.push({ atMs: world.clock.nowMs(), expires: request.headers.first('expires') ?? '' });
    const [status, parts] = answer(request, times.length);
    if (status > 0) registrar.respond(request, status, parts);
  };
});

function granted(request: SipRequest, expires: string): [number, ResponseParts] {
  const own = request.headers.first('contact') ?? '';
  return [200, { headers: [['contact', `<sip:alice@10.0.0.55>;expires=9000, ${own};expires=${expires}`]] }];
}

function register(expiresS = 600, password?: string): RegistrationHandle {
  const identity = { ...alice.identity, uri: 'sip:alice@example.org', ...(password === undefined ? {} : { credentials: { user: 'alice', password } }) };
  return alice.ua.register({ identity, registrarUri: 'sip:10.0.0.9', expiresS }, { onState: (state) => void states.push(state) });
}

async function stopped(handle: RegistrationHandle): Promise<void> {
  const done = handle.stop();
  await world.clock.advance(2000);
  await done;
  await world.expectQuiet();
}

describe('a binding', () => {
  it('is refreshed at half of its granted life, with one Call-ID and a rising CSeq, and taken back at the end', async () => {
    answer = (request) => granted(request, request.headers.first('expires') === '0' ? '0' : '100');
    const handle = register();
    await world.clock.advance(160_000);
    expect(states.slice(0, 2)).toMatchObject([
      { state: 'registering' },
      { state: 'registered', status: 200, reason: 'OK', expiresS: 100, contacts: ['sip:alice@10.0.0.55', 'sip:alice@10.0.0.1:5060'] },
    ]);
    expect(states.every(({ state }) => state !== 'failed')).toBe(true);
    await stopped(handle);
    expect(times.map(({ atMs }) => Math.round(atMs / 1000))).toEqual([0, 50, 100, 150, 160]);
    expect(times.at(-1)?.expires).toBe('0');
    expect(states.at(-1)).toEqual({ state: 'off' });
    const requests = registrar.requests('REGISTER');
    expect(new Set(requests.map(callIdOf)).size).toBe(1);
    expect(requests.map((request) => cseqOf(request)?.number)).toEqual([1, 2, 3, 4, 5]);
    expect(requests[0]?.uri).toBe('sip:10.0.0.9');
    expect(requests[0]?.headers.first('to')).toBe('<sip:alice@example.org>');
    expect(requests[0]?.headers.first('contact')).toBe('<sip:alice@10.0.0.1:5060>');
  });

  it('of one second is not refreshed more than twice a second', async () => {
    answer = (request) => granted(request, '1');
    const handle = register();
    await world.clock.advance(10_000);
    expect(times.length).toBeLessThanOrEqual(21);
    expect(times.length).toBeGreaterThan(15);
    await stopped(handle);
  });

  it('asks for more after 423, once', async () => {
    answer = (request) => {
      const expires = Number(request.headers.first('expires'));
      return expires > 0 && expires < 1800 ? [423, { headers: [['min-expires', '1800']] }] : granted(request, String(expires));
    };
    const handle = register(60);
    await world.clock.advance(1000);
    expect(times.map(({ expires }) => expires)).toEqual(['60', '1800']);
    expect(states.at(-1)).toMatchObject({ state: 'registered', expiresS: 1800 });
    await stopped(handle);
  });

  it('does not argue with a registrar that wants nonsense', async () => {
    answer = () => [423, { headers: [['min-expires', '30']] }];
    const handle = register(60);
    await world.clock.advance(1000);
    expect(times).toHaveLength(1);
    expect(states.at(-1)).toMatchObject({ state: 'failed', status: 423 });
    await stopped(handle);
  });

  it('is told by Expires where the registrar lists no contacts', async () => {
    answer = (request) => [200, { headers: [['expires', request.headers.first('expires') === '0' ? '0' : '120'], ['contact', '']] }];
    const handle = register();
    await world.clock.advance(1000);
    expect(states.at(-1)).toMatchObject({ state: 'registered', expiresS: 120 });
    await stopped(handle);
  });
});

it('is kept open towards the server that answered, not towards the first one of its name', async () => {
  const kept: string[] = [];
  const transport: Transport = {
    ...alice.transport,
    keepAlive(target) {
      kept.push(target.address);
      return { stop() {} };
    },
  };
  const agent: AgentContext = {
    transport, transactions: alice.transactions, dialogs: createDialogTable(world.clock), clock: world.clock, random: world.random, agentName: 'x', timers: { t1: 500, t2: 4000 },
    moved: new Map(), allowEvents: () => '', farewell: () => () => {},
    resolver: { lookup: async () => ok(['10.0.0.8', '10.0.0.9']), naptr: async () => ok([]), srv: async () => ok([]) },
  };
  const handle = createRegistration(agent, { identity: alice.identity, registrarUri: 'sip:example.org', expiresS: 600, keepAliveS: 20 }, { onState: (state) => void states.push(state) });
  await world.clock.advance(40_000);
  expect(states.at(-1)).toMatchObject({ state: 'registered' });
  expect(kept).toEqual(['10.0.0.9']);
  await stopped(handle);
});

describe('after a failure', () => {
  it('waits twice as long each time, 30 s at first and 30 min at most', async () => {
    answer = () => [500];
    const handle = register();
    await world.clock.advance(4 * 3_600_000);
    const gaps = times.slice(1).map(({ atMs }, at) => (atMs - (times[at]?.atMs ?? 0)) / 1000);
    gaps.slice(0, 5).forEach((gap, at) => {
      expect(gap).toBeGreaterThanOrEqual(30 * 2 ** at);
      expect(gap).toBeLessThanOrEqual(60 * 2 ** at + 1);
    });
    expect(Math.max(...gaps)).toBeLessThanOrEqual(1801);
    expect(states.filter(({ state }) => state === 'failed')[0]).toMatchObject({ status: 500, error: { code: 'server-error' } });
    await stopped(handle);
    expect(times.at(-1)?.expires).not.toBe('0');
  });

  it('obeys Retry-After', async () => {
    answer = (request, count) => (count === 1 ? [503, { headers: [['retry-after', '7 (rebooting)']] }] : granted(request, '600'));
    const handle = register();
    await world.clock.advance(8000);
    expect(states.map(({ state }) => state)).toEqual(['registering', 'failed', 'registering', 'registered']);
    expect(states[1]).toMatchObject({ retryInS: 7 });
    await stopped(handle);
  });

  it('no answer counts as 408', async () => {
    answer = () => [0];
    const handle = register();
    await world.clock.advance(33_000);
    expect(states.at(-1)).toMatchObject({ state: 'failed', status: 408 });
    await stopped(handle);
  });

  it('of the password does not try to lock the account', async () => {
    answer = () => [401, { headers: [['www-authenticate', 'Digest realm="r", nonce="n", qop="auth"']] }];
    const handle = register(600, 'wrong');
    await world.clock.advance(1_700_000);
    expect(times).toHaveLength(2);
    expect(states.at(-1)).toMatchObject({ state: 'failed', status: 401, retryInS: 1800, error: { code: 'wrong-password' } });
    handle.refresh();
    await world.clock.advance(1000);
    expect(times.length).toBeGreaterThan(2);
    await stopped(handle);
  });
});

describe('authentication', () => {
  it('is given without being asked again at the next refresh', async () => {
    answer = (request) => {
      if (!request.headers.has('authorization')) return [401, { headers: [['www-authenticate', 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5']] }];
      return granted(request, request.headers.first('expires') === '0' ? '0' : '100');
    };
    const handle = register(600, 'secret');
    await world.clock.advance(60_000);
    expect(times).toHaveLength(3);
    expect(states.map(({ state }) => state)).toEqual(['registering', 'registered', 'registered']);
    expect(registrar.requests('REGISTER').map((request) => cseqOf(request)?.number)).toEqual([1, 2, 3]);
    await stopped(handle);
  });
});

describe('stopping', () => {
  it('waits for the answer that is due, then un-registers', async () => {
    world.network.weather = { delayMs: 200 };
    const handle = register();
    await world.clock.advance(100);
    await stopped(handle);
    expect(times.map(({ expires }) => expires)).toEqual(['600', '0']);
  });

  it('takes two seconds at most', async () => {
    const handle = register();
    await world.clock.advance(1000);
    answer = () => [0];
    const done = handle.stop();
    await world.clock.advance(2000);
    await done;
    expect(states.at(-1)).toEqual({ state: 'off' });
    expect(await handle.stop()).toBeUndefined();
    await world.expectQuiet();
  });

  it('belongs to closing the phone', async () => {
    register();
    await world.clock.advance(1000);
    const closed = alice.ua.close(1000);
    await world.clock.advance(100);
    await closed;
    expect(times.at(-1)?.expires).toBe('0');
    await world.expectQuiet();
  });
});

describe('behind a NAT', () => {
  it('the address that the registrar sees is noted', async () => {
    registrar.onRequest = (request) => {
      const response = registrar.respond(request, 100);
      response.status = 200;
      response.headers.set('via', (response.headers.first('via') ?? '').replace(/;rport(=\d+)?/, ';rport=40001;received=198.51.100.7'));
      registrar.send(response);
    };
    const handle = register();
    await world.clock.advance(1000);
    expect(states.at(-1)).toMatchObject({ state: 'registered', publicAddress: { address: '198.51.100.7', port: 40_001 } });
    await stopped(handle);
  });
});
