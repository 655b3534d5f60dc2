import { describe, expect, it } from 'vitest';
import { digitOfInfo, dtmfRelayBody } from '../../../src-main/calls/dtmf-info.ts';

const read = (contentType: string, body: string): unknown => digitOfInfo(contentType, new TextEncoder().encode(body));

describe('DTMF in INFO', () => {
  it('reads what it writes', () => {
    for (const digit of '0123456789ABCD*#') expect(read('application/dtmf-relay', dtmfRelayBody(digit))).toEqual({ digit, durationMs: 160 });
  });

  it.each<[string, string, unknown]>([
    ['application/dtmf-relay', 'Signal= 5\r\nDuration= 100\r\n', { digit: '5', durationMs: 100 }],
    ['application/dtmf-relay', 'signal=d\nduration=100', { digit: 'D', durationMs: 100 }],
    ['application/dtmf-relay', 'Signal=11', { digit: '#', durationMs: 250 }],
    ['application/dtmf-relay', 'Duration=999999\nSignal=1', { digit: '1', durationMs: 10_000 }],
    ['application/dtmf', '5', { digit: '5', durationMs: 250 }],
    ['application/dtmf', '10\r\n', { digit: '*', durationMs: 250 }],
    ['application/dtmf', '16', undefined],
    ['application/dtmf', '', undefined],
    ['application/dtmf-relay', 'Duration=160', undefined],
    ['application/dtmf-relay', 'Signal=55', undefined],
    ['application/dtmf-relay', `Signal=5${' '.repeat(300)}`, undefined],
    ['text/plain', '5', undefined],
  ])('%s %j', (contentType, body, expected) => {
    expect(read(contentType, body)).toEqual(expected);
  });
});
