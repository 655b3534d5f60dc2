import { describe, expect, it } from 'vitest';
import type { DigestInput } from '../../../src-main/sip/digest/response.ts';
import { algorithmNamed, digestResponse, hashedUser } from '../../../src-main/sip/digest/response.ts';

function input(algorithm: string, rest: Omit<DigestInput, 'algorithm' | 'body' | 'method'>): DigestInput {
  const known = algorithmNamed(algorithm);
  if (!known) throw new Error(algorithm);
  return { algorithm: known, method: 'GET', body: new Uint8Array(0), ...rest };
}

describe('published examples', () => {
  const mufasa2617 = {
    user: 'Mufasa',
    realm: 'testrealm@host.com',
    password: 'Circle Of Life',
    nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
    uri: '/dir/index.html',
    nc: '00000001',
    cnonce: '0a4f113b',
  };

  it('RFC 2617 3.5: MD5 with qop=auth', () => {
    expect(digestResponse(input('MD5', { ...mufasa2617, qop: 'auth' }))).toBe('6629fae49393a05397450978507c4ef1');
  });

  it('RFC 2069 form: no qop', () => {
    expect(digestResponse(input('MD5', { ...mufasa2617, qop: undefined }))).toBe('670fd8c2df070c60b045671b8b24ff02');
  });

  const mufasa7616 = {
    user: 'Mufasa',
    realm: 'http-auth@example.org',
    password: 'Circle of Life',
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
    uri: '/dir/index.html',
    nc: '00000001',
    cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    qop: 'auth' as const,
  };

  it('RFC 7616 3.9.1: MD5 and SHA-256', () => {
    expect(digestResponse(input('MD5', mufasa7616))).toBe('8ca523f5e9506fed4657c9700eebdbec');
    expect(digestResponse(input('SHA-256', mufasa7616))).toBe('753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1');
  });

  it('RFC 7616 3.9.2 as corrected by erratum 4897: SHA-512-256, UTF-8, hashed user name', () => {
    const jason = {
      user: 'Jäsøn Doe',
      realm: 'api@example.org',
      password: 'Secret, or not?',
      nonce: '5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK',
      uri: '/doe.json',
      nc: '00000001',
      cnonce: 'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v',
      qop: 'auth' as const,
    };
    const sha = input('SHA-512-256', jason);
    expect(digestResponse(sha)).toBe('3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5');
    expect(hashedUser(sha.algorithm, jason.user, jason.realm)).toBe('793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b');
  });
});

describe('algorithm names', () => {
  it.each([
    [undefined, 'md5', false],
    ['md5', 'md5', false],
    ['MD5-sess', 'md5', true],
    ['SHA-256', 'sha256', false],
    ['sha-256-SESS', 'sha256', true],
    ['SHA-512-256', 'sha512-256', false],
    ['SHA-512-256-sess', 'sha512-256', true],
  ])('%s', (name, hash, isSession) => {
    expect(algorithmNamed(name)).toMatchObject({ hash, isSession });
  });

  it.each(['SHA-1', '', '-sess', 'token'])('does not know %j', (name) => {
    expect(algorithmNamed(name)).toBeUndefined();
  });
});
