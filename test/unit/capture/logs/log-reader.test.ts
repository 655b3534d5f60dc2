import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogReader } from '../../../../src-shared/capture/logs/log-reader.ts';
import type { LoggedMessage } from '../../../../src-shared/capture/logs/log-reader.ts';
import { parseDatagram } from '../../../../src-shared/sip/parse.ts';

/** Of baresip 1.0, linphonec 5.1, Kamailio 5, sngrep and SIPp themselves; those of Asterisk, FreeSWITCH and ngrep are written after their
 *  documentation. */
const FILES = [
  'asterisk-chan-sip.log', 'asterisk-pjsip.log', 'asterisk-pjsip-console.log', 'freeswitch.log', 'ngrep.txt', 'baresip.log', 'linphone.log',
  'kamailio-sipdump.data', 'sngrep.txt', 'sipp.log',
] as const;
const NOW_MS = new Date(2026, 2, 1, 18).getTime();

const bytesOf = (file: string): Uint8Array => readFileSync(new URL(file, import.meta.url));
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(bytes: Uint8Array, pieceBytes = Infinity): { messages: LoggedMessage[]; format: string | undefined } {
  const reader = createLogReader(NOW_MS);
  const messages: LoggedMessage[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) messages.push(...reader.push(bytes.subarray(at, at + pieceBytes)));
  messages.push(...reader.finish());
  return { messages, format: reader.format() };
}

const starts = (file: string): string[] => read(bytesOf(file)).messages.map(({ bytes }) => textOf(bytes).split('\r\n')[0]?.split(' ').slice(0, 2).join(' ') ?? '');
const ways = (file: string): string[] => read(bytesOf(file)).messages.map(({ source, destination }) => `${source.address}:${source.port} ${destination.address}:${destination.port}`);

const CALL = [
  'INVITE sip:600@192.0.2.10', 'SIP/2.0 401', 'ACK sip:600@192.0.2.10', 'INVITE sip:600@192.0.2.10', 'SIP/2.0 100', 'SIP/2.0 200',
  'ACK sip:600@192.0.2.10:5060', 'BYE sip:alice@198.51.100.7:5062', 'BYE sip:alice@198.51.100.7:5062', 'SIP/2.0 200',
];

describe('a text log', () => {
  it.each(['asterisk-chan-sip.log', 'asterisk-pjsip.log', 'asterisk-pjsip-console.log', 'freeswitch.log', 'ngrep.txt'])('%s: its call', (file) => {
    expect(starts(file)).toEqual(CALL);
  });

  it.each([
    ['baresip.log', 'arrows', 10], ['linphone.log', 'linphone', 9], ['kamailio-sipdump.data', 'sipdump', 16], ['sngrep.txt', 'arrows', 6], ['sipp.log', 'sipp', 6],
  ])('%s: is known as %s, with %i messages', (file, format, count) => {
    const { messages, format: found } = read(bytesOf(file));
    expect({ found, count: messages.length }).toEqual({ found: format, count });
  });

  it.each(FILES)('%s: each message is whole', (file) => {
    for (const { bytes } of read(bytesOf(file)).messages) {
      const parsed = parseDatagram(bytes);
      if (!parsed.ok) throw new Error(`${parsed.error.message} in ${textOf(bytes)}`);
      const length = parsed.value.headers.first('content-length');
      if (length !== undefined) expect(parsed.value.body.length).toBe(Number(length));
    }
  });

  it.each(FILES)('%s: cut anywhere it says the same', (file) => {
    const bytes = bytesOf(file);
    const whole = read(bytes);
    expect(read(bytes, 97)).toEqual(whole);
    expect(read(bytes, 1)).toEqual(whole);
  });

  it('tells who sent to whom', () => {
    expect(ways('sngrep.txt').slice(0, 2)).toEqual(['10.99.0.2:5060 10.99.0.1:5060', '10.99.0.1:5060 10.99.0.2:5060']);
    expect(ways('asterisk-chan-sip.log').slice(0, 2)).toEqual(['198.51.100.7:5062 asterisk:5060', 'asterisk:5060 198.51.100.7:5062']);
    expect(ways('linphone.log')[0]).toBe('linphone:5060 127.0.0.1:25170');
    expect(read(encoded('UDP [2001:db8::1]:5060 -> [2001:db8::2]:5061\nOPTIONS sip:a@b SIP/2.0\n\n')).messages[0]).toMatchObject({
      source: { address: '2001:db8::1', port: 5060 }, destination: { address: '2001:db8::2', port: 5061 },
    });
  });

  it('tells when: as the log says it', () => {
    const at = (file: string, index: number): number => read(bytesOf(file)).messages[index]?.atMs ?? -1;
    expect(at('asterisk-chan-sip.log', 0)).toBe(new Date(2026, 2, 1, 14, 5, 9).getTime());
    expect(at('asterisk-pjsip.log', 5)).toBe(new Date(2026, 2, 1, 14, 5, 10, 200).getTime());
    expect(at('freeswitch.log', 5)).toBe(new Date(2026, 2, 1, 14, 5, 10, 200).getTime());
    expect(at('kamailio-sipdump.data', 0)).toBeGreaterThan(1_795_294_000_000);
    expect(at('baresip.log', 3)).toBe(0);
  });

  it('a date without a year is never one to come', () => {
    const log = '[Dec 24 15:50:09] VERBOSE[1] res_pjsip_logger.c: <--- Received SIP request (0 bytes) from UDP:192.0.2.1:5060 --->\nOPTIONS sip:a@b SIP/2.0\n\n';
    expect(read(encoded(log)).messages[0]?.atMs).toBe(new Date(2025, 11, 24, 15, 50, 9).getTime());
  });

  it('takes the transport from the Via where the log does not say it', () => {
    const log = '<--- Transmitting (no NAT) to 192.0.2.1:5060 --->\nSIP/2.0 200 OK\nVia: SIP/2.0/TLS 192.0.2.1;branch=z9hG4bK1\nContent-Length: 0\n\n<------------>\n';
    expect(read(encoded(log)).messages[0]?.transport).toBe('tls');
  });

  it('keeps the octets of a body', () => {
    const message = Uint8Array.from([...encoded('U 192.0.2.1:5060 -> 192.0.2.2:5060\nMESSAGE sip:a@b SIP/2.0\r\nContent-Length: 4\r\n\r\n'), 0xe4, 0x80, 0xff, 0x00]);
    expect([...read(message).messages[0]?.bytes.slice(-4) ?? []]).toEqual([0xe4, 0x80, 0xff, 0x00]);
  });

  it('what is no SIP message is passed over', () => {
    expect(read(encoded('<--- SIP read from UDP:10.49.0.1:5064 --->\njaK\n<------------->\n')).messages).toEqual([]);
    expect(read(encoded('nothing\nof\nthis\n'))).toEqual({ messages: [], format: undefined });
  });

  it('a line or a message without end takes no memory', () => {
    const reader = createLogReader(NOW_MS);
    const heading = encoded('UDP 192.0.2.1:5060 -> 192.0.2.2:5060\nINVITE sip:a@b SIP/2.0\n');
    expect(reader.push(heading)).toEqual([]);
    const found: LoggedMessage[] = [];
    for (let i = 0; i < 300; i++) found.push(...reader.push(encoded(`X-Header: ${'a'.repeat(1_000)}\n`)));
    for (let i = 0; i < 300; i++) found.push(...reader.push(encoded('b'.repeat(1_000))));
    found.push(...reader.finish());
    expect(found).toHaveLength(1);
    expect(found[0]?.bytes.length).toBeLessThan(75_000);
  });

  it.each(FILES)('%s: damaged anywhere it is read without harm', (file) => {
    const bytes = bytesOf(file);
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 60 }), fc.nat(bytes.length), fc.integer({ min: 50, max: 5_000 }), (damage, end, piece) => {
      const damaged = Uint8Array.from(bytes.subarray(0, end));
      for (const [at, value] of damage) if (at < end) damaged[at] = value;
      const { messages } = read(damaged, piece);
      expect(messages.reduce((sum, message) => sum + message.bytes.length, 0)).toBeLessThanOrEqual(end * 2 + 100);
    }), { numRuns: 30 });
  });

  it('any text is read without harm', () => {
    const words = fc.constantFrom('<--- SIP read from UDP:', '192.0.2.1:5060', ' --->', '\n', '\r\n', 'INVITE sip:a@b SIP/2.0', 'Content-Length: 9999999', '\n\n', '====================', '~~~~~~~~~~~~~~~~~~~~', ' -> ', 'UDP ', '\x1b[36;1m', '[Mar  1 12:00:00] ', '|||||||||||||||||||||', '   ', 'recv 1 bytes from udp/[::1]:1 at 1:');
    fc.assert(fc.property(fc.array(fc.oneof(words, fc.string()), { maxLength: 80 }), (parts) => {
      const bytes = encoded(parts.join(''));
      expect(read(bytes, 13).messages.length).toBeLessThanOrEqual(bytes.length);
    }), { numRuns: 300 });
  });
});
