import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src-shared/diagnose/diagnose.ts';
import { ladderHtml } from '../../../src-shared/export/html.ts';
import { ladderPcapng } from '../../../src-shared/export/ladder-pcapng.ts';
import { buildLadder } from '../../../src-shared/ladder/ladder.ts';
import type { TracedMessage } from '../../../src-shared/model.ts';
import { createScript, request, response, SDP, span, START_MS } from '../ladder/support.ts';

function failedCall(): TracedMessage[] {
  const script = createScript();
  script.add(request('INVITE', { body: SDP, contentType: 'application/sdp' }));
  script.add(request('INVITE', { body: SDP, contentType: 'application/sdp' }), { atMs: 500 });
  script.add(response('404 Not <b>Found</b>'), { out: false, atMs: 510 });
  script.add(request('ACK', { toTag: 'bob' }), { atMs: 511 });
  return script.messages;
}

/** Type, total length and body of each block, and that the length stands at both ends. */
function blocks(file: Uint8Array): { type: number; body: Uint8Array }[] {
  const view = new DataView(file.buffer);
  const found: { type: number; body: Uint8Array }[] = [];
  for (let at = 0; at < file.length;) {
    const length = view.getUint32(at + 4, true);
    expect(view.getUint32(at + length - 4, true)).toBe(length);
    expect(length % 4).toBe(0);
    found.push({ type: view.getUint32(at, true), body: file.subarray(at + 8, at + length - 4) });
    at += length;
  }
  return found;
}

const asText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('ladderPcapng', () => {
  it('has a block for each message, with what it is and what went wrong', () => {
    const messages = failedCall();
    const packets = blocks(ladderPcapng(buildLadder(messages, []), diagnose(messages, []), 'Rung/test')).filter(({ type }) => type === 6).map(({ body }) => asText(body));
    expect(packets).toHaveLength(4);
    expect(packets[0]).toContain('Message 1: INVITE (SDP)');
    expect(packets[1]).toContain('Message 2: INVITE (SDP)\nRepeats message 1.');
    expect(packets[2]).toMatch(/Message 3: 404 Not <b>Found<\/b>\nerror: /);
    expect(packets[2]).toContain('SIP/2.0 404 Not <b>Found</b>\r\n');
  });

  it('keeps comments within what an option holds, whole characters only', () => {
    const script = createScript();
    script.add(request('INVITE'), { note: 'ü'.repeat(5_000) });
    const [message] = script.messages as [TracedMessage];
    // The comment is longer than an option may be, and the cut would fall into a character.
    const [packet] = blocks(ladderPcapng(buildLadder([{ ...message, note: 'ü'.repeat(5_000) }], []), [], '')).filter(({ type }) => type === 6);
    expect(asText(packet?.body ?? new Uint8Array())).toMatch(/ü{1900}[^\uFFFD]*$/);
  });

  it('puts sound between the messages by its time, and never changes the order of these', () => {
    const messages = failedCall().map((message) => (message.seq === 2 ? { ...message, atMs: START_MS - 5_000 } : message));
    const end = { address: '127.0.0.1', port: 4000 };
    const sound = [400, 600].map((atMs) => ({ atMs: START_MS + atMs, source: end, destination: end, transport: 'udp' as const, bytes: new Uint8Array(12) }));
    const sizes = blocks(ladderPcapng(buildLadder(messages, []), [], '', sound)).filter(({ type }) => type === 6).map(({ body }) => body.length < 100);
    expect(sizes).toEqual([false, false, true, false, false, true]);
  });

  it('writes TLS as the TCP that was inside, away from the port that means TLS', () => {
    const script = createScript();
    script.add(request('INVITE'), { remote: '192.0.2.7:5061' });
    const [message] = script.messages as [TracedMessage];
    const [packet] = blocks(ladderPcapng(buildLadder([{ ...message, transport: 'tls' }], []), [], '')).filter(({ type }) => type === 6);
    const frame = (packet?.body ?? new Uint8Array()).subarray(20);
    expect([frame[23], new DataView(frame.buffer, frame.byteOffset).getUint16(36)]).toEqual([6, 5060]);
    expect(asText(frame)).toContain('Sent over TLS');
  });
});

describe('ladderHtml', () => {
  const html = (language: 'en' | 'de'): string => {
    const messages = failedCall();
    return ladderHtml(buildLadder(messages, [span()]), diagnose(messages, []), { title: 'Call with <script>', language, madeBy: 'Rung/test' });
  };

  it('escapes what came from the network and runs nothing', () => {
    expect(html('en')).toContain('Call with &lt;script&gt;');
    expect(html('en')).toContain('SIP/2.0 404 Not &lt;b&gt;Found&lt;/b&gt;');
    expect(html('en')).not.toMatch(/<script|<b>|\son\w+=/i);
    expect(html('en')).toContain("default-src 'none'");
  });

  it('says what went wrong with which message, and what each one means, in both languages', () => {
    expect(html('en')).toContain('<a href="#m3">message 3</a>');
    expect(html('de')).toContain('<a href="#m3">Nachricht 3</a>');
    expect(html('en').match(/<details id="m\d"/g)).toHaveLength(4);
    expect(html('en')).toContain('RFC 3261 21.4.5');
    expect(html('de')).toContain('Was nicht stimmt');
  });

  it('has a dark colour for each light one of the ladder', () => {
    const page = html('en');
    const colours = new Set([...page.slice(page.indexOf('<svg')).matchAll(/ (?:fill|stroke)="(#\w{6})"/g)].map(([, colour]) => colour));
    expect(colours.size).toBeGreaterThan(5);
    for (const colour of colours) expect(page).toMatch(new RegExp(`\\.ladder \\[fill="${colour}"\\] \\{ fill: #\\w{6} \\}`));
  });
});
