import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodedText } from '../../../src-shared/copy/decoded-text.ts';
import { rungCommand } from '../../../src-shared/copy/rung-command.ts';
import { sippSnippet } from '../../../src-shared/copy/sipp-snippet.ts';
import { explainHeader } from '../../../src-shared/explain/headers.ts';
import { hexDump } from '../../../src-shared/explain/hex-dump.ts';
import { createScript, request, response, SDP } from '../ladder/support.ts';
import type { Fields } from '../ladder/support.ts';

const command = (method: string, fields: Fields = {}, change = (text: string): string => text): string | undefined => rungCommand(createScript().add(change(request(method, fields))));

/** What a shell makes of it. */
function wordsOf(text: string): string[] {
  return execFileSync('/bin/sh', ['-c', `for word in ${text}; do printf '%s\\0' "$word"; done`]).toString().split('\0').slice(0, -1);
}

describe('as a rung command', () => {
  it('a call with its codecs, subject, sender and headers', () => {
    const text = command('INVITE', { headers: ['Subject: it\'s late', 'X-Customer: 7; DROP', 'Authorization: Digest response="***"'], body: SDP, contentType: 'application/sdp' });
    expect(wordsOf(text ?? '')).toEqual([
      'rung', 'call', 'sip:bob@example.org', '--from', '"Alice" <sip:alice@example.org>', '--subject', 'it\'s late', '--codecs', 'pcma,pcmu', '--header', 'X-Customer: 7; DROP',
    ]);
  });

  it('other methods, routes and transports', () => {
    expect(command('OPTIONS', {}, (text) => text.replace('Max-Forwards', 'Route: <sip:p.example;lr>\r\nMax-Forwards'))).toBe("rung options sip:bob@example.org --proxy 'sip:p.example;lr' --from '\"Alice\" <sip:alice@example.org>'");
    expect(command('MESSAGE', { body: 'hello you', contentType: 'text/plain' })).toMatch(/^rung message sip:bob@example.org 'hello you' --from /);
    expect(command('MESSAGE', { body: '--pcap=/tmp/x', contentType: 'text/plain', headers: ['X-A: b'] })).toMatch(/ --header 'X-A: b' -- sip:bob@example.org --pcap=\/tmp\/x$/);
    expect(command('INVITE', { headers: ['Subject: --pcap'] })).toContain(' --subject=--pcap');
    expect(command('SUBSCRIBE', { headers: ['Event: dialog', 'Expires: 60'] })).toMatch(/^rung subscribe sip:bob@example.org dialog --from .* --expires 60$/);
    expect(command('REGISTER')).toBe('rung register --user bob --domain example.org --password-file PASSWORD-FILE');
    expect(rungCommand(createScript().add(request('OPTIONS'), { transport: 'tcp' }))).toContain('--transport tcp');
    expect(command('BYE')).toBeUndefined();
    expect(rungCommand(createScript().add(response('200 OK')))).toBeUndefined();
  });

  it('whatever the message holds, a shell sees one command without signs that a terminal obeys', () => {
    const hostile = fc.string({ unit: fc.constantFrom(...'\'"$`\\;&|<>(){}*?!#~ a\u202e\u001b') });
    fc.assert(fc.property(hostile, (text) => {
      const made = command('INVITE', { headers: [`X-A: x${text}`] }) ?? '';
      expect(made).not.toMatch(/[\u202e\u001b\r\n]/);
      expect(wordsOf(made).at(-1)).toBe(`X-A: x${text.trimEnd()}`.replace(/[\u202e\u001b]/g, '\uFFFD'));
    }), { numRuns: 30 });
  });
});

describe('as a SIPp step', () => {
  it('sends with SIPp\'s own Call-ID, branch, length and credentials', () => {
    const snippet = sippSnippet(createScript().add(request('INVITE', { headers: ['Authorization: Digest username="a", response="123"', 'Subject: ]]> x'] })));
    expect(snippet).toContain('<send retrans="500">');
    expect(snippet).toContain('branch=[branch]');
    expect(snippet).toContain('Call-ID: [call_id]');
    expect(snippet).toContain('Content-Length: [len]');
    expect(snippet).toContain('[authentication username=USER password=PASSWORD]');
    expect(snippet.match(/\]\]>/g)).toHaveLength(1);
    expect(snippet).not.toContain('response=');
  });
  it('answers with what came, and expects what comes', () => {
    expect(sippSnippet(createScript().add(response('180 Ringing')))).toContain('[last_Via:]');
    expect(sippSnippet(createScript().add(response('180 Ringing'), { out: false }))).toBe('<recv response="180" optional="true" />\n');
    expect(sippSnippet(createScript().add(request('BYE'), { out: false }))).toBe('<recv request="BYE" />\n');
  });
});

it('as text with explanations, and as a hex dump', () => {
  const text = decodedText('OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9\r\nSubject: \u202e\r\n\r\n', 'de', (line) => explainHeader(line.name));
  expect(text).toContain('branch=z9: Benennt die Transaktion');
  expect(text).toContain('Subject: ‹U+202E›');
  expect(hexDump('INVITE sip:é\r\n')).toEqual(['00000000  49 4e 56 49 54 45 20 73 69 70 3a c3 a9 0d 0a     INVITE sip:....']);
});
