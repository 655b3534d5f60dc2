import { describe, expect, it } from 'vitest';
import { nextAddress, redirected, startRedirection } from '../../../src-main/sip/session/redirection.ts';
import { alternativesOf } from '../../../src-shared/sip/alternatives.ts';
import { response } from './messages.ts';

const moved = (contact: string): ReturnType<typeof response> => response(302, [['contact', contact]]);

/** Everything that would be tried, in order, if nobody ever answered. */
function order(first: string, ...contacts: string[]): string[] {
  let redirection = startRedirection(first);
  for (const contact of contacts) redirection = redirected(redirection, moved(contact));
  const tried: string[] = [];
  for (let next = nextAddress(redirection); next; next = nextAddress(redirection)) {
    tried.push(next.uri);
    redirection = next.redirection;
  }
  return tried;
}

describe('following 3xx', () => {
  it.each([
    ['by q, which is 1 where it is missing', ['<sip:c@h>;q=0.2, <sip:a@h>, <sip:b@h>;q=0.9'], ['sip:a@h', 'sip:b@h', 'sip:c@h']],
    ['in the order of the message where q is equal', ['<sip:b@h>, <sip:a@h>'], ['sip:b@h', 'sip:a@h']],
    ['each once, however it is spelled', ['<sip:%61@H>, <sip:a@h?subject=1>, <sip:me@h>, <sip:ME@h>'], ['sip:%61@H', 'sip:ME@h']],
    ['later answers first', ['<sip:a@h>, <sip:b@h>', '<sip:c@h>'], ['sip:c@h', 'sip:a@h', 'sip:b@h']],
    ['nothing that is no SIP address', ['<mailto:a@h>, <http://h>, <tel:+1>, <sip:a@h>'], ['sip:a@h']],
    ['five at most', ['<sip:1@h>, <sip:2@h>, <sip:3@h>, <sip:4@h>, <sip:5@h>, <sip:6@h>, <sip:7@h>'], ['sip:1@h', 'sip:2@h', 'sip:3@h', 'sip:4@h', 'sip:5@h']],
    ['not *', ['*'], []],
  ])('%s', (_name, contacts, expected) => {
    expect(order('sip:me@h', ...contacts)).toEqual(expected);
  });

  it('remembers a bounded number of contacts', () => {
    expect(alternativesOf(moved(Array.from({ length: 500 }, (_, at) => `<sip:${at}@h>`).join(', ')))).toHaveLength(20);
  });
});
