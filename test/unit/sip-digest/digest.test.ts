import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDigestClient } from '../../../src-main/sip/digest.ts';
import { parseAuthFields } from '../../../src-main/sip/digest/challenges.ts';
import { Headers } from '../../../src-shared/sip/headers.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';

const CREDENTIALS = { user: 'bob', password: 'zänzibar' };

function request(): SipRequest {
  return { kind: 'request', method: 'REGISTER', uri: 'sip:example.org', headers: new Headers(), body: new TextEncoder().encode('v=0'), notes: [] };
}

function response(status: number, ...challenges: [name: string, value: string][]): SipResponse {
  const headers = new Headers();
  for (const [name, value] of challenges) headers.add(name, value);
  return { kind: 'response', status, reason: '', headers, body: new Uint8Array(0), notes: [] };
}

const www = (value: string): [string, string] => ['www-authenticate', value];
const proxy = (value: string): [string, string] => ['proxy-authenticate', value];

const client = (): ReturnType<typeof createDigestClient> => createDigestClient(CREDENTIALS, createSeededRandom(7));

function sentParameters(sent: SipRequest, name = 'authorization'): Record<string, string>[] {
  const lines = sent.headers.values.filter((_, i) => sent.headers.names[i] === name);
  return lines.flatMap(parseAuthFields).map(({ parameters }) => Object.fromEntries(parameters));
}

/** What a server would compute, written apart from the product's code, straight from RFC 7616 3.4. */
function expected(hash: string, p: Record<string, string>, isSession: boolean): string {
  const h = (text: string | Uint8Array): string => createHash(hash).update(text).digest('hex');
  let a1 = h(`bob:${p.realm}:zänzibar`);
  if (isSession) a1 = h(`${a1}:${p.nonce}:${p.cnonce}`);
  const a2 = p.qop === 'auth-int' ? h(`REGISTER:${p.uri}:${h('v=0')}`) : h(`REGISTER:${p.uri}`);
  return p.qop ? h(`${a1}:${p.nonce}:${p.nc}:${p.cnonce}:${p.qop}:${a2}`) : h(`${a1}:${p.nonce}:${a2}`);
}

describe('an answer that a server accepts', () => {
  const hashes: [string, string][] = [['MD5', 'md5'], ['SHA-256', 'sha256'], ['SHA-512-256', 'sha512-256']];
  const cases = hashes.flatMap(([name, hash]) =>
    ['', '-sess'].flatMap((session) => [undefined, 'auth', 'auth-int', 'auth-int,auth'].map((qop) => ({ name: name + session, hash, qop }))),
  );

  it.each(cases)('$name, qop $qop', ({ name, hash, qop }) => {
    const digest = client();
    const sent = request();
    const challenge = `Digest realm="example.org", nonce="n1", opaque="o", algorithm=${name}${qop ? `, qop="${qop}"` : ''}`;
    expect(digest.challenge(response(401, www(challenge)), sent)).toBe('retry');
    digest.authorize(sent);
    const [p = {}] = sentParameters(sent);
    expect(p).toMatchObject({ username: 'bob', realm: 'example.org', nonce: 'n1', uri: 'sip:example.org', opaque: 'o', algorithm: name });
    expect(p.qop).toBe(qop === 'auth-int,auth' ? 'auth' : qop);
    expect(p.response).toBe(expected(hash, p, name.endsWith('-sess')));
  });

  it('does not name an algorithm that the server did not name', () => {
    const digest = client();
    const sent = request();
    digest.challenge(response(401, www('Digest realm="r", nonce="n"')), sent);
    digest.authorize(sent);
    expect(sentParameters(sent)[0]).not.toHaveProperty('algorithm');
    expect(sentParameters(sent)[0]).not.toHaveProperty('cnonce');
  });

  it('hashes the user name where it is asked to (RFC 7616 3.4.4)', () => {
    const digest = client();
    const sent = request();
    digest.challenge(response(401, www('Digest realm="r", nonce="n", algorithm=SHA-256, qop="auth", userhash=true')), sent);
    digest.authorize(sent);
    const username = createHash('sha256').update('bob:r').digest('hex');
    expect(sentParameters(sent)[0]).toMatchObject({ username, userhash: 'true' });
  });

  it('quotes what must be quoted, and lets no line be broken', () => {
    const digest = createDigestClient({ user: 'a"\r\nX: y\\', password: '' }, createSeededRandom());
    const sent = request();
    digest.challenge(response(401, www('Digest realm="r", nonce="n"')), sent);
    digest.authorize(sent);
    expect(sent.headers.first('authorization')).toContain('username="a\\"X: y\\\\"');
  });
});

describe('which challenge is answered', () => {
  it('the strongest known of one realm', () => {
    const digest = client();
    const sent = request();
    const offers = ['MD5', 'SHA-512-256', 'SHA3-999', 'SHA-256'].map((name) => www(`Digest realm="r", nonce="n-${name}", algorithm=${name}, qop="auth"`));
    expect(digest.challenge(response(401, ...offers), sent)).toBe('retry');
    digest.authorize(sent);
    expect(sentParameters(sent).map((p) => p.nonce)).toEqual(['n-SHA-512-256']);
  });

  it('every realm, of user agent and proxies at once', () => {
    const digest = client();
    const sent = request();
    digest.challenge(response(407, proxy('Digest realm="p1", nonce="a", qop="auth", Digest realm="p2", nonce="b"')), sent);
    digest.authorize(sent);
    digest.challenge(response(401, www('Digest realm="u", nonce="c"')), sent);
    digest.authorize(sent);
    expect(sentParameters(sent).map((p) => p.realm)).toEqual(['u']);
    expect(sentParameters(sent, 'proxy-authorization').map((p) => p.realm)).toEqual(['p1', 'p2']);
  });

  it('none that is Basic, of unknown algorithm or qop, or broken', () => {
    const broken = ['Basic realm="r"', 'Digest realm="r", nonce="n", algorithm=SHA-1', 'Digest realm="r", nonce="n", qop="auth-conf"', 'Digest realm="r"', '"', ''];
    for (const value of broken) expect(client().challenge(response(401, www(value)), request()), value).toBe('unsupported');
    expect(client().challenge(response(401), request())).toBe('unsupported');
  });
});

describe('after the first answer', () => {
  const offer = (nonce: string, more = ''): SipResponse => response(401, www(`Digest realm="r", nonce="${nonce}", qop="auth"${more}`));

  function authorized(digest: ReturnType<typeof createDigestClient>): SipRequest {
    const sent = request();
    digest.authorize(sent);
    return sent;
  }

  it('counts the uses of a nonce, with one cnonce', () => {
    const digest = client();
    digest.challenge(offer('n'), request());
    const [first, second] = [authorized(digest), authorized(digest)].map((sent) => sentParameters(sent)[0]);
    expect([first?.nc, second?.nc]).toEqual(['00000001', '00000002']);
    expect(second?.cnonce).toBe(first?.cnonce);
  });

  it('replaces earlier credentials in a request', () => {
    const digest = client();
    const sent = request();
    digest.challenge(offer('n'), sent);
    digest.authorize(sent);
    digest.authorize(sent);
    expect(sentParameters(sent)).toHaveLength(1);
  });

  it('says rejected when the same credentials are challenged again', () => {
    const digest = client();
    digest.challenge(offer('n1'), request());
    expect(digest.challenge(offer('n2'), authorized(digest))).toBe('rejected');
  });

  it('goes on with a new nonce when the old one was stale, but not for ever', () => {
    const digest = client();
    digest.challenge(offer('n0'), request());
    const verdicts = [1, 2, 3, 4].map((i) => digest.challenge(offer(`n${i}`, ', stale=TRUE'), authorized(digest)));
    expect(verdicts).toEqual(['retry', 'retry', 'retry', 'rejected']);
  });

  it('takes a nonce that once was good for run out, even without stale=true', () => {
    const digest = client();
    digest.challenge(offer('n1'), request());
    authorized(digest);
    expect(digest.challenge(offer('n2'), authorized(digest))).toBe('retry');
    expect(digest.challenge(offer('n3'), authorized(digest))).toBe('rejected');
  });

  it('does not loop between two requests that crossed on the wire', () => {
    const digest = client();
    digest.challenge(offer('n1'), request());
    const [one, two] = [authorized(digest), authorized(digest)];
    expect(digest.challenge(offer('n2'), one)).toBe('retry');
    const oneAgain = authorized(digest);
    expect(digest.challenge(offer('n3'), two)).toBe('retry');
    expect(digest.challenge(offer('n4'), oneAgain)).toBe('rejected');
  });

  it('does not follow a server that invents realm after realm', () => {
    const digest = client();
    const verdicts = Array.from({ length: 30 }, (_, i) => digest.challenge(response(401, www(`Digest realm="r${i}", nonce="n"`)), authorized(digest)));
    expect(verdicts.at(-1)).toBe('rejected');
  });
});
