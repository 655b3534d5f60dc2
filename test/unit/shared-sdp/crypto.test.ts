import { describe, expect, it } from 'vitest';
import { cryptoAttribute, cryptoAttributes, parseCrypto } from '../../../src-shared/sdp/crypto.ts';

const KEY = 'WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz';

describe('a=crypto (RFC 4568 9)', () => {
  it('reads the examples of RFC 4568 4', () => {
    expect(parseCrypto(`1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}|2^20|1:4 FEC_ORDER=FEC_SRTP`)).toEqual({
      tag: 1, suite: 'AES_CM_128_HMAC_SHA1_80', keys: [{ inline: KEY, lifetime: '2^20', mki: { value: '1', bytes: 4 } }],
      sessionParameters: ['FEC_ORDER=FEC_SRTP'],
    });
    expect(parseCrypto(`2 F8_128_HMAC_SHA1_80 inline:${KEY}|2^20|1:4;inline:${KEY}|2^20|2:4 FEC_ORDER=FEC_SRTP WSH=60`)).toMatchObject({
      tag: 2, keys: [{ mki: { value: '1', bytes: 4 } }, { mki: { value: '2', bytes: 4 } }], sessionParameters: ['FEC_ORDER=FEC_SRTP', 'WSH=60'],
    });
  });

  it('reads keys with lifetime or MKI alone, in decimals, with padding and in any case', () => {
    expect(parseCrypto(`1 X inline:${KEY}|1048576`)?.keys).toEqual([{ inline: KEY, lifetime: '1048576' }]);
    expect(parseCrypto(`1 X inline:${KEY}|7:1`)?.keys).toEqual([{ inline: KEY, mki: { value: '7', bytes: 1 } }]);
    expect(parseCrypto(`1 X INLINE:${KEY}==`)?.keys).toEqual([{ inline: `${KEY}==` }]);
  });

  it.each([
    '', '1', '1 X', `X X inline:${KEY}`, `1234567890 X inline:${KEY}`, `1 X outline:${KEY}`, '1 X inline:', '1 X inline:***', `1 X inline:${KEY}|`,
    `1 X inline:${KEY}|2^20|1:0`, `1 X inline:${KEY}|2^20|1:129`, `1 X inline:${KEY}|1:4|2^20`, `1 X inline:${KEY};`, `1 X inline:${KEY};uri:http://x`,
    `1 X-Y inline:${KEY}`, `1 X ${Array.from({ length: 17 }, () => `inline:${KEY}`).join(';')}`,
  ])('refuses %s', (value) => {
    expect(parseCrypto(value)).toBeUndefined();
  });

  it('writes what it reads', () => {
    const attribute = cryptoAttribute(3, 'AEAD_AES_128_GCM', `${KEY}==`);
    expect(attribute).toEqual({ name: 'crypto', value: `3 AEAD_AES_128_GCM inline:${KEY}==` });
    expect(cryptoAttributes([{ name: 'ptime', value: '20' }, attribute, { name: 'crypto' }, { name: 'crypto', value: 'nonsense' }]))
      .toEqual([{ tag: 3, suite: 'AEAD_AES_128_GCM', keys: [{ inline: `${KEY}==` }], sessionParameters: [] }]);
  });
});
