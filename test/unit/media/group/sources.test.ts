import { describe, expect, it } from 'vitest';
import type { Sources } from '../../../../src-main/media/group/sources.ts';
import { createSources } from '../../../../src-main/media/group/sources.ts';
import { createRtpView, readRtp, writeRtp } from '../../../../src-shared/rtp/packet.ts';
import { PCMU } from '../../../fakes/payload-formats.ts';

const view = createRtpView();
const bytes = new Uint8Array(172);

function give(sources: Sources, ssrc: number, sequence: number, { nowMs = 0, address = '192.0.2.7' } = {}): void {
  writeRtp(bytes, { marker: false, payloadType: 0, sequence, timestamp: sequence * 160, ssrc }, 160);
  readRtp(view, bytes);
  sources.receive(view, { address, port: 5004 }, PCMU, nowMs);
}

const heard = (sources: Sources): number[] => [...sources.all.keys()];

describe('a source', () => {
  it('is heard from its second packet in sequence on', () => {
    const sources = createSources();
    give(sources, 1, 100);
    expect(heard(sources)).toEqual([]);
    give(sources, 1, 101);
    give(sources, 1, 104);
    expect(sources.all.get(1)).toMatchObject({ received: 2, lost: 2, address: '192.0.2.7' });
  });

  it('has its SSRC to itself for as long as it sends', () => {
    const sources = createSources();
    for (const sequence of [1, 2, 3]) give(sources, 1, sequence);
    for (const sequence of [900, 901]) give(sources, 1, sequence, { address: '192.0.2.66', nowMs: 1000 });
    expect(sources.all.get(1)).toMatchObject({ address: '192.0.2.7', received: 2 });
    expect(sources.refused).toBe(3);
    for (const sequence of [902, 903]) give(sources, 1, sequence, { address: '192.0.2.66', nowMs: 5000 });
    expect(sources.all.get(1)).toMatchObject({ address: '192.0.2.66' });
  });

  it('that says goodbye is gone', () => {
    const sources = createSources();
    for (const sequence of [1, 2]) give(sources, 1, sequence);
    sources.remove(1);
    expect(heard(sources)).toEqual([]);
  });
});

describe('of many', () => {
  it('sixteen are heard; one that has been silent makes room', () => {
    const sources = createSources();
    for (let ssrc = 1; ssrc <= 20; ssrc++) for (const sequence of [1, 2]) give(sources, ssrc, sequence, { nowMs: ssrc });
    expect(heard(sources)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
    for (let ssrc = 1; ssrc <= 16; ssrc++) if (ssrc !== 5) give(sources, ssrc, 3, { nowMs: 3000 });
    give(sources, 99, 1, { nowMs: 3000 });
    give(sources, 99, 2, { nowMs: 3000 });
    expect(heard(sources)).not.toContain(5);
    expect(heard(sources)).toContain(99);
  });

  it('invented ones do not push out who talks, nor keep out who begins after them', () => {
    const sources = createSources();
    for (const sequence of [1, 2]) give(sources, 7, sequence);
    for (let ssrc = 1000; ssrc < 6000; ssrc++) give(sources, ssrc, ssrc & 0xffff);
    expect(heard(sources)).toEqual([7]);
    for (const sequence of [1, 2]) give(sources, 8, sequence);
    expect(heard(sources)).toEqual([7, 8]);
  });

  it('those that a flood invents make room sooner than who has talked', () => {
    const sources = createSources();
    for (let sequence = 1; sequence <= 50; sequence++) give(sources, 7, sequence);
    for (let ssrc = 1000; ssrc < 1100; ssrc++) for (const sequence of [1, 2]) give(sources, ssrc, sequence, { nowMs: 100 });
    expect(heard(sources)).toHaveLength(16);
    for (const sequence of [1, 2]) give(sources, 8, sequence, { nowMs: 500 });
    expect(heard(sources)).toContain(7);
    expect(heard(sources)).toContain(8);
  });
});
