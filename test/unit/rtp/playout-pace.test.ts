import { describe, expect, it } from 'vitest';
import { paceOf } from '../../../src-main/rtp/playout-pace.ts';

const LONG_AGO = Infinity;

describe('pace', () => {
  it.each([
    ['as it is between need and a tick more', 0, 0, 'frame'],
    ['as it is up to a whole tick, which is the least that can be taken away', 20, 0, 'frame'],
    ['faster beyond that', 21, 0, 'accelerate'],
    ['faster where much is decoded and waits', 5, 17, 'accelerate'],
    ['not faster where that would miss packets', -1, 17, 'frame'],
    ['slower where packets come too late', -6, 0, 'expand'],
    ['not for little', -4, 0, 'frame'],
  ])('speech: %s', (_, spareMs, queuedMs, pace) => expect(paceOf(spareMs, queuedMs, false, LONG_AGO)).toBe(pace));

  it('changes speech now and then, silence at once, and what is far off at once too', () => {
    expect(paceOf(25, 0, false, 20)).toBe('frame');
    expect(paceOf(25, 0, true, 20)).toBe('accelerate');
    expect(paceOf(100, 0, false, 20)).toBe('accelerate');
    expect(paceOf(-10, 0, false, 20)).toBe('frame');
    expect(paceOf(-10, 0, true, 20)).toBe('expand');
    expect(paceOf(-100, 0, false, 20)).toBe('expand');
  });
});
