import { describe, expect, it } from 'vitest';
import { endOf, outcomeOf } from '../../../src-main/calls/outcome.ts';
import type { Call } from '../../../src-shared/model.ts';

describe('the outcome of a call in one word', () => {
  it.each([
    [{ direction: 'out', status: 200, endedBy: 'local', answeredAtMs: 1 }, 'answered'],
    [{ direction: 'out', status: 486, endedBy: 'remote' }, 'busy'],
    [{ direction: 'out', status: 600, endedBy: 'remote' }, 'busy'],
    [{ direction: 'out', status: 603, endedBy: 'remote' }, 'declined'],
    [{ direction: 'out', status: 487, endedBy: 'local' }, 'cancelled'],
    [{ direction: 'out', status: 480, endedBy: 'remote' }, 'noAnswer'],
    [{ direction: 'out', status: 408, endedBy: 'timeout' }, 'noAnswer'],
    [{ direction: 'out', status: 404, endedBy: 'remote' }, 'failed'],
    [{ direction: 'out', status: 302, endedBy: 'remote' }, 'redirected'],
    [{ direction: 'in', status: 487, endedBy: 'remote' }, 'missed'],
    [{ direction: 'in', status: 487, endedBy: 'remote', cause: { protocol: 'SIP', cause: 200, text: 'Call completed elsewhere' } }, 'elsewhere'],
    [{ direction: 'in', status: 487, endedBy: 'remote', cause: { protocol: 'Q.850', cause: 26, text: '' } }, 'elsewhere'],
    [{ direction: 'in', status: 487, endedBy: 'remote', cause: { protocol: 'Q.850', cause: 16, text: '' } }, 'missed'],
    [{ direction: 'in', status: 486, endedBy: 'local' }, 'declined'],
    [{ direction: 'in', status: 302, endedBy: 'local' }, 'redirected'],
    [{ direction: 'in', status: 487, endedBy: 'timeout' }, 'missed'],
    [{ direction: 'in', status: 200, endedBy: 'remote' }, 'answered'],
    [{ direction: 'in', status: 200, endedBy: 'local' }, 'answered'],
    [{ direction: 'in', status: 408, endedBy: 'timeout' }, 'failed'],
    [{ direction: 'in', status: 500, endedBy: 'error' }, 'failed'],
    [{ direction: 'out', status: 503, endedBy: 'error' }, 'failed'],
    [{ direction: 'in', status: 200, endedBy: 'interrupted', answeredAtMs: 1 }, 'interrupted'],
  ] as const)('%o is %s', (call, expected) => {
    expect(outcomeOf(call)).toBe(expected);
  });
});

describe('the end of a call', () => {
  const call = { status: 180, reason: 'Ringing' } as Call;

  it('tells where else and when to try, and why', () => {
    const end = {
      by: 'remote' as const, status: 486, reason: 'Busy Here', retryAfterS: 120, cause: { protocol: 'Q.850', cause: 17, text: 'User busy' },
      alternatives: [{ uri: 'sip:b@x', displayName: 'Desk', parameters: new Map() }],
    };
    expect(endOf(call, end, 1000)).toEqual({
      state: 'ended', endedAtMs: 1000, endedBy: 'remote', status: 486, reason: 'Busy Here', retryAtMs: 121_000, cause: end.cause,
      alternatives: [{ uri: 'sip:b@x', name: 'Desk' }],
    });
  });

  it('keeps the 200 of an answered call, unless something went wrong', () => {
    const answered: Call = { ...call, answeredAtMs: 1, status: 200, reason: 'OK' };
    expect(endOf(answered, { by: 'remote', status: 200, reason: 'Bye' }, 2)).toMatchObject({ status: 200, reason: 'OK' });
    expect(endOf(answered, { by: 'timeout', status: 408, reason: 'Request Timeout' }, 2)).toMatchObject({ status: 408 });
  });

  it('of a call that somebody else took is that it went elsewhere', () => {
    expect(outcomeOf({ direction: 'out', status: 487, endedBy: 'local', isReplaced: true })).toBe('redirected');
    expect(outcomeOf({ direction: 'out', status: 200, endedBy: 'local', answeredAtMs: 1, isReplaced: true })).toBe('answered');
  });
});
