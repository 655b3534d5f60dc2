import { describe, expect, it } from 'vitest';
import { preloadedRoute, routeSetOfRequest, routeSetOfResponse, routeTo } from '../../../src-main/sip/dialog/route-set.ts';
import { requestUri } from '../../../src-main/sip/request/request-uri.ts';
import { request, response } from './messages.ts';

const recorded: [string, string][] = [['record-route', '<sip:p3;lr>, "Proxy 2" <sip:p2;lr;x=1>;ignored'], ['record-route', '<sip:p1>']];

describe('the route set', () => {
  it('keeps the order for the callee and is reversed for the caller, URI parameters included', () => {
    expect(routeSetOfRequest(request('INVITE', 'sip:x', recorded))).toEqual(['sip:p3;lr', 'sip:p2;lr;x=1', 'sip:p1']);
    expect(routeSetOfResponse(response(200, recorded))).toEqual(['sip:p1', 'sip:p2;lr;x=1', 'sip:p3;lr']);
  });

  // RFC 3261 12.2.1.1
  it.each([
    ['empty', [], { requestUri: 'sip:bob@h', routes: [], nextHop: 'sip:bob@h' }],
    ['loose', ['sip:p1;lr', 'sip:p2'], { requestUri: 'sip:bob@h', routes: ['sip:p1;lr', 'sip:p2'], nextHop: 'sip:p1;lr' }],
    ['loose, with a value', ['sip:p1;lr=on'], { requestUri: 'sip:bob@h', routes: ['sip:p1;lr=on'], nextHop: 'sip:p1;lr=on' }],
    ['strict', ['sip:p1', 'sip:p2;lr'], { requestUri: 'sip:p1', routes: ['sip:p2;lr', 'sip:bob@h'], nextHop: 'sip:p1' }],
    ['strict alone', ['sip:p1;method=BYE?x=1'], { requestUri: 'sip:p1', routes: ['sip:bob@h'], nextHop: 'sip:p1;method=BYE?x=1' }],
  ])('%s', (_name, routes, expected) => {
    expect(routeTo('sip:bob@h', routes)).toEqual(expected);
  });
});

describe('a Request-URI', () => {
  it.each([
    ['sip:bob@h;transport=tcp', 'sip:bob@h;transport=tcp'],
    ['sip:bob@h;method=BYE', 'sip:bob@h'],
    ['sip:bob@h?subject=x', 'sip:bob@h'],
    ['sip:a b@h SIP/2.0\r\nEvil: 1', 'sip:a%20b@h%20SIP/2.0%0D%0AEvil:%201'],
    ['tel:+123', 'tel:+123'],
  ])('of %j is %j', (text, expected) => {
    expect(requestUri(text)).toBe(expected);
  });
});

describe('an outbound proxy', () => {
  it.each([
    ['proxy.example', 'sip:proxy.example;lr'],
    ['192.0.2.1:5080', 'sip:192.0.2.1:5080;lr'],
    ['[2001:db8::1]:5080', 'sip:[2001:db8::1]:5080;lr'],
    ['sip:proxy.example;transport=tcp', 'sip:proxy.example;transport=tcp;lr'],
    ['sip:proxy.example;lr', 'sip:proxy.example;lr'],
    ['sip:strict@proxy.example', 'sip:strict@proxy.example'],
  ])('written %s is %s', (text, expected) => {
    expect(preloadedRoute(text)).toBe(expected);
  });
});
