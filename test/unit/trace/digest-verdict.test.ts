import { describe, expect, it } from 'vitest';
import { parseDatagram } from '../../../src-shared/sip/parse.ts';
import { digestVerdict } from '../../../src-main/trace/digest-verdict.ts';
import { algorithmNamed, digestResponse } from '../../../src-main/sip/digest/response.ts';
import { createTraceHub } from '../../../src-main/trace/tap.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';
import { request } from '../ladder/support.ts';

const passwords = (user: string): string[] => (user === 'alice' ? ['old', 'secret'] : []);

interface Made {
  user?: string;
  password?: string;
  algorithm?: string;
  qop?: 'auth' | 'auth-int';
  body?: string;
}

function signed({ user = 'alice', password = 'secret', algorithm, qop = 'auth', body = '' }: Made = {}): string {
  const [realm, nonce, cnonce, nc, uri] = ['pbx', 'n1', 'c1', '00000001', 'sip:bob@example.org'];
  const known = algorithmNamed(algorithm);
  if (!known) throw new Error('no such algorithm');
  const response = digestResponse({ algorithm: known, user, realm, password, nonce, cnonce, nc, qop, method: 'INVITE', uri, body: new TextEncoder().encode(body) });
  const named = algorithm ? `, algorithm=${algorithm}` : '';
  return request('INVITE', { body, headers: [`Authorization: Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", qop=${qop}, nc=${nc}, cnonce="${cnonce}", response="${response}"${named}`] });
}

function verdict(text: string): ReturnType<typeof digestVerdict> {
  const parsed = parseDatagram(new TextEncoder().encode(text));
  return digestVerdict(parsed.ok ? parsed.value : undefined, passwords);
}

describe('the verdict on a proof', () => {
  it.each<[Made, string]>([
    [{}, 'right'], [{ algorithm: 'SHA-256' }, 'right'], [{ algorithm: 'MD5-sess' }, 'right'], [{ qop: 'auth-int', body: 'v=0\r\n' }, 'right'], [{ password: 'old' }, 'right'],
    [{ password: 'guess' }, 'wrong'], [{ user: 'mallory' }, 'no-password'],
  ])('%o is %s', (made, expected) => {
    expect(verdict(signed(made))).toBe(expected);
  });

  it('nothing without credentials; of two fields the worse', () => {
    expect(verdict(request('INVITE'))).toBeUndefined();
    expect(verdict('garbage')).toBeUndefined();
    expect(verdict(signed().replace('\r\nAuthorization', '\r\nProxy-Authorization: Digest username="alice", response="0"\r\nAuthorization'))).toBe('wrong');
    expect(verdict(signed().replace('algorithm', 'x').replace(/$/, '').replace('qop=auth', 'algorithm=UNKNOWN, qop=auth'))).toBe('no-password');
  });

  it('is kept with the message, the proof is not', () => {
    const hub = createTraceHub(createVirtualClock(), { passwordsOf: passwords });
    const bytes = new TextEncoder().encode(signed());
    const parsed = parseDatagram(bytes);
    if (!parsed.ok) throw new Error('does not parse');
    hub.tap({ direction: 'out', transport: 'udp', local: { address: '192.0.2.1', port: 5060 }, remote: { address: '192.0.2.2', port: 5060 }, bytes, message: parsed.value });
    const [kept] = hub.recent(1);
    expect(kept?.digest).toBe('right');
    expect(JSON.stringify(kept)).not.toMatch(/secret|response="[0-9a-f]/);
  });
});
