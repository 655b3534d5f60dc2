import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAuthFields } from '../../../src-main/sip/digest/challenges.ts';

function plain(line: string): [string, Record<string, string>][] {
  return parseAuthFields(line).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);
}

describe('parseAuthFields', () => {
  it('reads quoted and bare values, names in any case', () => {
    expect(plain('Digest Realm="a, b", nonce = "x=y" ,algorithm=MD5')).toEqual([['digest', { realm: 'a, b', nonce: 'x=y', algorithm: 'MD5' }]]);
  });

  it('keeps the escapes of a quoted string', () => {
    expect(plain('Digest realm="say \\"hi\\"", opaque=""')).toEqual([['digest', { realm: 'say \\"hi\\"', opaque: '' }]]);
  });

  it('tells several challenges on one line apart', () => {
    const line = 'Digest realm="a", nonce="1", Basic realm="b", Negotiate, DIGEST realm="c",nonce="2"';
    expect(plain(line)).toEqual([
      ['digest', { realm: 'a', nonce: '1' }],
      ['basic', { realm: 'b' }],
      ['negotiate', {}],
      ['digest', { realm: 'c', nonce: '2' }],
    ]);
  });

  it('lets the first of equal names stand', () => {
    expect(plain('Digest nonce=1, nonce=2')).toEqual([['digest', { nonce: '1' }]]);
  });

  it.each(['', ',,,', '=', '"', 'Digest', 'Digest =', 'Digest ="x', 'Digest realm', 'Digest realm="never closed\\', 'a="b"', 'Digest nonce=,'])(
    'survives %j',
    (line) => {
      expect(() => parseAuthFields(line)).not.toThrow();
    },
  );

  it('survives anything, and stays linear on 64 kB of it', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'Digest ab,=" \\\t') }), (line) => void parseAuthFields(line)));
    for (const part of ['"', '="', 'a=', ' ', ',a ', '\\"']) expect(parseAuthFields(part.repeat(32_000)).length).toBeGreaterThanOrEqual(0);
  });
});
