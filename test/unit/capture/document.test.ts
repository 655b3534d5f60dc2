import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createDocument } from '../../../src-shared/capture/document.ts';
import type { TraceDocument } from '../../../src-shared/capture/document.ts';

const CAPTURE = readFileSync(new URL('../../captures/call.pcap', import.meta.url));
const log = (name: string): Uint8Array => readFileSync(new URL(`logs/${name}`, import.meta.url));

function opened(bytes: Uint8Array, pieceBytes = Infinity): { document: TraceDocument; error: string | undefined } {
  const document = createDocument(new Date(2026, 2, 1, 18).getTime());
  for (let at = 0; at < bytes.length; at += pieceBytes) document.push(Uint8Array.from(bytes.subarray(at, at + pieceBytes)));
  const finished = document.finish();
  return { document, error: finished.ok ? undefined : finished.error.code };
}

describe('an opened file', () => {
  it('is a capture or a log, as its content says', () => {
    const capture = opened(CAPTURE).document;
    expect(capture.calls.some(({ method }) => method === 'INVITE')).toBe(true);
    const text = opened(log('asterisk-chan-sip.log')).document;
    expect(text.calls).toMatchObject([{ method: 'INVITE', status: 200, state: 'ended', messages: 10, from: 'sip:alice@192.0.2.10', to: 'sip:600@192.0.2.10' }]);
    expect(text.messages()[8]).toMatchObject({ method: 'BYE', retransmissionOf: 8, local: 'asterisk:5060', remote: '198.51.100.7:5062' });
    expect(text.media()).toEqual([]);
    expect(text.sound(0)).toMatchObject({ ok: false });
  });

  it.each([1, 3, 1000])('is the same in pieces of %i bytes', (piece) => {
    for (const bytes of [CAPTURE, log('sngrep.txt')]) {
      expect(opened(bytes, piece).document.messages()).toEqual(opened(bytes).document.messages());
    }
  });

  it('keeps no secrets', () => {
    expect(opened(log('asterisk-chan-sip.log')).document.messages().map(({ raw }) => raw).join()).not.toContain('5ea1ad9a');
  });

  it('says what is wrong with it', () => {
    const { document, error } = opened(new Uint8Array(0));
    expect(error).toBe('file-empty');
    expect([document.messages(), document.media(), document.streams, document.notes]).toEqual([[], [], [], []]);
    expect(opened(new TextEncoder().encode('abc')).error).toBe('no-sip-in-file');
    expect(opened(Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) & 255)).error).toBe('no-sip-in-file');
  });

  it('notes that a log has no times', () => {
    expect(opened(log('baresip.log')).document.notes.map(({ code }) => code)).toEqual(['log-without-times']);
    expect(opened(log('sngrep.txt')).document.notes).toEqual([]);
  });
});
