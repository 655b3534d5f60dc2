import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteDiff } from '../../../src-shared/diff/byte-diff.ts';
import { editScript } from '../../../src-shared/diff/edit-script.ts';
import type { DiffLine, MessageDiff } from '../../../src-shared/diff/message-diff.ts';
import { messageDiff } from '../../../src-shared/diff/message-diff.ts';
import { tokenDiff } from '../../../src-shared/diff/token-diff.ts';
import type { Piece } from '../../../src-shared/diff/token-diff.ts';
import { cutLines } from '../../../src-shared/explain/cut-lines.ts';
import type { TracedMessage } from '../../../src-shared/model.ts';
import { createScript, request, response, SDP } from '../ladder/support.ts';

const textOf = (pieces: Piece[], without: Piece['change']): string => pieces.filter(({ change }) => change !== without).map(({ text }) => text).join('');

/** The side as the diff has it. */
function sideOf(diff: MessageDiff, side: 'left' | 'right'): string {
  return diff.lines.flatMap((line) => line[side] ?? []).toSorted((a, b) => a.at - b.at).map(({ text }) => text).join('');
}

/** What turns the left message into the right one: its lines as the pieces make them, in the right order. */
function applied(diff: MessageDiff): string {
  const made = ({ change, left, right, pieces }: DiffLine): string => {
    if (change === 'same') return left?.text ?? '';
    return textOf(pieces, 'removed') + (/\r?\n$/.exec(right?.text ?? '')?.[0] ?? '');
  };
  return diff.lines.filter(({ right }) => right).toSorted((a, b) => (a.right?.at ?? 0) - (b.right?.at ?? 0)).map(made).join('');
}

function traced(raw: string, changes: Partial<TracedMessage> = {}): TracedMessage {
  return { ...createScript().add(raw), raw, ...changes };
}

const line = fc.oneof(
  fc.constantFrom('Via: SIP/2.0/UDP a;branch=z9hG4bK1', 'Via: SIP/2.0/UDP b;branch=z9hG4bK2', 'v: SIP/2.0/UDP a;branch=z9hG4bK1', 'From: <sip:a@b>;tag=1', 'Subject: x\r\n folded', '', 'v=0', 'm=audio 1 RTP/AVP 8', 'a=rtpmap:8 PCMA/8000', 'a=sendonly', 'Content-Type: application/sdp'),
  fc.string({ maxLength: 20 }),
);
const text = fc.tuple(fc.array(line, { maxLength: 15 }), fc.constantFrom('\r\n', '\n')).map(([lines, end]) => lines.join(end));

describe('any two messages', () => {
  it('are cut into lines without losing a character', () => {
    fc.assert(fc.property(text, (raw) => {
      expect(cutLines(raw).map(({ from, end }) => raw.slice(from, end)).join('')).toBe(raw);
    }));
  });

  it('one with itself differs in nothing', () => {
    fc.assert(fc.property(text, (raw) => {
      const diff = messageDiff(traced(raw), traced(raw));
      expect(diff.lines.every(({ change }) => change === 'same')).toBe(true);
      expect(diff).toMatchObject({ different: 0, unexpected: 0 });
      expect(byteDiff(raw, raw).changes).toEqual([]);
    }));
  });

  it('hold both sides whole, and applied to the one give the other', () => {
    fc.assert(fc.property(text, text, (left, right) => {
      const diff = messageDiff(traced(left), traced(right));
      expect(sideOf(diff, 'left')).toBe(left);
      expect(sideOf(diff, 'right')).toBe(right);
      expect(applied(diff)).toBe(right);
    }), { numRuns: 300 });
  });

  /** Not in as many lines: of several alignments with as much in common, each direction takes its first. */
  it('are alike in both directions, or in none', () => {
    const isAlike = (left: string, right: string): boolean => messageDiff(traced(left), traced(right)).different === 0;
    fc.assert(fc.property(text, text, (left, right) => {
      expect(isAlike(left, right)).toBe(isAlike(right, left));
    }));
  });
});

describe('tokenDiff', () => {
  const words = fc.array(fc.constantFrom('a', 'bc', ' ', ';', '=', '12', 'é', '\u{1f600}', '\u202e'), { maxLength: 30 }).map((parts) => parts.join(''));

  it('makes both lines', () => {
    fc.assert(fc.property(words, words, (left, right) => {
      const pieces = tokenDiff(left, right);
      expect(textOf(pieces, 'added')).toBe(left);
      expect(textOf(pieces, 'removed')).toBe(right);
    }));
  });

  it('shows a changed port alone', () => {
    expect(tokenDiff('c 192.0.2.1:5060;lr', 'c 192.0.2.1:5080;lr')).toEqual([
      { change: 'same', text: 'c 192.0.2.1:' }, { change: 'removed', text: '5060' }, { change: 'added', text: '5080' }, { change: 'same', text: ';lr' },
    ]);
  });

  it('bears lines of a megabyte', () => {
    const long = 'a;'.repeat(500_000);
    expect(tokenDiff(`x${long}`, `y${long}`)).toEqual([{ change: 'removed', text: 'x' }, { change: 'added', text: 'y' }, { change: 'same', text: long }]);
  });
});

describe('editScript', () => {
  const sequence = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });

  it('finds the longest common subsequence', () => {
    const longest = (a: string[], b: string[]): number => (a.length === 0 || b.length === 0 ? 0
      : a[0] === b[0] ? 1 + longest(a.slice(1), b.slice(1)) : Math.max(longest(a.slice(1), b), longest(a, b.slice(1))));
    fc.assert(fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 7 }), fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 7 }), (left, right) => {
      expect(editScript(left, right).filter((step) => step.left !== undefined && step.right !== undefined)).toHaveLength(longest(left, right));
    }));
  });

  it('has every index once, in order', () => {
    fc.assert(fc.property(sequence, sequence, (left, right) => {
      const steps = editScript(left, right);
      expect(steps.flatMap((step) => step.left ?? [])).toEqual(left.map((_, at) => at));
      expect(steps.flatMap((step) => step.right ?? [])).toEqual(right.map((_, at) => at));
    }));
  });

  it('gives up the middle of what is too long, not the order', () => {
    const left = Array.from({ length: 3_000 }, (_, at) => `l${at}`);
    const right = Array.from({ length: 3_000 }, (_, at) => `r${at}`);
    expect(editScript(left, right)).toHaveLength(6_000);
  });
});

describe('what the protocol has differ', () => {
  const changed = (diff: MessageDiff): string[] => diff.lines.filter(({ change }) => change !== 'same').map(({ name, kind, change, expected }) => `${name || kind} ${change}${expected ? '' : ' !'}`);

  it('a retransmission may differ in nothing', () => {
    const script = createScript();
    const first = script.add(request('INVITE'));
    expect(messageDiff(first, script.add(request('INVITE')))).toMatchObject({ relation: 'retransmission', different: 0 });
    const diff = messageDiff(first, script.add(request('INVITE', { headers: ['Date: now'] })));
    expect(changed(diff)).toEqual(['date added !']);
  });

  it('another call has another Call-ID, branch, tag, port and session number', () => {
    const sdp = SDP.replace('o=- 1 1', 'o=- 7 8').replace('4000', '4002');
    const one = traced(request('INVITE', { body: SDP, contentType: 'application/sdp' }));
    const other = traced(request('INVITE', { callId: 'call-2', branch: 'z9hG4bK2', cseq: '7 INVITE', body: sdp, contentType: 'application/sdp' }).replace('tag=alice', 'tag=other'));
    expect(changed(messageDiff(one, other))).toEqual(['via changed', 'from changed', 'call-id changed', 'cseq changed', 'o changed', 'm changed']);
  });

  it('but not another codec, transport or target', () => {
    const one = traced(request('INVITE', { body: SDP, contentType: 'application/sdp' }));
    const raw = request('INVITE', { callId: 'call-2', body: SDP.replace('8 0', '0 8'), contentType: 'application/sdp' }).replace('SIP/2.0/UDP', 'SIP/2.0/TCP').replace('sip:bob@', 'sip:bobby@');
    expect(changed(messageDiff(one, traced(raw)))).toEqual(['start changed !', 'via changed !', 'call-id changed', 'm changed !']);
  });

  it('a request that is sent again after a challenge brings credentials', () => {
    const script = createScript();
    const diff = messageDiff(script.add(request('INVITE')), script.add(request('INVITE', { branch: 'z9hG4bK2', cseq: '2 INVITE', headers: ['Authorization: Digest response="***"'] })));
    expect(diff.relation).toBe('call');
    expect(changed(diff)).toEqual(['via changed', 'cseq changed', 'authorization added']);
    expect(diff.lines.find(({ name }) => name === 'authorization')?.expected?.section).toBe('RFC 3261 22.2');
  });

  it('a proxy takes off a hop and adds itself, and touches nothing else', () => {
    const script = createScript();
    const before = request('INVITE', { body: SDP, contentType: 'application/sdp' });
    const after = before.replace('Via: ', 'Via: SIP/2.0/UDP proxy;branch=z9hG4bKp\r\nVia: ').replace('branch=z9hG4bK1', 'branch=z9hG4bK1;received=127.0.0.1').replace('Max-Forwards: 70', 'Max-Forwards: 69');
    const first = script.add(before);
    const diff = messageDiff(first, script.add(after, { local: '127.0.0.1:5080', remote: '127.0.0.1:5090' }));
    expect(diff.relation).toBe('hop');
    expect(changed(diff)).toEqual(['via added', 'via changed', 'max-forwards changed']);
    const meddled = script.add(after.replace('c=IN IP4 127.0.0.1', 'c=IN IP4 10.0.0.1'), { local: '127.0.0.1:5080', remote: '127.0.0.1:5090' });
    expect(changed(messageDiff(first, meddled))).toContain('c changed !');
  });

  it('an answer has its own fields but copies five', () => {
    const script = createScript();
    const invite = script.add(request('INVITE'));
    const diff = messageDiff(invite, script.add(response('200 OK', { headers: ['Contact: <sip:bob@b>'] }).replace('Max-Forwards: 70\r\n', ''), { out: false }));
    expect(diff.relation).toBe('answer');
    expect(changed(diff)).toEqual(['start changed', 'to changed', 'contact added', 'max-forwards removed']);
    const otherCall = script.add(response('200 OK').replace('sip:alice@', 'sip:alina@'), { out: false });
    expect(changed(messageDiff(invite, otherCall))).toContain('from changed !');
  });

  it('compact names, white space and the order of fields say the same', () => {
    const one = traced(request('INVITE'));
    const other = traced(request('INVITE').replace(/Via: (.*)\r\nFrom: (.*)\r\n/, 'f:  $2\r\nv: $1\r\n'));
    const diff = messageDiff(one, other);
    expect(changed(diff)).toEqual(['via respelled !', 'from respelled !']);
    expect(diff.different).toBe(0);
  });

  it('bears ten thousand fields of one name', () => {
    const many = (text: string): string => `INVITE sip:a@b SIP/2.0\r\n${`X: ${text}\r\n`.repeat(10_000)}\r\n`;
    expect(messageDiff(traced(many('1')), traced(many('2'))).different).toBe(10_000);
  });
});

describe('byteDiff', () => {
  it('finds the stretches of messages of one length', () => {
    expect(byteDiff('abcdef', 'aXcdYZ')).toEqual({ left: 6, right: 6, changes: [{ from: 1, leftTo: 2, rightTo: 2 }, { from: 4, leftTo: 6, rightTo: 6 }] });
  });
  it('counts octets, and finds what was put in between', () => {
    expect(byteDiff('aüb', 'aüxyb')).toEqual({ left: 4, right: 6, changes: [{ from: 3, leftTo: 3, rightTo: 5 }] });
  });
});
