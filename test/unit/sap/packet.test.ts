import { describe, expect, it } from 'vitest';
import type { SapPacket } from '../../../src-shared/sap/packet.ts';
import { joinPayload, parseSap, serializeSap, splitPayload } from '../../../src-shared/sap/packet.ts';
import { utf8Bytes } from '../../../src-shared/sip/bytes.ts';

const SDP = utf8Bytes('v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n');

function packetOf(changes: Partial<SapPacket> = {}): SapPacket {
  return { deletion: false, encrypted: false, compressed: false, hash: 0x1234, source: '192.0.2.1', authentication: new Uint8Array(0), body: joinPayload(SDP), ...changes };
}

describe('a SAP packet', () => {
  it.each([
    ['an announcement', packetOf()],
    ['a deletion', packetOf({ deletion: true })],
    ['from IPv6', packetOf({ source: '2001:db8::7' })],
    ['signed', packetOf({ authentication: new Uint8Array(40).fill(7) })],
    ['encrypted and compressed', packetOf({ encrypted: true, compressed: true, body: new Uint8Array([1, 2, 3]) })],
  ])('is read as it was written: %s', (_name, packet) => {
    expect(parseSap(serializeSap(packet))).toEqual({ ok: true, value: packet });
  });

  it('has its header where RFC 2974 6 puts it', () => {
    const bytes = serializeSap(packetOf({ deletion: true, authentication: new Uint8Array(8) }));
    expect([...bytes.subarray(0, 8)]).toEqual([0x24, 2, 0x12, 0x34, 192, 0, 2, 1]);
    expect(serializeSap(packetOf({ source: '::1' }))[0]).toBe(0x30);
  });

  it.each([
    ['nothing', [], 'too-short'],
    ['another version', [0xe0, 0, 0, 1, 1, 2, 3, 4, 5], 'version'],
    ['half a source', [0x20, 0, 0, 1, 1, 2, 3], 'too-short'],
    ['half an IPv6 source', [0x30, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8], 'too-short'],
    ['more authentication data than there are bytes', [0x20, 255, 0, 1, 1, 2, 3, 4, 5], 'authentication-length'],
    ['no payload', [0x20, 0, 0, 1, 1, 2, 3, 4], 'no-payload'],
  ])('that is %s is refused', (_name, bytes, rule) => {
    const parsed = parseSap(Uint8Array.from(bytes));
    expect(parsed.ok ? 'accepted' : parsed.error.rule).toBe(rule);
  });
});

describe('the payload', () => {
  const ruleOf = (text: string): string => {
    const split = splitPayload(utf8Bytes(text));
    return split.ok ? split.value.type : split.error.rule;
  };

  it('is SDP without a type, an o= line in a deletion too', () => {
    expect(splitPayload(SDP)).toEqual({ ok: true, value: { type: 'application/sdp', payload: SDP } });
    expect(ruleOf('o=- 1 1 IN IP4 192.0.2.1')).toBe('application/sdp');
  });

  it('follows its type and a zero byte', () => {
    expect(splitPayload(joinPayload(SDP, 'Application/SDP'))).toEqual({ ok: true, value: { type: 'application/sdp', payload: SDP } });
    expect(ruleOf('text/plain\0hello')).toBe('text/plain');
  });

  it.each(['', 'x', 'application/sdp', 'no type\0v=0', `${'a'.repeat(300)}/b\0v=0`])('of any other form is refused: %s', (text) => {
    expect(ruleOf(text)).toBe('payload-type');
  });
});
