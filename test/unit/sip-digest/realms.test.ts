import { describe, expect, it } from 'vitest';
import { createDigestClient, digestFor } from '../../../src-main/sip/digest.ts';
import type { Realms } from '../../../src-main/sip/digest/realms.ts';
import { createAccountRealms, createFirstRealm } from '../../../src-main/sip/digest/realms.ts';
import type { Target } from '../../../src-main/sip/transport.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { request, response } from '../sip-ua/messages.ts';

const hop = (address: string, host?: string): Target[] => [{ address, port: 5060, transport: 'udp', ...(host === undefined ? {} : { host }) }];
const HOME = hop('192.0.2.1', 'Example.org');
const STRANGER = hop('198.51.100.66', 'evil.example');
const outside = (method = 'INVITE') => request(method, 'sip:x@h', [['to', '<sip:x@h>']]);
const within = (method = 'BYE') => request(method, 'sip:x@h', [['to', '<sip:x@h>;tag=1']]);

function registered(realm: string): Realms {
  const realms = createAccountRealms('example.org:5070');
  realms.admits(realm, outside('REGISTER'), HOME);
  realms.learn(realm);
  return realms;
}

describe('who may ask for the password of an account', () => {
  it('the registrar, under whatever realm', () => {
    expect(createAccountRealms('example.org').admits('asterisk', outside('REGISTER'), HOME)).toBe(true);
    expect(registered('asterisk').admits('moved', outside('REGISTER'), HOME)).toBe(true);
  });

  it('another registrar that ours sends us to, if it knows the realm', () => {
    const realms = registered('asterisk');
    expect(realms.admits('asterisk', outside('REGISTER'), STRANGER)).toBe(true);
    expect(realms.admits('other', outside('REGISTER'), STRANGER)).toBe(false);
  });

  it('its own servers, under the realm that the registration told, or their domain', () => {
    const realms = registered('asterisk');
    for (const realm of ['asterisk', 'example.org', 'EXAMPLE.ORG', 'sip.example.org']) expect(realms.admits(realm, outside(), HOME), realm).toBe(true);
    for (const realm of ['evil', 'Asterisk', 'badexample.org', '']) expect(realms.admits(realm, outside(), HOME), realm).toBe(false);
    expect(createAccountRealms('sip.example.org').admits('example.org', outside(), hop('192.0.2.1', 'sip.example.org'))).toBe(true);
  });

  it('its own servers, however often their addresses change', () => {
    const realms = registered('asterisk');
    for (let n = 1; n <= 200; n++) expect(realms.admits('asterisk', outside(), hop(`198.51.100.${n}`, 'example.org')), String(n)).toBe(true);
    expect([realms.knows('198.51.100.200'), realms.knows('198.51.100.1')]).toEqual([true, false]);
  });

  it('nobody else, whatever realm they name', () => {
    const realms = registered('asterisk');
    for (const realm of ['asterisk', 'example.org', 'evil.example']) {
      expect(realms.admits(realm, outside(), STRANGER), realm).toBe(false);
      expect(realms.admits(realm, within(), STRANGER), realm).toBe(false);
    }
  });

  it('without a registration the first realm of its own server, but not inside a call', () => {
    const realms = createAccountRealms('example.org');
    expect(realms.admits('pbx', within(), HOME)).toBe(false);
    expect(realms.admits('pbx', outside(), HOME)).toBe(true);
    realms.learn('pbx');
    expect(realms.admits('pbx', within(), HOME)).toBe(true);
    expect(realms.admits('other', outside(), HOME)).toBe(false);
  });

  it('inside a call its servers are known by the addresses that their names had', () => {
    const realms = registered('asterisk');
    expect(realms.admits('asterisk', within(), hop('192.0.2.1'))).toBe(true);
    expect(['192.0.2.1', '192.0.2.9'].map((address) => realms.knows(address))).toEqual([true, false]);
    expect(realms.admits('asterisk', within(), hop('192.0.2.9'))).toBe(false);
    expect(realms.admits('asterisk', within(), [...hop('192.0.2.1'), ...STRANGER])).toBe(false);
    expect(realms.admits('asterisk', within(), [])).toBe(false);
  });

  it('and the proxies that registrar or owner named', () => {
    const realms = registered('asterisk');
    expect(realms.admits('asterisk', outside(), hop('203.0.113.5', 'edge.example.net'))).toBe(false);
    realms.trust(['sip:EDGE.example.net;lr', 'tel:1', 'nonsense']);
    expect(realms.admits('asterisk', outside(), hop('203.0.113.5', 'edge.example.net'))).toBe(true);
  });
});

it('without an account the first realm has the credentials to itself', () => {
  const realms = createFirstRealm();
  expect(['a', 'b', 'a'].map((realm) => realms.admits(realm, within(), STRANGER))).toEqual([true, false, true]);
});

describe('the digest client', () => {
  const CREDENTIALS = { user: 'alice', password: 'secret' };
  const challenge = (realm: string) => response(401, [['www-authenticate', `Digest realm="${realm}", nonce="n", qop="auth"`]]);

  it('answers nobody who may not ask, and says so', () => {
    const digest = createDigestClient(CREDENTIALS, createSeededRandom(1), registered('asterisk'));
    const bye = within();
    expect(digest.challenge(challenge('asterisk'), bye, STRANGER)).toBe('foreign-realm');
    expect(digest.challenge(challenge('evil'), outside(), HOME)).toBe('foreign-realm');
    digest.authorize(bye, STRANGER);
    expect(bye.headers.has('authorization')).toBe(false);
  });

  it('shows to a stranger no credentials that it has for its own server', () => {
    const digest = createDigestClient(CREDENTIALS, createSeededRandom(1), registered('asterisk'));
    const [invite, bye] = [outside(), within()];
    expect(digest.challenge(challenge('asterisk'), invite, HOME)).toBe('retry');
    digest.authorize(invite, HOME);
    digest.authorize(bye, STRANGER);
    expect(invite.headers.has('authorization')).toBe(true);
    expect(bye.headers.has('authorization')).toBe(false);
  });

  it('answers the ones who may ask, of several that ask at once', () => {
    const digest = createDigestClient(CREDENTIALS, createSeededRandom(1), registered('asterisk'));
    const both = response(407, [['proxy-authenticate', 'Digest realm="asterisk", nonce="n"'], ['www-authenticate', 'Digest realm="evil", nonce="n"']]);
    const invite = outside();
    expect(digest.challenge(both, invite, HOME)).toBe('retry');
    digest.authorize(invite, HOME);
    expect([invite.headers.has('proxy-authorization'), invite.headers.has('authorization')]).toEqual([true, false]);
  });

  it('learns a realm when a request with it has succeeded', () => {
    const realms = createAccountRealms('example.org');
    const digest = digestFor({ credentials: CREDENTIALS, realms, routes: [] }, createSeededRandom(1));
    const invite = outside();
    digest?.challenge(challenge('pbx'), invite, HOME);
    digest?.authorize(invite, HOME);
    expect(realms.admits('pbx', within(), HOME)).toBe(false);
    digest?.accepted(invite);
    expect(realms.admits('pbx', within(), HOME)).toBe(true);
  });

  it('is none without a password', () => expect(digestFor({ routes: [] }, createSeededRandom(1))).toBeUndefined());
});
