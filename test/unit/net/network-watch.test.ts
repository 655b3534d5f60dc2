import { describe, expect, it } from 'vitest';
import { createNetworkWatch } from '../../../src-main/net/network-watch.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';
import type { VirtualClock } from '../../fakes/virtual-clock.ts';

interface Scene {
  clock: VirtualClock;
  told: { atMs: number; addresses: string[]; slept: boolean }[];
  set(...addresses: string[]): void;
  /** The computer's own clock goes on while nothing else does. */
  sleep(ms: number): void;
  watch: ReturnType<typeof createNetworkWatch>;
}

function scene(...first: string[]): Scene {
  const clock = createVirtualClock();
  let addresses = first;
  let sleptMs = 0;
  const told: Scene['told'] = [];
  const watch = createNetworkWatch({
    network: { interfaces: () => addresses.map((address, i) => ({ interface: `if${i}`, address })) },
    clock: { ...clock, wallMs: () => clock.wallMs() + sleptMs },
    onChange: (now, slept) => void told.push({ atMs: clock.nowMs(), addresses: now, slept }),
  });
  return { clock, told, watch, set: (...now) => void (addresses = now), sleep: (ms) => void (sleptMs += ms) };
}

describe('a watch on the network', () => {
  it('tells another set of addresses within 1.3 s, once', async () => {
    const { clock, told, set } = scene('192.0.2.1', '127.0.0.1');
    await clock.advance(60_000);
    set('198.51.100.7', '127.0.0.1');
    await clock.advance(60_000);
    expect(told).toEqual([{ atMs: 61_300, addresses: ['127.0.0.1', '198.51.100.7'], slept: false }]);
  });

  it('does not mind another order', async () => {
    const { clock, told, set } = scene('192.0.2.1', '127.0.0.1');
    set('127.0.0.1', '192.0.2.1');
    await clock.advance(60_000);
    expect(told).toEqual([]);
  });

  it('waits while addresses come and go', async () => {
    const { clock, told, set } = scene('192.0.2.1');
    await clock.advance(950);
    set();
    await clock.advance(200);
    set('198.51.100.7');
    await clock.advance(200);
    set('198.51.100.7', '2001:db8::7');
    await clock.advance(5000);
    expect(told.map(({ addresses }) => addresses)).toEqual([['198.51.100.7', '2001:db8::7']]);
  });

  it('says nothing of one that went and came back', async () => {
    const { clock, told, set } = scene('192.0.2.1');
    await clock.advance(950);
    set();
    await clock.advance(200);
    set('192.0.2.1');
    await clock.advance(5000);
    expect(told).toEqual([]);
  });

  it('tells when all are gone', async () => {
    const { clock, told, set } = scene('192.0.2.1');
    set();
    await clock.advance(5000);
    expect(told.map(({ addresses }) => addresses)).toEqual([[]]);
  });

  it('tells of sleep, though the addresses are the same', async () => {
    const { clock, told, sleep } = scene('192.0.2.1');
    await clock.advance(10_000);
    sleep(4000);
    await clock.advance(5000);
    expect(told).toEqual([]);
    sleep(3_600_000);
    await clock.advance(5000);
    expect(told).toMatchObject([{ addresses: ['192.0.2.1'], slept: true }]);
  });

  it('when poked tells at once', async () => {
    const { clock, told, watch } = scene('192.0.2.1');
    await clock.advance(10_100);
    watch.poke();
    await clock.advance(300);
    expect(told).toEqual([{ atMs: 10_400, addresses: ['192.0.2.1'], slept: true }]);
  });

  it('leaves no timer when closed', async () => {
    const { clock, set, watch } = scene('192.0.2.1');
    set();
    await clock.advance(1100);
    watch.close();
    expect(clock.pending).toBe(0);
  });
});
