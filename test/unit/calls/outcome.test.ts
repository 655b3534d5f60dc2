import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../../src-main/calls/outcome.ts';

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
