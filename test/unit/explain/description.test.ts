import { describe, expect, it } from 'vitest';
import { descriptionDiff } from '../../../src-shared/diff/message-diff.ts';
import { cutLines } from '../../../src-shared/explain/cut-lines.ts';
import { faultsOf } from '../../../src-shared/explain/faults.ts';

const description = (version: number, name: string, ...more: string[]): string => ['v=0', `o=- 7 ${version} IN IP4 192.0.2.1`, `s=${name}`, ...more, ''].join('\r\n');

describe('a session description by itself', () => {
  const text = description(1, 'Radio', 't=0 0', 'm=audio 5004 RTP/AVP 0', 'c=IN IP4 239.0.0.1/1');

  it('is cut into its lines', () => {
    expect(cutLines(text).map(({ kind, name }) => `${kind} ${name}`)).toEqual(['sdp v', 'sdp o', 'sdp s', 'sdp t', 'sdp m', 'sdp c']);
    expect(cutLines(text).map(({ from, end }) => text.slice(from, end)).join('')).toBe(text);
  });

  it('is no SIP message, and nothing is wrong with it', () => {
    expect(faultsOf(text, cutLines(text))).toEqual([]);
  });

  it('has its own faults where they stand', () => {
    const odd = description(1, 'Radio', 'm=audio 5004 RTP/AVP 0', 'c=IN IP4 239.0.0.1/1');
    expect(faultsOf(odd, cutLines(odd)).map(({ kind, section }) => `${kind} ${section}`)).toContain('odd RFC 8866 5.9');
    const broken = 'v=0\r\no=nonsense\r\n';
    expect(faultsOf(broken, cutLines(broken))[0]).toMatchObject({ kind: 'malformed', from: 5 });
  });

  it('is compared with the next version: its number has to differ, the rest is told', () => {
    const changed = descriptionDiff(description(1, 'Radio', 't=0 0'), description(2, 'Radio 2', 't=0 0', 'a=recvonly')).filter(({ change }) => change !== 'same');
    expect(changed.map(({ name, change, expected }) => [name, change, expected !== undefined])).toEqual([['o', 'changed', true], ['s', 'changed', false], ['a', 'added', false]]);
  });
});
