import { describe, expect, it } from 'vitest';
import { readText } from '../../../src-main/chat/text-body.ts';
import { utf8Bytes } from '../../../src-shared/sip/bytes.ts';

const read = (contentType: string, bytes: Uint8Array | string) => readText({ contentType, bytes: typeof bytes === 'string' ? utf8Bytes(bytes) : bytes });

describe('readText', () => {
  it.each([
    ['UTF-8 by itself', 'text/plain', 'Grüße 👋', 'Grüße 👋'],
    ['UTF-8 by name', 'Text/Plain; format=flowed; charset="UTF-8"', 'ä', 'ä'],
    ['a character set that nobody knows', 'text/plain;charset=klingon', 'ä', 'ä'],
    ['lines of any kind', 'text/plain', 'a\r\nb\rc\nd\te\n\n', 'a\nb\nc\nd\te'],
    ['control characters', 'text/plain', 'a\u0000\u001b[31mb\u007f', 'a[31mb'],
  ])('reads %s', (_what, type, given, text) => {
    expect(read(type, given)).toEqual({ ok: true, text });
  });

  it.each([['text/plain', 0xfc, 'ü'], ['text/plain;charset=iso-8859-1', 0xfc, 'ü'], ['text/plain;charset=windows-1252', 0x80, '€']])('reads %s, byte %i', (type, byte, text) => {
    expect(read(type, Uint8Array.of(byte))).toEqual({ ok: true, text });
  });

  it('says nothing where there is nothing', () => {
    expect(readText(undefined)).toEqual({ ok: true, text: '' });
  });

  it.each([['text/html', 'x', 415], ['', 'x', 415], ['text/plain', 'x'.repeat(10_001), 413], ['text/plain', 'ä'.repeat(20_001), 413]])('refuses %s', (type, text, status) => {
    expect(read(type, text)).toMatchObject({ ok: false, status });
  });
});
