import { describe, expect, it } from 'vitest';
import { createAnnouncer } from '../../../src-main/sap/announcer.ts';
import type { Announcer } from '../../../src-main/sap/announcer.ts';
import { createFakeNetwork } from '../../fakes/fake-network.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';
import type { VirtualClock } from '../../fakes/virtual-clock.ts';

const OUTLET = { group: '239.255.255.255', interface: '192.0.2.1', ttl: 15 };
const packets = (bytes: number) => ({ announcement: new Uint8Array(bytes), deletion: () => new Uint8Array(1) });

function setUp(others = (): number => 0): { clock: VirtualClock; announcer: Announcer; sentAt: number[]; lengths: number[]; open: () => number } {
  const clock = createVirtualClock();
  const random = createSeededRandom(5);
  const network = createFakeNetwork(clock, random);
  const sentAt: number[] = [];
  const lengths: number[] = [];
  const announcer = createAnnouncer({
    clock, random, network: network.host('192.0.2.1'), othersOn: others, onError: () => {},
    onSent(_id, bytes) {
      sentAt.push(clock.nowMs() / 1000);
      lengths.push(bytes.length);
    },
  });
  return { clock, announcer, sentAt, lengths, open: () => network.open };
}

const gaps = (sentAt: number[]): number[] => sentAt.slice(1).map((at, i) => at - (sentAt[i] as number));

describe('the announcer', () => {
  it('announces at once, then every five minutes, a third less or more, for a month', async () => {
    const { clock, announcer, sentAt } = setUp();
    await announcer.put('a', packets(400), OUTLET, () => {});
    await clock.advance(30 * 86_400_000);
    expect(sentAt[0]).toBe(0);
    expect(sentAt.length).toBeGreaterThan(8000);
    const between = gaps(sentAt);
    expect(Math.min(...between)).toBeGreaterThanOrEqual(200);
    expect(Math.max(...between)).toBeLessThanOrEqual(400);
    expect(between.reduce((sum, gap) => sum + gap) / between.length).toBeCloseTo(300, -1);
    await announcer.close();
  });

  it('leaves room for others: 1000 of 400 bytes share 4000 bit/s', async () => {
    const { clock, announcer, sentAt } = setUp(() => 999);
    await announcer.put('a', packets(400), OUTLET, () => {});
    expect(announcer.announcing('a')).toMatchObject({ intervalMs: 800_000, count: 1 });
    await clock.advance(86_400_000);
    expect(Math.min(...gaps(sentAt))).toBeGreaterThanOrEqual(800 * (2 / 3));
    await announcer.close();
  });

  it('waits longer when others have come while it waited', async () => {
    let others = 0;
    const { clock, announcer, sentAt } = setUp(() => others);
    await announcer.put('a', packets(1000), OUTLET, () => {});
    await clock.advance(100_000);
    others = 5000;
    await clock.advance(2_000_000);
    expect(sentAt).toEqual([0]);
    await clock.advance(14_000_000);
    expect(sentAt).toHaveLength(2);
    await announcer.close();
  });

  it('withdraws three times and is silent then', async () => {
    const { clock, announcer, lengths, open } = setUp();
    await announcer.put('a', packets(400), OUTLET, () => {});
    const done = announcer.withdraw('a');
    await clock.advance(5000);
    await done;
    await clock.advance(3_600_000);
    expect(lengths).toEqual([400, 1, 1, 1]);
    expect(open()).toBe(0);
  });

  it('announces in the place of what was there', async () => {
    const { clock, announcer, lengths, open } = setUp();
    await announcer.put('a', packets(400), OUTLET, () => {});
    await announcer.put('a', packets(500), OUTLET, () => {});
    await clock.advance(420_000);
    expect(lengths).toEqual([400, 500, 500]);
    expect(open()).toBe(1);
    await announcer.close();
    expect(open()).toBe(0);
  });
});
