import { describe, expect, it } from 'vitest';
import { ladderJson } from '../../../src-shared/ladder/json.ts';
import { buildLadder } from '../../../src-shared/ladder/ladder.ts';
import type { Ladder } from '../../../src-shared/ladder/ladder.ts';
import { ladderMermaid } from '../../../src-shared/ladder/mermaid.ts';
import { ladderSvg } from '../../../src-shared/ladder/svg.ts';
import { createLadderWriter, ladderText } from '../../../src-shared/ladder/text.ts';
import type { TracedMessage } from '../../../src-shared/model.ts';
import { createScript, request, response, SDP, span, START_MS, stats } from './support.ts';

function callMessages(): TracedMessage[] {
  const script = createScript();
  script.add(request('INVITE', { body: SDP, contentType: 'application/sdp' }));
  script.add(request('INVITE', { body: SDP, contentType: 'application/sdp' }), { atMs: 500 });
  script.add(response('200 OK', { body: SDP, contentType: 'application/sdp' }), { out: false, atMs: 502 });
  script.add(request('ACK', { branch: 'z9hG4bK2' }), { atMs: 503 });
  script.add(request('BYE', { branch: 'z9hG4bK3', cseq: '2 BYE' }), { out: false, atMs: 5000, remote: '127.0.0.1:5080' });
  return script.messages;
}
const call = (): Ladder => buildLadder(callMessages(), [span({ startedAtMs: START_MS + 510 })]);

function hostile(): Ladder {
  const script = createScript();
  script.add(response('200 \u001b[2J\u202e<script>alert("&")</script>;#\u0007', { callId: '<x>' }), { out: false, remote: '<img>:5060' });
  return buildLadder(script.messages, [span({ codec: '<b>\u001b' })]);
}

describe('ladderText', () => {
  it('draws posts, arrows, repetitions, bands and times', () => {
    expect(ladderText(call())).toBe([
      ' 127.0.0.1:5060                  127.0.0.1:5070                  127.0.0.1:5080',
      '        │                               │                               │        ',
      '        │──INVITE (SDP)────────────────▶│                               │           0.000    +0.000',
      '        │┄┄INVITE (SDP)┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄▶│                               │           0.500    +0.500  repeats #1',
      '        │◀──200 OK (SDP)────────────────│                               │           0.502    +0.002',
      '        │──ACK─────────────────────────▶│                               │           0.503    +0.001',
      '        │▓▓ RTP PCMA  250 sent  248 … ▓▓│                               │           0.510',
      '        │◀──BYE─────────────────────────────────────────────────────────│           5.000    +4.497',
      '',
    ].join('\n'));
  });
  it('leaves out the clock when asked', () => {
    const lines = ladderText(call(), { times: false }).split('\n');
    expect(lines.slice(2, 4).map((line) => line.trimEnd())).toEqual([
      expect.stringMatching(/^ {8}│──INVITE \(SDP\)─+▶│ +│$/), expect.stringMatching(/▶│ +│ +repeats #1$/),
    ]);
    expect(lines.some((line) => /\d\.\d{3}/.test(line))).toBe(false);
  });
  it('takes control characters out and colours only when told to', () => {
    const plain = ladderText(hostile());
    expect(plain).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(ladderText(call(), { colour: true })).toContain('\u001b[32m');
  });
  it('fits long names and labels into a narrow terminal', () => {
    const lines = ladderText(call(), { width: 40 }).split('\n');
    expect(lines[2]).toContain('│──INVITE (SD…─▶│');
  });
  it('shows a message to ourselves and a note', () => {
    const script = createScript();
    script.add(request('OPTIONS'), { local: '127.0.0.1:5060', remote: '127.0.0.1:5060', note: 'looped' });
    expect(ladderText(buildLadder(script.messages, []))).toMatch(/│ ↺ OPTIONS.*! looped/);
  });
  it('of nothing is a heading only', () => {
    expect(ladderText(buildLadder([], [])).trim()).toBe('');
  });
});

describe('createLadderWriter', () => {
  it('grows line by line and widens under a new heading', () => {
    const writer = createLadderWriter({ width: 100 });
    const pieces = callMessages().map((message) => writer.write(message));
    expect(pieces.map((piece) => piece.split('\n').length - 1)).toEqual([3, 1, 1, 1, 3]);
    expect(pieces[0]).toContain('127.0.0.1:5060');
    expect(pieces[1]).toMatch(/┄┄INVITE.*repeats #1\n$/);
    expect(pieces[4]).toContain('127.0.0.1:5080');
    expect(writer.writeMedia(span())).toMatch(/^ *│▓+ RTP PCMA.*│.*\n$/);
  });
  it('begins a new page rather than growing for ever', () => {
    const writer = createLadderWriter({ width: 100 });
    const script = createScript();
    let widest = 0;
    for (let i = 0; i < 40; i++) {
      const drawn = writer.write(script.add(request('OPTIONS'), { out: false, local: '192.0.2.1:5060', remote: `198.51.100.${i}:5060` }));
      widest = Math.max(widest, ...drawn.split('\n').map((line) => line.length));
    }
    expect(widest).toBeLessThan(180);
  });
});

describe('ladderSvg', () => {
  it('is well-formed and holds every message', () => {
    const svg = ladderSvg(call(), { theme: 'dark' });
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^]*<\/svg>\n$/);
    expect(svg.match(/<path /g)).toHaveLength(5);
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(1);
    expect(svg).toContain('RTP PCMA');
  });
  it('escapes all text', () => {
    const svg = ladderSvg(hostile());
    expect(svg).not.toMatch(/<script|<img|<b>|[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(svg).toContain('&lt;script&gt;');
    expect(isBalanced(svg)).toBe(true);
  });
});

/** Tags open and close in order: enough to know that no text broke out. */
function isBalanced(xml: string): boolean {
  const open: string[] = [];
  for (const [, slash, name = '', selfClosing] of xml.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
    if (slash) {
      if (open.pop() !== name) return false;
    } else if (!selfClosing) open.push(name);
  }
  return open.length === 0;
}

describe('ladderMermaid', () => {
  it('names participants, arrows and bands', () => {
    expect(ladderMermaid(call()).split('\n')).toEqual([
      'sequenceDiagram',
      '  participant L0 as 127.0.0.1:5060',
      '  participant L1 as 127.0.0.1:5070',
      '  participant L2 as 127.0.0.1:5080',
      '  L0->>L1: INVITE (SDP) (+0.000 s)',
      '  L0-->>L1: INVITE (SDP) (+0.500 s, repeated)',
      '  L1->>L0: 200 OK (SDP) (+0.002 s)',
      '  L0->>L1: ACK (+0.001 s)',
      '  Note over L0,L1: RTP PCMA  250 sent  248 received  0.8 % lost  0.8 ms jitter',
      '  L2->>L0: BYE (+4.497 s)',
      '',
    ]);
  });
  it('escapes what Mermaid or HTML would read', () => {
    expect(ladderMermaid(hostile())).not.toMatch(/<|[\u0000-\u0009\u000b-\u001f]/);
    expect(ladderMermaid(hostile())).toContain('#60;script#62;');
  });

  // The rule, tried with Mermaid 12.3: a line is one statement; its text goes from `as ` or `: ` to the end of the line, whatever words stand in it (`end`,
  // `note over`, arrows), as long as `#` and `;` are in it as entities only (`#35;`), and none of what Mermaid reads before its grammar does: `%%{`, `$$`,
  // `style…#…;`, `classDef…#…;`, `wrap:`.
  it.each([
    ['end', 'end'],
    ['"a" \'b\'', "#34;a#34; 'b'"],
    ['a;b #1', 'a#59;b #35;1'],
    ['#35;', '#35;35#59;'],
    ['a\r\nL0->>L1: forged', 'a\uFFFD\uFFFDL0->>L1: forged'.replaceAll('>', '#62;')],
    ['😀 ok', '😀 ok'],
    ['%%{init: {}}%%', '#37;#37;{init: {}}#37;%'],
    ['$$\\frac{$$', '#36;#36;\\frac{#36;#36;'],
    ['style:#fff;', '#115;tyle:#35;fff#59;'],
    ['classDef a:#1;', '#99;lassDef a:#35;1#59;'],
    ['nowrap: x', '#110;o#119;rap: x'],
    ['ﬂ°°60¶ß', '#64258;°°60#182;ß'],
  ])('keeps %j one text of one statement', (words, written) => {
    const drawn = call();
    const lanes = drawn.lanes.map((lane) => ({ ...lane, address: words }));
    const arrows = drawn.arrows.slice(0, 1).map((arrow) => ({ ...arrow, label: words }));
    expect(ladderMermaid({ ...drawn, lanes, arrows, bands: [] }).split('\n')).toEqual([
      'sequenceDiagram', ...[0, 1, 2].map((n) => `  participant L${n} as ${written}`), `  L0->>L1: ${written} (+0.000 s)`, '',
    ]);
  });
});

describe('ladderJson', () => {
  it('has the shape of the command line contract', () => {
    expect(ladderJson(call())).toEqual({
      dialogs: [{
        callId: 'call-1', from: 'sip:alice@example.org', to: 'sip:bob@example.org', method: 'INVITE', status: 200, startedAt: START_MS,
        messages: [
          { seq: 1, atMs: 0, src: '127.0.0.1:5060', dst: '127.0.0.1:5070', start: 'INVITE sip:bob@example.org SIP/2.0' },
          { seq: 2, atMs: 500, src: '127.0.0.1:5060', dst: '127.0.0.1:5070', start: 'INVITE sip:bob@example.org SIP/2.0', retransmissionOf: 1 },
          { seq: 3, atMs: 502, src: '127.0.0.1:5070', dst: '127.0.0.1:5060', start: 'SIP/2.0 200 OK' },
          { seq: 4, atMs: 503, src: '127.0.0.1:5060', dst: '127.0.0.1:5070', start: 'ACK sip:bob@example.org SIP/2.0' },
          { seq: 5, atMs: 5000, src: '127.0.0.1:5080', dst: '127.0.0.1:5060', start: 'BYE sip:bob@example.org SIP/2.0' },
        ],
        streams: [
          { src: '127.0.0.1:4000', dst: '127.0.0.1:4010', codec: 'PCMA', packets: 250, lost: 0, jitterMs: 0 },
          { src: '127.0.0.1:4010', dst: '127.0.0.1:4000', codec: 'PCMA', packets: 248, lost: 2, jitterMs: 0.8 },
        ],
      }],
    });
  });
  it('takes a success over a later refusal, and the last failure where there is none', () => {
    const status = (...answers: string[]): number | undefined => {
      const script = createScript();
      script.add(request('INVITE'));
      for (const answer of answers) script.add(response(answer), { out: false });
      return ladderJson(buildLadder(script.messages, [])).dialogs[0]?.status;
    };
    expect(status('180 Ringing', '200 OK', '488 Not Acceptable Here')).toBe(200);
    expect(status('401 Unauthorized', '403 Forbidden')).toBe(403);
    expect(status('100 Trying', '180 Ringing')).toBe(180);
    expect(status()).toBeUndefined();
  });
  it('leaves out directions without packets and bears what cannot be parsed', () => {
    const script = createScript();
    script.add('nonsense\r\nCall-ID: call-1\r\n\r\n');
    const [dialog] = ladderJson(buildLadder(script.messages, [span({ stats: stats({ received: 0 }) })])).dialogs;
    expect(dialog).toMatchObject({ from: '', to: '', method: '', messages: [{ start: 'nonsense' }] });
    expect(dialog?.streams.map((stream) => stream.src)).toEqual(['127.0.0.1:4000']);
  });
});
