import { describe, expect, it } from 'vitest';
import { messageLines, rawLines, sdpLines } from '../../src-renderer/lib/message-lines.ts';
import { messageNotes } from '../../src-renderer/lib/message-notes.ts';

const MESSAGE = 'INVITE sip:b@c SIP/2.0\r\nSubject: one\r\n  two\r\nVia: x\r\nnonsense\r\n\r\nv=0\r\nm=audio 1 RTP/AVP 8\r\nodd\r\n';

describe('messageLines', () => {
  it('unfolds, and keeps what is no header', () => {
    expect(messageLines(MESSAGE)).toEqual({
      start: 'INVITE sip:b@c SIP/2.0',
      headers: [{ name: 'Subject', value: 'one two' }, { name: 'Via', value: 'x' }, { name: '', value: 'nonsense' }],
      body: 'v=0\r\nm=audio 1 RTP/AVP 8\r\nodd\r\n',
    });
  });

  it('takes anything', () => {
    expect(messageLines('')).toEqual({ start: '', headers: [], body: '' });
    expect(messageLines(' folded\n\n\n').start).toBe(' folded');
  });
});

describe('rawLines', () => {
  it('loses no character', () => {
    expect(rawLines(MESSAGE).map((line) => line.marked + line.rest).join('\r\n')).toBe(MESSAGE);
  });

  it('marks header names in the head only', () => {
    expect(rawLines(MESSAGE).filter((line) => line.tag === 'b').map((line) => line.marked)).toEqual(['Subject', 'Via']);
  });
});

describe('sdpLines', () => {
  it('knows where a stream begins and keeps what is no SDP', () => {
    expect(sdpLines('v=0\r\nm=audio 1\r\nodd\r\n')).toEqual([
      { type: 'v', value: '0', opensMedia: false }, { type: 'm', value: 'audio 1', opensMedia: true }, { type: '', value: 'odd', opensMedia: false },
    ]);
  });
});

describe('messageNotes', () => {
  it('says why a message would be refused', () => {
    expect(messageNotes('garbage').length).toBeGreaterThan(0);
  });
});
