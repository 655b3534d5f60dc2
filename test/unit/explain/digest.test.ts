import { describe, expect, it } from 'vitest';
import { digestStory } from '../../../src-shared/explain/digest.ts';
import type { TracedMessage } from '../../../src-shared/model.ts';
import { createScript, request, response } from '../ladder/support.ts';

const challenge = (nonce: string, more = ''): string => response('401 Unauthorized', { headers: [`WWW-Authenticate: Digest realm="pbx", nonce="${nonce}", qop="auth"${more}`] });
const answer = (nonce: string, nc: number, realm = 'pbx'): string => request('INVITE', {
  branch: `z9hG4bK${nc}x`, cseq: `${nc + 1} INVITE`,
  headers: [`Authorization: Digest username="alice", realm="${realm}", nonce="${nonce}", uri="sip:bob@example.org", response="f00", cnonce="c", qop=auth, nc=0000000${nc}, algorithm=SHA-256`],
});

function call(...texts: string[]): TracedMessage[] {
  const script = createScript();
  texts.forEach((text, at) => script.add(text, { out: text.startsWith('INVITE'), atMs: at * 500 }));
  return script.messages;
}
const story = (messages: TracedMessage[], at: number) => digestStory(messages, messages[at] as TracedMessage);

describe('digestStory', () => {
  it('relates credentials to their challenge and spells the computation out, without the proof', () => {
    const messages = call(request('INVITE'), challenge('n1'), answer('n1', 1), answer('n1', 2));
    const told = story(messages, 3);
    expect(told).toMatchObject({ relation: 'answers', uses: 2, nonceAgeMs: 1000, counterpart: { seq: 2 }, fields: [{ header: 'authorization', kind: 'credentials', algorithm: 'SHA-256' }] });
    expect(told?.steps.map(({ name, value }) => `${name} = ${value}`)).toEqual([
      'A1 = alice:pbx:‹password›',
      'HA1 = SHA-256(alice:pbx:‹password›)',
      'A2 = INVITE:sip:bob@example.org',
      'HA2 = SHA-256(INVITE:sip:bob@example.org)',
      'response = SHA-256(HA1:n1:00000002:***:auth:HA2)',
    ]);
    expect(JSON.stringify(told)).not.toContain('f00');
  });

  it('finds who answered a challenge, or that nobody did', () => {
    const messages = call(request('INVITE'), challenge('n1', ', algorithm=MD5-sess'), answer('n1', 1), challenge('n2'));
    expect(story(messages, 1)).toMatchObject({ relation: 'answered', counterpart: { seq: 3 }, nonceAgeMs: 500 });
    expect(story(messages, 1)?.steps[1]?.formula).toBe('MD5(MD5(A1):nonce:cnonce)');
    expect(story(messages, 3)).toMatchObject({ relation: 'unanswered' });
  });

  it('tells another nonce, another realm and no challenge apart', () => {
    expect(story(call(challenge('n1'), answer('n9', 1)), 1)?.relation).toBe('other-nonce');
    expect(story(call(challenge('n1'), answer('n9', 1, 'elsewhere')), 1)?.relation).toBe('other-realm');
    expect(story(call(answer('n9', 1)), 0)?.relation).toBe('no-challenge');
  });

  it('is silent about messages without digest, and about Basic', () => {
    expect(story(call(request('INVITE')), 0)).toBeUndefined();
    expect(story(call(request('INVITE', { headers: ['Authorization: Basic ***'] })), 0)).toBeUndefined();
  });

  it('an old server without qop computes without counters', () => {
    const messages = call(response('401 Unauthorized', { headers: ['WWW-Authenticate: Digest realm="pbx", nonce="n1"'] }));
    expect(story(messages, 0)?.steps.at(-1)?.formula).toBe('MD5(HA1:nonce:HA2)');
  });
});
