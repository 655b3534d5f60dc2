import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../../src-shared/model.ts';
import { accountFaults, newAccount, splitAddress, tidyAccount } from '../../src-renderer/lib/account-form.ts';
import { cleanTarget, dialMatches } from '../../src-renderer/lib/dial-matches.ts';
import { hasOwnName, partyName, shortUri } from '../../src-renderer/lib/party.ts';
import { duration } from '../../src-renderer/lib/use-format.ts';

const record = (remoteUri: string, remoteName = ''): CallRecord => ({
  id: remoteUri, direction: 'out', sipCallId: 'x', remoteUri, remoteName, startedAtMs: 1, outcome: 'answered', messageCount: 0,
});

describe('what is typed into the dial field', () => {
  it.each([
    ['  <sip:bob@example.org>\n', 'sip:bob@example.org'],
    ['+1 (212) 555-1212', '+12125551212'],
    ['tel:+49 30 123', 'tel:+4930123'],
    ['bob\r\nVia: injected', 'bob'],
    ['*72#', '*72#'],
    ['bob jones', 'bob jones'],
  ])('%j is dialled as %j', (typed, dialled) => expect(cleanTarget(typed)).toBe(dialled));

  it('matches names and addresses, each address once, newest first', () => {
    const rows = [record('sip:bob@example.org;transport=tcp', 'Bob'), record('sip:carol@example.net', 'Carol'), record('sip:BOB@example.org')];
    expect(dialMatches(rows, 'bo').map((match) => match.uri)).toEqual(['sip:bob@example.org;transport=tcp']);
    expect(dialMatches(rows, 'CAR').map((match) => match.name)).toEqual(['Carol']);
    expect(dialMatches(rows, 'nobody')).toEqual([]);
  });
});

describe('names', () => {
  it('are short', () => {
    expect(shortUri('<sip:bob@example.org;transport=tcp?subject=x>')).toBe('bob@example.org');
    expect(shortUri('sip://bob@example.org')).toBe('bob@example.org');
    expect(partyName({ remoteName: ' ', remoteUri: 'tel:+49301' })).toBe('+49301');
    expect(hasOwnName({ remoteName: 'bob@example.org', remoteUri: 'sip:bob@example.org' })).toBe(false);
  });

  it('of durations', () => {
    expect([duration(0), duration(42_999), duration(3_723_000), duration(-5)]).toEqual(['00:00', '00:42', '1:02:03', '00:00']);
  });
});

describe('the account form', () => {
  const good = { ...newAccount(), user: 'alice', domain: 'example.org:5080' };

  it('takes what the core takes', () => expect(accountFaults(good)).toEqual({}));

  it.each([
    ['user', '', 'userMissing'], ['user', 'a b', 'userSpaces'], ['domain', ' ', 'domainMissing'], ['domain', 'exa mple', 'domainWrong'],
    ['domain', 'alice@example.org', 'domainWrong'], ['proxy', 'no proxy', 'proxyWrong'], ['expiresS', 5, 'expiresWrong'], ['expiresS', '', 'expiresWrong'], ['codecs', [], 'codecsMissing'],
  ])('%s = %j is told', (field, value, fault) => {
    expect(accountFaults({ ...good, [field]: value })).toEqual({ [field]: fault });
  });

  it.each(['192.0.2.7', '[2001:db8::1]:5060', 'pbx', 'a.b-c.example.'])('%s is a domain', (domain) => expect(accountFaults({ ...good, domain })).toEqual({}));

  it('splits a pasted address', () => {
    expect(splitAddress(' sip:alice@example.org:5080;transport=tcp')).toEqual({ user: 'alice', domain: 'example.org:5080' });
    expect(splitAddress('alice')).toBeUndefined();
  });

  it('drops the spaces of pasting', () => expect(tidyAccount({ ...good, user: ' alice ' }).user).toBe('alice'));
});
