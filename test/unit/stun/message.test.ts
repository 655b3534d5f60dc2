import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decodeStun, encodeStun, hasIntegrity } from '../../../src-main/stun/message.ts';
import { isStun } from '../../../src-shared/rtp/demultiplex.ts';
import type { StunMessage } from '../../../src-main/stun/message.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { IPV4_RESPONSE, IPV6_RESPONSE, LONG_TERM_REQUEST, PASSWORD, REQUEST, TRANSACTION_ID } from './rfc5769.ts';

function decoded(bytes: Uint8Array): StunMessage {
  const result = decodeStun(bytes);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

describe('the test vectors of RFC 5769', () => {
  it('2.1, a request of ICE', () => {
    const message = decoded(REQUEST);
    expect(message).toMatchObject({
      class: 'request', method: 1, transactionId: TRANSACTION_ID, software: 'STUN test client', username: 'evtj:h6vY',
      priority: 0x6e0001ff, iceControlled: 0x932ff9b151263b36n, fingerprint: 'right', notUnderstood: [],
    });
    expect(hasIntegrity(REQUEST, message, PASSWORD)).toBe(true);
    expect(hasIntegrity(REQUEST, message, `${PASSWORD}x`)).toBe(false);
  });

  it.each([
    ['2.2, IPv4', IPV4_RESPONSE, { address: '192.0.2.1', port: 32_853 }],
    ['2.3, IPv6', IPV6_RESPONSE, { address: '2001:db8:1234:5678:11:2233:4455:6677', port: 32_853 }],
  ])('%s, a response', (_name, bytes, mapped) => {
    const message = decoded(bytes);
    expect(message).toMatchObject({ class: 'success', mapped, software: 'test vector', fingerprint: 'right' });
    expect(hasIntegrity(bytes, message, PASSWORD)).toBe(true);
  });

  it('2.4, a request with long-term credentials', () => {
    const message = decoded(LONG_TERM_REQUEST);
    const username = 'マトリックス';
    expect(message).toMatchObject({ username, realm: 'example.org', nonce: 'f//499k954d6OL34oL9FSTvy64sA', fingerprint: 'absent' });
    const key = createHash('md5').update(`${username}:example.org:TheMatrIX`).digest();
    expect(hasIntegrity(LONG_TERM_REQUEST, message, key)).toBe(true);
  });

  it('no single changed byte goes unnoticed', () => {
    for (let at = 0; at < REQUEST.length; at++) {
      const changed = REQUEST.with(at, REQUEST[at]! ^ 0x10);
      const result = decodeStun(changed);
      // What the padding and the text say is sealed too; FINGERPRINT's own type is the one that becomes an unknown attribute.
      const isNoticed = !result.ok || result.value.fingerprint !== 'right' || !hasIntegrity(changed, result.value, PASSWORD);
      expect(isNoticed, `byte ${at}`).toBe(true);
    }
  });
});

describe('what we write', () => {
  const transactionId = TRANSACTION_ID;

  it('is read as it was meant, sealed and whole', () => {
    const fields = {
      class: 'error' as const, method: 1, transactionId, mapped: { address: '2001:db8::7', port: 1 }, username: 'a:b', realm: 'r', nonce: 'n', software: 'x',
      errorCode: { code: 487, reason: 'Role Conflict' }, unknownAttributes: [0x21, 0x7fff], priority: 0xffffffff, useCandidate: true,
      iceControlled: 0xffffffffffffffffn, iceControlling: 1n,
    };
    const bytes = encodeStun(fields, { key: 'secret' });
    const message = decoded(bytes);
    expect(message).toMatchObject({ ...fields, fingerprint: 'right', notUnderstood: [] });
    expect(hasIntegrity(bytes, message, 'secret')).toBe(true);
  });

  it('says the RFC 5769 answer again, but for what fills up', () => {
    const ours = encodeStun({ class: 'success', transactionId, mapped: { address: '192.0.2.1', port: 32_853 } }, { key: PASSWORD });
    expect(ours.subarray(20, 32)).toEqual(IPV4_RESPONSE.subarray(36, 48));
  });

  // Methods from 256 on begin with a byte that RFC 7983 gives to others.
  it.each(['request', 'indication', 'success', 'error'] as const)('%s of any method', (stunClass) => {
    for (const method of [1, 3, 0x0f, 0x70, 0x80, 0xff]) {
      expect(decoded(encodeStun({ class: stunClass, method, transactionId }))).toMatchObject({ class: stunClass, method });
    }
  });

  it('carries no attribute that was not asked for', () => {
    expect(encodeStun({ class: 'indication', transactionId }, { fingerprint: false })).toHaveLength(20);
  });
});

describe('what others write', () => {
  /** A request with these bytes of attributes. */
  function request(attributes: number[]): Uint8Array {
    const bytes = Uint8Array.from([...encodeStun({ class: 'request', transactionId: TRANSACTION_ID }, { fingerprint: false }), ...attributes]);
    bytes[3] = attributes.length;
    return bytes;
  }

  it('MAPPED-ADDRESS of an old server, whatever comes first; XOR-MAPPED-ADDRESS wins', () => {
    const old = [0, 1, 0, 8, 0, 1, 0x13, 0xc4, 10, 0, 0, 1];
    const xored = [...IPV4_RESPONSE.subarray(36, 48)];
    expect(decoded(request(old)).mapped).toEqual({ address: '10.0.0.1', port: 5060 });
    expect(decoded(request([...old, ...xored])).mapped).toEqual({ address: '192.0.2.1', port: 32_853 });
    expect(decoded(request([...xored, ...old])).mapped).toEqual({ address: '192.0.2.1', port: 32_853 });
  });

  it('an attribute that has to be understood is named, an optional one is not', () => {
    expect(decoded(request([0x7f, 0, 0, 0, 0xff, 0, 0, 0])).notUnderstood).toEqual([0x7f00]);
  });

  it('what follows MESSAGE-INTEGRITY does not count', () => {
    const integrity = [0, 8, 0, 20, ...new Uint8Array(20)];
    expect(decoded(request([...integrity, 0, 0x25, 0, 0])).useCandidate).toBeUndefined();
  });

  it.each([
    ['an address of unknown family', [0, 0x20, 0, 8, 0, 3, 0, 0, 0, 0, 0, 0]],
    ['an address that is too short', [0, 0x20, 0, 4, 0, 1, 0, 0]],
    ['a priority of two bytes', [0, 0x24, 0, 2, 0, 0, 0, 0]],
    ['an error code of nothing', [0, 9, 0, 0]],
    ['an integrity of four bytes', [0, 8, 0, 4, 0, 0, 0, 0]],
  ])('%s is left out', (_name, attributes) => {
    expect(decoded(request(attributes))).toEqual({ class: 'request', method: 1, transactionId: TRANSACTION_ID, notUnderstood: [], fingerprint: 'absent' });
  });

  it.each([
    ['an attribute beyond the end', request([0, 6, 0, 9, 1, 1, 1, 1]), 'truncated-attribute'],
    ['a length field that lies', IPV4_RESPONSE.with(3, 0x38), 'wrong-length'],
    ['a tail that is no multiple of four', Uint8Array.from([...request([]), 0]), 'wrong-length'],
    ['no cookie', IPV4_RESPONSE.with(4, 0), 'not-stun'],
    ['RTP', IPV4_RESPONSE.with(0, 0x80), 'not-stun'],
    ['nothing', new Uint8Array(0), 'not-stun'],
  ])('%s is refused', (_name, bytes, rule) => {
    expect(decodeStun(bytes)).toMatchObject({ ok: false, error: { rule } });
    expect(isStun(bytes)).toBe(rule !== 'not-stun');
  });

  it('no bytes at all make it throw', () => {
    const random = createSeededRandom(7);
    for (let round = 0; round < 3000; round++) {
      const bytes = request([...random.bytes(4 * (random.bytes(1)[0]! % 16))]);
      const at = 20 + 2 * (random.bytes(1)[0]! % 8);
      if (at < bytes.length) bytes.set([0, [1, 6, 8, 9, 0x20, 0x24, 0x25][round % 7]!], at);
      const result = decodeStun(bytes);
      if (result.ok) expect(hasIntegrity(bytes, result.value, 'key')).toBe(false);
    }
  });
});
