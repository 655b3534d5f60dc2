import { describe, expect, it } from 'vitest';
import { inspectRequest } from '../../../src-main/sip/inspect-request.ts';
import { request } from './messages.ts';

const sdp: [string, string] = ['content-type', 'application/sdp'];

describe('inspecting a request (RFC 3261 8.2)', () => {
  it.each([
    ['INVITE', request('INVITE', 'sip:a@h', [['content-type', 'Application/SDP ; charset=utf-8']], 'v=0')],
    ['INVITE without body', request('INVITE', 'sips:a@h')],
    ['INVITE to a number', request('INVITE', 'tel:+1234')],
    ['identity encoding', request('INVITE', 'sip:a@h', [sdp, ['content-encoding', 'identity']], 'v=0')],
    ['optional body', request('INVITE', 'sip:a@h', [['content-type', 'image/png'], ['content-disposition', 'render; handling = OPTIONAL']], 'x')],
    ['body of a BYE', request('BYE', 'sip:a@h', [['content-type', 'application/qsig']], 'x')],
  ])('%s may pass', (_name, message) => {
    expect(inspectRequest(message)).toBeUndefined();
  });

  it('looks at the method, then the scheme, then the extensions, then the body', () => {
    const bad = (method: string, uri: string, require: string): number | undefined =>
      inspectRequest(request(method, uri, [['require', require], ['content-type', 'text/plain']].filter(([, value]) => value !== '') as [string, string][], 'x'))?.status;
    expect(bad('REGISTER', 'soap:x', 'y')).toBe(405);
    // RFC 3261 21.5.2
    expect(bad('FOO', 'soap:x', 'y')).toBe(501);
    expect(bad('INVITE', 'soap:x', 'y')).toBe(416);
    expect(bad('INVITE', 'sip:x', 'y')).toBe(420);
    expect(bad('INVITE', 'sip:x', '')).toBe(415);
    // RFC 3261 7.1: methods are case-sensitive.
    expect(bad('invite', 'sip:x', '')).toBe(501);
  });

  it('names every unknown extension', () => {
    const message = request('INVITE', 'sip:x', [['require', '100rel, precondition'], ['require', 'join']]);
    expect(inspectRequest(message)).toEqual({ status: 420, headers: [['unsupported', 'precondition, join']] });
  });
});
