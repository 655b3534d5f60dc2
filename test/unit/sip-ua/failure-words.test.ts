import { describe, expect, it } from 'vitest';
import { challengeInWords, responseInWords } from '../../../src-main/sip/failure-words.ts';
import { peerEnded, refusedBy } from '../../../src-main/sip/session/ends.ts';
import { failureDetails } from '../../../src-shared/explain/failure-details.ts';
import { STATUS_CODES } from '../../../src-shared/sip/status-codes.ts';
import { request, response } from './messages.ts';

const codeOf = (status: number, method = 'INVITE'): string => responseInWords(response(status, [['cseq', `1 ${method}`]])).code;

describe('a refusal in words', () => {
  it.each([...STATUS_CODES.keys()].filter((status) => status >= 400))('%i has a sentence that is about it', (status) => {
    const { code, message, params } = responseInWords(response(status));
    expect(message).toMatch(/^[A-Z].*\.$/);
    expect(params).toEqual({ status, reason: '' });
    expect(code === 'request-malformed').toBe(status === 400);
  });

  it('tells apart what people mix up', () => {
    expect([401, 403, 404, 433, 437, 438, 607, 608].map((status) => codeOf(status))).toEqual([
      'auth-required', 'forbidden', 'user-not-found', 'anonymity-disallowed', 'identity-untrusted', 'identity-invalid', 'unwanted', 'rejected',
    ]);
    expect([403, 404, 503].map((status) => codeOf(status, 'REGISTER'))).toEqual(['registration-forbidden', 'account-unknown', 'service-unavailable']);
  });

  it.each([[399, 'redirected'], [499, 'request-malformed'], [599, 'server-error'], [605, 'declined'], [699, 'declined']])('unknown %i goes by its class', (status, code) => {
    expect(codeOf(status)).toBe(code);
  });

  it('says what the response tells besides its code, in both languages', () => {
    const error = responseInWords(response(486, [
      ['retry-after', '600 (lunch)'], ['reason', 'Q.850;cause=17;text="User busy"'], ['warning', '370 pbx "line full"'], ['error-info', '<https://example.org/busy>, <sip:x@y>'],
    ], 'At lunch'));
    expect(error.message).toBe('The person called is busy. Try again later. It said "486 At lunch". Reason given: busy (Q.850 17, "User busy"). '
      + 'Warning: the bandwidth is not sufficient "line full" (370). It asks not to be tried again for 10 min. More about it: https://example.org/busy');
    expect(failureDetails(error.params, 'de').join(' ')).toBe('Wortlaut: „486 At lunch“. Genannter Grund: besetzt (Q.850 17, "User busy"). '
      + 'Warnung: die Bandbreite reicht nicht aus "line full" (370). Ein neuer Versuch soll 10 min warten. Mehr dazu: https://example.org/busy');
  });

  it('names the proxy of a 305', () => {
    const useProxy = response(305, [['contact', '<sip:p@192.0.2.9;lr>']]);
    expect(responseInWords(useProxy).message).toMatch(/The proxy is sip:p@192\.0\.2\.9;lr$/);
    expect(refusedBy(useProxy).alternatives).toMatchObject([{ uri: 'sip:p@192.0.2.9;lr' }]);
  });

  it('adds nothing where the response tells nothing', () => {
    expect(failureDetails(responseInWords(response(486, [], 'BUSY HERE')).params, 'en')).toEqual([]);
    expect(failureDetails(undefined, 'en')).toEqual([]);
  });

  it.each([[45, '45 s'], [119, '119 s'], [120, '2 min'], [7199, '120 min'], [7200, '2 h'], [86_400, '24 h']])('%i s is %s', (seconds, text) => {
    expect(responseInWords(response(503, [['retry-after', String(seconds)]])).message).toContain(`for ${text}.`);
  });

  it('keeps what comes from the wire in one short line', () => {
    const hostile = `x\u001b[2J\r\nEvil: 1${'y'.repeat(2000)}`;
    const { message } = responseInWords(response(480, [['reason', `SIP;text="${hostile}"`], ['warning', `399 h "${hostile}"`], ['error-info', `<${hostile}>`]], hostile));
    expect(message).not.toMatch(/[\u0000-\u001f]/);
    expect(message.length).toBeLessThan(1100);
  });

  it('names the challenge that was not answered', () => {
    expect(challengeInWords(response(407), 'foreign-realm').code).toBe('foreign-realm');
  });
});

describe('the end of a session', () => {
  it('by BYE carries the Reason that tells most', () => {
    const bye = (value?: string) => peerEnded(request('BYE', 'sip:a@h', value === undefined ? [] : [['reason', value]]), 200, 'OK');
    expect(bye()).toEqual({ by: 'remote', status: 200, reason: 'OK' });
    expect(bye('Q.850;cause=16')).toMatchObject({ reason: 'OK', cause: { protocol: 'Q.850', cause: 16 } });
    expect(bye('SIP;cause=200, Q.850;cause=41')).toMatchObject({ reason: 'temporary failure', cause: { protocol: 'Q.850', cause: 41 } });
    expect(bye('SIP;cause=503;text="Trunk down"')).toMatchObject({ reason: 'Trunk down', cause: { protocol: 'SIP', cause: 503 } });
    expect(bye('garbage here')).toEqual({ by: 'remote', status: 200, reason: 'OK' });
  });

  it('by refusal carries Retry-After and Reason', () => {
    const end = refusedBy(response(486, [['retry-after', '60'], ['reason', 'Q.850;cause=17']]));
    expect(end).toMatchObject({ status: 486, retryAfterS: 60, cause: { protocol: 'Q.850', cause: 17, text: '' } });
  });
});
