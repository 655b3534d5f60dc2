import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Agent, NatKind, World } from './world.ts';
import { createWorld } from './world.ts';

let world: World;
const agents: Agent[] = [];
beforeEach(() => {
  world = createWorld();
});
afterEach(async () => {
  for (const { ice } of agents.splice(0)) ice.close();
  // What is on the wire still are timers too.
  await world.clock.advance(20);
  expect(world.clock.pending, 'timers left behind').toBe(0);
});

function agent(options: Parameters<World['agent']>[0]): Agent {
  const made = world.agent({ seed: agents.length + 10, ...options });
  agents.push(made);
  return made;
}

/** A offers, B answers; A hears of it 100 ms after B has begun. */
async function connect(a: Agent, b: Agent): Promise<void> {
  const offer = a.says();
  const answer = b.says();
  b.ice.start(offer);
  await world.clock.advance(100);
  a.ice.start(answer);
}

const checks = (): number => world.wire.filter(({ message }) => message.class === 'request').length;

describe('two agents on one network', () => {
  it('select the host candidates, RTP and RTCP, within half a second, and say nothing more', async () => {
    const a = agent({ addresses: ['192.0.2.1'], controlling: true });
    const b = agent({ addresses: ['192.0.2.2'], controlling: false });
    await connect(a, b);
    await world.clock.advance(400);
    expect(a.paths.at(-1)).toMatchObject({
      kind: 'host',
      rtp: { local: { address: '192.0.2.1', port: 40_000 }, remote: { address: '192.0.2.2', port: 40_000 } },
      rtcp: { local: { address: '192.0.2.1', port: 40_001 }, remote: { address: '192.0.2.2', port: 40_001 } },
      seenAs: { address: '192.0.2.1', port: 40_000 },
    });
    expect(b.paths.at(-1)).toMatchObject({ rtp: { remote: { address: '192.0.2.1', port: 40_000 } }, rtcp: { remote: { address: '192.0.2.1', port: 40_001 } } });
    const before = world.wire.length;
    await world.clock.advance(3000);
    expect(world.wire.length).toBe(before);
  });

  it('nominate regularly: USE-CANDIDATE on one pair a component, by the controlling one, which worked before (RFC 8445 8.1.1)', async () => {
    const a = agent({ addresses: ['192.0.2.1', '192.0.2.11'], controlling: true });
    const b = agent({ addresses: ['192.0.2.2', '192.0.2.12'], controlling: false });
    await connect(a, b);
    await world.clock.advance(5000);
    const nominating = world.wire.filter(({ message }) => message.useCandidate);
    expect(nominating.every(({ from }) => from.address === '192.0.2.1')).toBe(true);
    expect(new Set(nominating.map(({ to }) => `${to.address} ${to.port}`))).toEqual(new Set(['192.0.2.2 40000', '192.0.2.2 40001']));
    const first = world.wire.indexOf(nominating[0]!);
    expect(world.wire.slice(0, first).some(({ from, message }) => message.class === 'success' && from.address === '192.0.2.2')).toBe(true);
  });

  it('checks are paced: not more than one in 50 ms from each, whatever the number of pairs', async () => {
    const addresses = (from: number): string[] => [1, 2, 3, 4].map((i) => `192.0.2.${from + i}`);
    const a = agent({ addresses: addresses(0), controlling: true });
    const b = agent({ addresses: addresses(100), controlling: false });
    world.loss = 1;
    await connect(a, b);
    const start = checks();
    await world.clock.advance(450);
    // Ten ticks each, no retransmission before 500 ms.
    expect(checks() - start).toBeLessThanOrEqual(20);
  });

  it('IPv6 and IPv4: each pairs with its own kind', async () => {
    const a = agent({ addresses: ['2001:db8::1', '192.0.2.1'], controlling: true });
    const b = agent({ addresses: ['192.0.2.2', '2001:db8::2'], controlling: false });
    await connect(a, b);
    await world.clock.advance(3000);
    expect(a.paths.at(-1)?.rtp.remote?.address).toBe('2001:db8::2');
    expect(b.paths.at(-1)?.rtp.remote?.address).toBe('2001:db8::1');
    expect(world.wire.every(({ from, to }) => from.address.includes(':') === to.address.includes(':'))).toBe(true);
  });

  it('a peer with one component only gets RTP', async () => {
    const a = agent({ addresses: ['192.0.2.1'], controlling: true });
    const b = agent({ addresses: ['192.0.2.2'], controlling: false, components: 1 });
    await connect(a, b);
    await world.clock.advance(1000);
    expect(a.paths.at(-1)?.rtp.remote).toEqual({ address: '192.0.2.2', port: 40_000 });
    expect(a.paths.at(-1)?.rtcp).toBeUndefined();
    expect(a.ice.description().remoteCandidates, 'it is complete with that').toHaveLength(1);
  });

  it('an address that does not work is not chosen, and does not hold up one that does for long', async () => {
    const a = agent({ addresses: ['192.0.2.1'], controlling: true });
    const b = agent({ addresses: ['10.0.0.2', '192.0.2.2'], controlling: false });
    world.filter = ({ from, to }) => ![from.address, to.address].includes('10.0.0.2');
    await connect(a, b);
    await world.clock.advance(900);
    expect(a.paths.at(-1)?.rtp.remote?.address).toBe('192.0.2.2');
  });
});

describe('through NATs', () => {
  it.each<[string, NatKind, NatKind | undefined, boolean]>([
    ['a cone and the open', 'cone', undefined, true],
    ['two cones', 'cone', 'cone', true],
    ['a symmetric NAT and the open', 'symmetric', undefined, true],
    ['a symmetric NAT and a cone that lets in whom was sent to', 'symmetric', 'cone', false],
    ['two symmetric NATs', 'symmetric', 'symmetric', false],
  ])('%s', async (_name, ours, theirs, works) => {
    const a = agent({ addresses: ['10.0.0.1'], controlling: true, nat: ours, stun: true });
    const b = agent({ addresses: [theirs ? '10.9.9.2' : '192.0.2.2'], controlling: false, ...(theirs && { nat: theirs, stun: true }) });
    await connect(a, b);
    await world.clock.advance(8000);
    expect([a, b].map(({ paths }) => paths.length > 0)).toEqual([works, works]);
    if (!works) return;
    // Each sends to what the other is seen as.
    expect(a.paths.at(-1)?.rtp.remote).toEqual(b.paths.at(-1)?.seenAs);
    expect(b.paths.at(-1)?.rtp.remote).toEqual(a.paths.at(-1)?.seenAs);
    expect(a.paths.at(-1)?.kind).toBe(ours === 'symmetric' ? 'prflx' : 'srflx');
  });

  it('a NAT without a STUN server: the open side finds us by our own checks', async () => {
    const a = agent({ addresses: ['10.0.0.1'], controlling: true, nat: 'cone' });
    const b = agent({ addresses: ['192.0.2.2'], controlling: false });
    await connect(a, b);
    await world.clock.advance(3000);
    expect(b.paths.at(-1)).toMatchObject({ kind: 'prflx', rtp: { remote: { address: '203.0.113.1' } } });
  });
});

describe('a bad network', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('with 30 %% loss both come to the same pairs (seed %i)', async (seed) => {
    world = createWorld(seed);
    world.loss = 0.3;
    const a = agent({ addresses: ['10.0.0.1'], controlling: true, nat: 'cone', stun: true });
    const b = agent({ addresses: ['192.0.2.2', '192.0.2.3'], controlling: false });
    await connect(a, b);
    await world.clock.advance(45_000);
    expect(a.paths.at(-1)?.rtp.remote).toEqual(b.paths.at(-1)?.rtp.local);
    expect(b.paths.at(-1)?.rtp.remote).toEqual(a.paths.at(-1)?.seenAs);
    expect(a.paths.at(-1)?.rtcp?.remote).toEqual(b.paths.at(-1)?.rtcp?.local);
  });

  it('that is dead is given up: 40 s for RTP, then 40 s for RTCP, which waits for RTP (RFC 8445 6.1.4.2)', async () => {
    world.loss = 1;
    const a = agent({ addresses: ['192.0.2.1'], controlling: true });
    const b = agent({ addresses: ['192.0.2.2'], controlling: false });
    await connect(a, b);
    await world.clock.advance(80_000);
    const before = world.wire.length;
    await world.clock.advance(60_000);
    expect(world.wire.length).toBe(before);
    expect([...a.paths, ...b.paths]).toEqual([]);
  });
});

describe('roles', () => {
  it.each([true, false])('both %s at first: the larger tie-breaker controls (RFC 8445 7.3.1.1)', async (controlling) => {
    const a = agent({ addresses: ['192.0.2.1'], controlling });
    const b = agent({ addresses: ['192.0.2.2'], controlling });
    await connect(a, b);
    await world.clock.advance(4000);
    expect(a.ice.controlling).toBe(!b.ice.controlling);
    expect(a.paths.at(-1)?.rtp.remote).toEqual(b.paths.at(-1)?.rtp.local);
    expect(b.paths.at(-1)?.rtp.remote).toEqual(a.paths.at(-1)?.rtp.local);
  });

  it('are not switched without a conflict', async () => {
    const a = agent({ addresses: ['192.0.2.1'], controlling: true });
    const b = agent({ addresses: ['192.0.2.2'], controlling: false });
    await connect(a, b);
    await world.clock.advance(2000);
    expect([a.ice.controlling, b.ice.controlling]).toEqual([true, false]);
    expect(world.wire.some(({ message }) => message.errorCode)).toBe(false);
  });
});

describe('after the selection', () => {
  async function connected(): Promise<[Agent, Agent]> {
    const a = agent({ addresses: ['192.0.2.1'], controlling: true });
    const b = agent({ addresses: ['192.0.2.2'], controlling: false });
    await connect(a, b);
    await world.clock.advance(1000);
    return [a, b];
  }

  it('consent is asked about every five seconds, each component (RFC 7675)', async () => {
    await connected();
    const before = checks();
    await world.clock.advance(60_000);
    // Two agents, two components, 12 times, more or less a fifth.
    expect(checks() - before).toBeGreaterThanOrEqual(40);
    expect(checks() - before).toBeLessThanOrEqual(60);
  });

  it('a peer that goes silent is sent nothing more after 30 s', async () => {
    const [a] = await connected();
    await world.clock.advance(20_000);
    world.loss = 1;
    await world.clock.advance(29_000);
    expect(a.paths.at(-1)?.rtp.remote).not.toBeNull();
    await world.clock.advance(10_000);
    expect(a.paths.at(-1)).toMatchObject({ rtp: { remote: null }, rtcp: { remote: null } });
  });

  it('a peer that never answered such a question is believed to go on', async () => {
    const [a] = await connected();
    world.loss = 1;
    await world.clock.advance(120_000);
    expect(a.paths.at(-1)?.rtp.remote).not.toBeNull();
  });

  it('the next description has the candidates in use, and the controlling one\'s the peer\'s (RFC 8839 4.4.1.2.2)', async () => {
    const [a, b] = await connected();
    expect(a.ice.description().candidates.map(({ at, component }) => [component, at.port])).toEqual([[1, 40_000], [2, 40_001]]);
    expect(a.ice.description().remoteCandidates).toEqual([
      { component: 1, at: { address: '192.0.2.2', port: 40_000 } }, { component: 2, at: { address: '192.0.2.2', port: 40_001 } },
    ]);
    expect(b.ice.description().remoteCandidates).toBeUndefined();
    expect(a.ice.selected()).toEqual({ rtp: { address: '192.0.2.1', port: 40_000 }, rtcp: { address: '192.0.2.1', port: 40_001 } });
  });

  it('the same description again changes nothing; another password begins anew', async () => {
    const [a, b] = await connected();
    const [before, paths] = [checks(), a.paths.length];
    a.ice.start(b.says());
    await world.clock.advance(1000);
    expect(checks()).toBe(before);
    const c = agent({ addresses: ['192.0.2.3'], controlling: false });
    c.ice.start(a.says());
    a.ice.start(c.says());
    await world.clock.advance(2000);
    expect(a.paths.length).toBeGreaterThan(paths);
    expect(a.paths.at(-1)?.rtp.remote?.address).toBe('192.0.2.3');
  });
});
