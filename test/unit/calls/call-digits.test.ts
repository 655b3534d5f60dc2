import { beforeEach, describe, expect, it } from 'vitest';
import type { CallDigits } from '../../../src-main/calls/call-digits.ts';
import { createCallDigits } from '../../../src-main/calls/call-digits.ts';
import type { DtmfMode } from '../../../src-shared/model.ts';
import { err, ok } from '../../../src-shared/result.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { VirtualClock } from '../../fakes/virtual-clock.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

let clock: VirtualClock;
let digits: CallDigits;
let heard: string[];
let infos: string[];
let sentInBand: (boolean | undefined)[];

function make(mode: DtmfMode, refused = false): void {
  clock = createVirtualClock();
  heard = [];
  infos = [];
  sentInBand = [];
  digits = createCallDigits({
    mode, clock,
    session: () => ({ sendDtmf: async (_: string, inband?: boolean) => void sentInBand.push(inband) }) as never,
    async info(type, body) {
      infos.push(`${type} ${body.slice(0, 8)}`);
      return refused ? err(rungError('x', 'x')) : ok(undefined);
    },
    onDigit: (digit, _, method) => void heard.push(`${digit} ${method}`),
  });
}
beforeEach(() => make('rfc4733'));

describe('a press counts once', () => {
  it('that comes as event and slips through as tone, whichever is told first', async () => {
    digits.heard('5', 100, 'rfc4733');
    digits.heard('5', 100, 'inband');
    expect(heard).toEqual(['5 rfc4733']);
    make('rfc4733');
    digits.heard('5', 100, 'inband');
    await clock.advance(300);
    digits.heard('5', 100, 'info');
    expect(heard).toEqual(['5 inband']);
  });

  it('but the same key pressed again counts again', async () => {
    digits.heard('1', 100, 'inband');
    await clock.advance(200);
    digits.heard('1', 100, 'inband');
    await clock.advance(5000);
    digits.heard('1', 100, 'info');
    expect(heard).toEqual(['1 inband', '1 inband', '1 info']);
  });

  it('tones mean nothing any more where events have come', async () => {
    digits.heard('1', 100, 'rfc4733');
    await clock.advance(60_000);
    digits.heard('7', 100, 'inband');
    expect(heard).toEqual(['1 rfc4733']);
  });
});

describe('sending', () => {
  it('by INFO goes digit by digit, and stops at a refusal', async () => {
    make('info');
    expect(await digits.send('12')).toEqual(ok(undefined));
    expect(infos).toEqual(['application/dtmf-relay Signal=1', 'application/dtmf-relay Signal=2']);
    make('info', true);
    expect((await digits.send('12')).ok).toBe(false);
    expect(infos).toHaveLength(1);
  });

  it.each([['rfc4733', false], ['inband', true]] as const)('%s goes with the sound', async (mode, inband) => {
    make(mode);
    await digits.send('12');
    expect([infos, sentInBand]).toEqual([[], [inband]]);
  });
});
