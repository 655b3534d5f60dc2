import { describe, expect, it } from 'vitest';
import type { Reaction } from '../../../src-shared/sip/reaction.ts';
import { reactionTo } from '../../../src-shared/sip/reaction.ts';
import { request, response } from '../sip-ua/messages.ts';

type Fields = [string, string][];

const SPEAKS = ['100rel', 'timer', 'replaces'];
const OUTSIDE: Fields = [['to', '<sip:bob@b>']];
const WITHIN: Fields = [['to', '<sip:bob@b>;tag=1']];

function reaction(status: number, answer: Fields = [], sent: Fields = OUTSIDE, method = 'INVITE', tried: Reaction['kind'][] = []): Reaction {
  return reactionTo(response(status, answer), { sent: request(method, 'sip:bob@b', sent), speaks: SPEAKS, tried: new Set(tried) });
}

const uris = (found: Reaction): string[] => ('contacts' in found ? found.contacts.map(({ uri }) => uri) : []);
const GIVE_UP = { kind: 'give-up', isGlobal: false };

describe('the reaction to a final response', () => {
  it.each([100, 183, 199, 200, 204])('%i needs none', (status) => {
    expect(reaction(status)).toEqual({ kind: 'none' });
  });

  it.each([301, 302])('%i is followed, best first; 301 is remembered', (status) => {
    const found = reaction(status, [['contact', '<sip:b@2>;q=0.3, <sip:b@1>']]);
    expect(found).toMatchObject({ kind: 'follow', remember: status === 301 });
    expect(uris(found)).toEqual(['sip:b@1', 'sip:b@2']);
  });

  it('300 is a choice, where there is one, and so is an unknown 3xx', () => {
    expect(reaction(300, [['contact', '<sip:b@1>, <sip:b@2>']])).toMatchObject({ kind: 'choose', among: 'addresses' });
    expect(reaction(300, [['contact', '<sip:b@1>']])).toMatchObject({ kind: 'follow', remember: false });
    expect(reaction(399, [['contact', '<sip:b@1>, <sip:b@2>']])).toMatchObject({ kind: 'choose' });
    expect(reaction(300)).toEqual(GIVE_UP);
  });

  it.each([[305, 'proxies'], [380, 'services'], [485, 'addresses']])('%i is never followed by itself (RFC 3261 21.3.4)', (status, among) => {
    expect(reaction(status, [['contact', '<sip:p@1>']])).toMatchObject({ kind: 'choose', among });
    expect(reaction(status)).toEqual(GIVE_UP);
  });

  it('does not let a 3xx move a dialog', () => {
    expect(reaction(302, [['contact', '<sip:evil@1>']], WITHIN)).toEqual(GIVE_UP);
  });

  it.each([401, 407])('%i asks for credentials', (status) => expect(reaction(status)).toEqual({ kind: 'credentials' }));

  it.each([408, 481])('%i ends a dialog, and only that (RFC 3261 12.2.1.2)', (status) => {
    expect(reaction(status, [], WITHIN)).toEqual({ kind: 'dialog-over' });
    expect(reaction(status)).toEqual(GIVE_UP);
  });

  it('420 leaves out what was refused, and only what was asked for', () => {
    const sent: Fields = [...OUTSIDE, ['require', '100rel'], ['supported', 'Timer, replaces']];
    expect(reaction(420, [['unsupported', '100REL, timer, gruu']], sent)).toEqual({ kind: 'retry-without', extensions: ['100rel', 'timer'] });
    expect(reaction(420, [['unsupported', 'gruu']], sent)).toEqual(GIVE_UP);
    expect(reaction(420, [['unsupported', '100rel']], sent, 'INVITE', ['retry-without'])).toEqual(GIVE_UP);
  });

  it('421 adds what is required, if all of it is spoken here and was not offered before', () => {
    expect(reaction(421, [['require', 'timer']])).toEqual({ kind: 'retry-with', extensions: ['timer'] });
    expect(reaction(421, [['require', 'timer, precondition']])).toEqual(GIVE_UP);
    expect(reaction(421, [['require', 'timer']], [...OUTSIDE, ['supported', 'timer']])).toEqual(GIVE_UP);
    expect(reaction(421)).toEqual(GIVE_UP);
  });

  it('422 and 423 are obeyed where they demand more than was asked for', () => {
    expect(reaction(422, [['min-se', '3600']], [...OUTSIDE, ['session-expires', '90;refresher=uac']])).toEqual({ kind: 'min-se', minSeS: 3600 });
    expect(reaction(422, [['min-se', '90']], [...OUTSIDE, ['session-expires', '90']])).toEqual(GIVE_UP);
    expect(reaction(422)).toEqual(GIVE_UP);
    expect(reaction(423, [['min-expires', '300']], [...OUTSIDE, ['expires', '60']], 'SUBSCRIBE')).toEqual({ kind: 'min-expires', minExpiresS: 300 });
    expect(reaction(423, [['min-expires', '4000000000']], OUTSIDE, 'REGISTER')).toEqual(GIVE_UP);
  });

  it('412 publishes anew', () => {
    expect(reaction(412, [], OUTSIDE, 'PUBLISH')).toEqual({ kind: 'publish-anew' });
    expect(reaction(412)).toEqual(GIVE_UP);
  });

  it('491 is glare, inside a dialog', () => {
    expect(reaction(491, [], WITHIN)).toEqual({ kind: 'glare' });
    expect(reaction(491)).toEqual(GIVE_UP);
  });

  it.each([413, 500, 503])('%i waits for a short Retry-After, once', (status) => {
    expect(reaction(status, [['retry-after', '7 (so sorry);duration=9']])).toEqual({ kind: 'retry-after', afterS: 7 });
    expect(reaction(status, [['retry-after', '11']])).toEqual({ ...GIVE_UP, againInS: 11 });
    expect(reaction(status, [['retry-after', '7']], OUTSIDE, 'INVITE', ['retry-after'])).toEqual({ ...GIVE_UP, againInS: 7 });
    expect(reaction(status)).toEqual(GIVE_UP);
  });

  it.each([404, 480, 486, 600, 603])('%i never rings again by itself', (status) => {
    expect(reaction(status, [['retry-after', '5']])).toEqual({ kind: 'give-up', isGlobal: status >= 600, againInS: 5 });
  });

  it.each([400, 403, 405, 433, 439, 437, 438, 488, 489, 494, 499, 501, 505, 513, 599])('%i is the end', (status) => {
    expect(reaction(status, [['retry-after', '5']]).kind).toBe(status === 599 ? 'retry-after' : 'give-up');
  });

  it.each([600, 604, 606, 607, 608, 605, 699])('%i speaks for all addresses', (status) => {
    expect(reaction(status)).toEqual({ kind: 'give-up', isGlobal: true });
  });

  it('reads whatever the wire says without harm', () => {
    for (const value of ['', '-1', 'x', '99999999999', '1e9', ';;;']) {
      for (const status of [413, 422, 423, 503]) expect(reaction(status, [['retry-after', value], ['min-se', value], ['min-expires', value]]).kind).toBe('give-up');
    }
    expect(uris(reaction(302, Array.from({ length: 50 }, (_, at) => ['contact', `<sip:b@h${at}>`])))).toHaveLength(20);
  });
});
