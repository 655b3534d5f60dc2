import { describe, expect, it } from 'vitest';
import { readMessageSummary } from '../../../src-main/events/message-summary.ts';
import { utf8Bytes } from '../../../src-shared/sip/bytes.ts';

const read = (...lines: string[]) => readMessageSummary(utf8Bytes(lines.join('\r\n')));

describe('readMessageSummary', () => {
  it('reads the example of RFC 3842 5.2, and nothing of the messages below', () => {
    expect(read(
      'Messages-Waiting: yes', 'Message-Account: sip:alice@vmail.example.com', 'Voice-Message: 4/8 (1/2)', 'Video-Message: 0/2 (0/0)', '',
      'To: <alice@atlanta.example.com>', 'Voice-Message: 9/9',
    )).toEqual({ waiting: true, newVoice: 4, oldVoice: 8, account: 'sip:alice@vmail.example.com' });
  });

  it.each([
    ['no counts', ['Messages-Waiting: no'], { waiting: false, newVoice: 0, oldVoice: 0 }],
    ['any case, odd spaces', ['MESSAGES-WAITING :  YES', 'voice-message:2 / 0'], { waiting: true, newVoice: 2, oldVoice: 0 }],
    ['folded lines', ['Messages-Waiting: yes', 'Voice-Message:', ' 3/1', '\t(0/0)'], { waiting: true, newVoice: 3, oldVoice: 1 }],
    ['an address in brackets', ['Messages-Waiting: no', 'Message-Account: <sip:vm@10.0.0.1;user=phone>'],
      { waiting: false, newVoice: 0, oldVoice: 0, account: 'sip:vm@10.0.0.1;user=phone' }],
    ['an account that is no address', ['Messages-Waiting: no', 'Message-Account: x y'], { waiting: false, newVoice: 0, oldVoice: 0 }],
    ['a count beyond belief', ['Messages-Waiting: yes', 'Voice-Message: 9999999999/1'], { waiting: true, newVoice: 1_000_000, oldVoice: 1 }],
    ['an empty line in front', ['', 'Messages-Waiting: yes'], { waiting: true, newVoice: 0, oldVoice: 0 }],
  ])('takes %s', (_what, lines, expected) => {
    expect(read(...lines)).toEqual(expected);
  });

  it('takes bare line feeds', () => {
    expect(readMessageSummary(utf8Bytes('Messages-Waiting: yes\nVoice-Message: 1/0\n'))).toMatchObject({ newVoice: 1 });
  });

  it.each([['nothing', ''], ['no status', 'Voice-Message: 1/0'], ['a status that is none', 'Messages-Waiting: perhaps']])('refuses %s', (_what, text) => {
    expect(read(text)).toBeUndefined();
  });

  it('refuses what is too large', () => {
    expect(read('Messages-Waiting: yes', 'x'.repeat(70_000))).toBeUndefined();
  });
});
