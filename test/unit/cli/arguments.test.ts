import { describe, expect, it } from 'vitest';
import { nearest, readArguments } from '../../../src-main/hosts/cli/arguments.ts';
import { endpointOf, headersOf } from '../../../src-main/hosts/cli/call-options.ts';
import { specs } from '../../../src-main/hosts/cli/specs.ts';
import { UsageError } from '../../../src-main/hosts/cli/usage-error.ts';

const callSpec = specs.find((spec) => spec.name === 'call') ?? specs[0];

function read(...args: string[]): ReturnType<typeof readArguments> {
  if (!callSpec) throw new Error('no call command');
  return readArguments(callSpec, args);
}

describe('reading options', () => {
  it('takes values, switches and repeated options', () => {
    const given = read('sip:a@b', '--json', '--duration', '2.5', '--header', 'X-A: 1', '--header=X-B: 2');
    expect(given.positionals).toEqual(['sip:a@b']);
    expect(given.has('json')).toBe(true);
    expect(given.number('duration')).toBe(2.5);
    expect(headersOf(given)).toEqual([['x-a', '1'], ['x-b', '2']]);
  });

  it.each([
    [['sip:a@b', '--durration', '2'], 'did you mean --duration?'],
    [['sip:a@b', '--duration'], '--duration needs S'],
    [['sip:a@b', '--json=1'], 'takes no value'],
    [['sip:a@b', '--duration', '1', '--duration', '2'], 'given twice'],
    [[], 'call needs URI'],
    [['sip:a@b', 'sip:c@d'], 'unexpected argument "sip:c@d"'],
  ])('refuses %j', (args, message) => {
    expect(() => read(...args)).toThrow(UsageError);
    expect(() => read(...args)).toThrow(message);
  });

  it.each(['-1', 'x', '', 'Infinity'])('refuses %j as a number', (text) => {
    expect(() => read('sip:a@b', `--duration=${text}`).number('duration')).toThrow('needs a number');
  });

  it('refuses headers that smuggle lines in', () => {
    expect(() => headersOf(read('sip:a@b', '--header', 'X: 1\r\nEvil: 2'))).toThrow(UsageError);
    expect(() => headersOf(read('sip:a@b', '--header', 'no colon'))).toThrow(UsageError);
  });
});

describe('--listen', () => {
  const defaults = { address: '0.0.0.0', port: 5060 };
  it.each([
    ['127.0.0.1', { address: '127.0.0.1', port: 5060 }],
    ['127.0.0.1:0', { address: '127.0.0.1', port: 0 }],
    [':5070', { address: '0.0.0.0', port: 5070 }],
    ['[::1]:5070', { address: '::1', port: 5070 }],
    ['[::1]', { address: '::1', port: 5060 }],
    ['::1', { address: '::1', port: 5060 }],
  ])('%s', (text, expected) => {
    expect(endpointOf(read('sip:a@b', '--listen', text), 'listen', defaults)).toEqual(expected);
  });

  it.each(['127.0.0.1:99999', '127.0.0.1:x', '[::1'])('refuses %s', (text) => {
    expect(() => endpointOf(read('sip:a@b', '--listen', text), 'listen', defaults)).toThrow(UsageError);
  });
});

describe('the nearest word', () => {
  it('is found for a slip and not for another word', () => {
    expect(nearest('ladde', ['call', 'ladder'])).toBe('ladder');
    expect(nearest('xyz', ['call', 'ladder'])).toBeUndefined();
  });
});
