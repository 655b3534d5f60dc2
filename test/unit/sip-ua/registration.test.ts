import { describe, expect, it } from 'vitest';
import { rungError } from '../../../src-shared/errors.ts';
import { endpointText } from '../../../src-shared/endpoint-text.ts';
import { publicAddressOf, readGrant } from '../../../src-main/sip/registration/bindings.ts';
import type { Refused } from '../../../src-main/sip/request/exchange.ts';
import type { Grant, RegistrationEvent, RegistrationStep } from '../../../src-main/sip/registration/machine.ts';
import { startRegistration, stepRegistration } from '../../../src-main/sip/registration/machine.ts';
import { createOwnContact } from '../../../src-main/sip/registration/own-contact.ts';
import { backOffMs, refreshDelayMs, retryAfterMs } from '../../../src-main/sip/registration/schedule.ts';
import { response } from './messages.ts';

describe('the schedule', () => {
  it.each([[3600, 1_800_000], [61, 30_500], [2, 1000], [1, 500], [0, 500]])('refreshes a life of %i s after %i ms', (grantedS, delayMs) => {
    expect(refreshDelayMs(grantedS)).toBe(delayMs);
  });

  it.each([[1, 30, 60], [2, 60, 120], [5, 480, 960], [6, 900, 1800], [50, 900, 1800]])('after %i failures waits %i to %i s', (failures, leastS, mostS) => {
    expect(backOffMs(failures, 0)).toBe(leastS * 1000);
    expect(backOffMs(failures, 0.999999)).toBeLessThanOrEqual(mostS * 1000);
    expect(backOffMs(failures, 0.999999)).toBeGreaterThan(mostS * 999);
  });

  it.each([[0, 1000], [120, 120_000], [4_000_000_000, 86_400_000]])('obeys Retry-After: %i within reason', (seconds, delayMs) => {
    expect(retryAfterMs(seconds)).toBe(delayMs);
  });
});

const granted: RegistrationEvent = { type: 'granted', expiresS: 100, contacts: [], serviceRoute: [], outbound: false };
const refused = (status: number, more: Partial<Refused> = {}): Refused =>
  ({ type: 'refused', status, reason: '', error: rungError('x', 'x'), hopeless: false, ...more });

/** `state: effects` for each event after the first REGISTER was sent. */
function story(events: RegistrationEvent[]): string[] {
  let { state } = startRegistration(600);
  return events.map((event) => {
    const step: RegistrationStep = stepRegistration(state, event, 0);
    state = step.state;
    return [state.name, ...step.effects.map((effect) => [effect.do, 'expiresS' in effect ? effect.expiresS : '', 'grant' in effect ? effect.grant.expiresS : '', 'ms' in effect ? effect.ms : ''].filter((part) => part !== '').join(' '))].join(', ');
  });
}

describe('a registration', () => {
  it('starts with a REGISTER', () => {
    expect(startRegistration(600).effects).toEqual([{ do: 'tell-registering' }, { do: 'register', expiresS: 600 }]);
  });

  it.each<[string, RegistrationEvent[], string[]]>([
    ['granted and refreshed', [granted, { type: 'timer' }, granted],
      ['registered, tell-registered 100, timer 50000', 'registering, stop-timer, register 600', 'registered, tell-registered 100, timer 50000']],
    ['423', [refused(423, { minExpiresS: 900 }), granted, { type: 'timer' }],
      ['registering, register 900', 'registered, tell-registered 100, timer 50000', 'registering, stop-timer, register 900']],
    ['423 with too little', [refused(423, { minExpiresS: 600 })], ['waiting, tell-failed, timer 30000']],
    ['423 with far too much', [refused(423, { minExpiresS: 4_000_000_000 })], ['waiting, tell-failed, timer 30000']],
    ['refused twice', [refused(500), { type: 'timer' }, refused(500)],
      ['waiting, tell-failed, timer 30000', 'registering, stop-timer, tell-registering, register 600', 'waiting, tell-failed, timer 60000']],
    ['a success ends the row of failures', [refused(500), { type: 'timer' }, granted, { type: 'timer' }, refused(500)],
      ['waiting, tell-failed, timer 30000', 'registering, stop-timer, tell-registering, register 600', 'registered, tell-registered 100, timer 50000',
        'registering, stop-timer, register 600', 'waiting, tell-failed, timer 30000']],
    ['hopeless', [refused(401, { hopeless: true })], ['waiting, tell-failed, timer 1800000']],
    ['refresh while one is under way', [{ type: 'refresh' }, granted, granted],
      ['registering', 'registering, tell-registered 100, stop-timer, register 600', 'registered, tell-registered 100, timer 50000']],
    ['stop', [granted, { type: 'stop' }, granted], ['registered, tell-registered 100, timer 50000', 'unregistering, stop-timer, register 0', 'off, stop-timer, tell-off']],
    ['stop while one is under way', [{ type: 'stop' }, granted, refused(500)], ['registering', 'unregistering, stop-timer, register 0', 'off, stop-timer, tell-off']],
    ['stop, and nobody answers', [{ type: 'stop' }, { type: 'impatient' }, granted], ['registering', 'off, stop-timer, tell-off', 'off']],
    ['another network while one is under way', [{ type: 'way-lost' }, granted], ['registering, register 600', 'registered, tell-registered 100, timer 50000']],
    ['another network while registered', [granted, { type: 'way-lost' }], ['registered, tell-registered 100, timer 50000', 'registering, stop-timer, register 600']],
    ['another network while waiting', [refused(500), { type: 'way-lost' }], ['waiting, tell-failed, timer 30000', 'registering, stop-timer, tell-registering, register 600']],
    ['another network while being stopped', [{ type: 'stop' }, { type: 'way-lost' }], ['registering', 'off, stop-timer, tell-off']],
    ['stop when nothing is bound', [refused(500), { type: 'stop' }], ['waiting, tell-failed, timer 30000', 'off, stop-timer, tell-off']],
    ['stop after a refresh failed: the old binding is taken back', [granted, { type: 'timer' }, refused(500), { type: 'stop' }],
      ['registered, tell-registered 100, timer 50000', 'registering, stop-timer, register 600', 'waiting, tell-failed, timer 30000', 'unregistering, stop-timer, register 0']],
  ])('%s', (_name, events, expected) => {
    expect(story(events)).toEqual(expected);
  });
});

describe('the bindings in a 200', () => {
  const own = 'sip:alice@192.0.2.1:5060';

  it.each<[string, [string, string][], number]>([
    ['the equal contact', [['contact', '<sip:alice@192.0.2.1:5062>;expires=1, <sip:alice@192.0.2.1:5060>;expires=77']], 77],
    ['one with a rewritten port', [['contact', '<sip:alice@192.0.2.1:40001>;expires=66, <sip:alice@192.0.2.2>;expires=1']], 66],
    ['Expires', [['contact', '<sip:alice@192.0.2.1:5060>'], ['expires', '55']], 55],
    ['what was asked for', [], 600],
    ['what was asked for when ours is nonsense', [['contact', '<sip:alice@192.0.2.1:5060>;expires=never']], 600],
  ])('%s decides', (_name, headers, expiresS) => {
    expect(readGrant(response(200, headers), { uri: own }, 600).expiresS).toBe(expiresS);
  });

  it('are all told, within bounds', () => {
    const many = Array.from({ length: 100 }, (_, at) => `<sip:alice@192.0.2.${at}>`).join(', ');
    expect(readGrant(response(200, [['contact', many]]), { uri: own }, 600).contacts).toHaveLength(32);
    expect(readGrant(response(200, [['contact', '*']]), { uri: own }, 600).contacts).toEqual([]);
  });

  it.each([
    ['SIP/2.0/UDP 10.0.0.1:5060;rport=5060;received=10.0.0.1', undefined],
    ['SIP/2.0/UDP 10.0.0.1:5060;rport', undefined],
    ['SIP/2.0/UDP 10.0.0.1:5060;rport=40001;received=198.51.100.7', '198.51.100.7:40001'],
    ['SIP/2.0/UDP 10.0.0.1:5060;received=198.51.100.7', '198.51.100.7:5060'],
    ['SIP/2.0/UDP [2001:db8::1]:5060;rport=6000;received=2001:db8::2', '[2001:db8::2]:6000'],
    ['SIP/2.0/TCP 10.0.0.1:5060;rport=40001;received=10.0.0.1', undefined],
    ['SIP/2.0/TCP 10.0.0.1:5060;rport=40001;received=198.51.100.7', '198.51.100.7:40001'],
    ['SIP/2.0/UDP 10.0.0.1:5060;rport=99999;received=198.51.100.7', undefined],
    ['SIP/2.0/UDP 10.0.0.1:5060;rport=7;received=evil.example', undefined],
    ['SIP/2.0/UDP 10.0.0.1:5060;rport=7;received=[', undefined],
  ])('Via %s shows the public address %s', (via, address) => {
    const seen = publicAddressOf(response(200, [['via', via]]));
    expect(seen && endpointText(seen)).toBe(address);
  });
});

describe('what a 200 grants', () => {
  const instanceId = 'urn:uuid:00000000-0000-4000-8000-000000000001';
  const binding = { uri: 'sip:alice@192.0.2.1', instanceId, regId: 2 };

  it('is read from the contact of this instance and this flow', () => {
    const contact = `<sip:alice@192.0.2.1>;expires=1, <sip:alice@10.0.0.1>;expires=2;+sip.instance="<${instanceId}>";reg-id=1,
 <sip:alice@10.0.0.2>;expires=3;+sip.instance="<${instanceId}>";reg-id=2;pub-gruu="sip:alice@example.org;gr=x";temp-gruu="sip:t@example.org;gr"`;
    expect(readGrant(response(200, [['contact', contact], ['require', 'outbound'], ['flow-timer', '25']]), binding, 600)).toMatchObject({
      expiresS: 3,
      gruu: { public: 'sip:alice@example.org;gr=x', temporary: 'sip:t@example.org;gr' },
      outbound: true,
      flowTimerS: 25,
    });
  });

  it.each(['sip:x@y>\\r\\nVia: 1', 'tel:+49', 'nonsense', 'sip:a b@c'])('no GRUU is made of %j', (gruu) => {
    const contact = `<sip:alice@192.0.2.1>;+sip.instance="<${instanceId}>";pub-gruu="${gruu}"`;
    expect(readGrant(response(200, [['contact', contact]]), binding, 600).gruu).toBeUndefined();
  });

  it('has the Service-Route in order', () => {
    const headers: [string, string][] = [['service-route', '<sip:p1.example.org;lr>, <sip:p2.example.org;lr>']];
    expect(readGrant(response(200, headers), binding, 600).serviceRoute).toEqual(['sip:p1.example.org;lr', 'sip:p2.example.org;lr']);
  });
});

describe('our Contact', () => {
  const grant: Grant = { expiresS: 100, contacts: [], serviceRoute: [], outbound: false };
  const here = 'sip:alice@10.0.0.1:5060';

  it('tells instance and flow', () => {
    expect(createOwnContact({ instanceId: 'urn:uuid:1', regId: 2 }).headersFor(here)).toEqual([`<${here}>;+sip.instance="<urn:uuid:1>";reg-id=2`]);
    expect(createOwnContact({}).headersFor(here)).toEqual([`<${here}>`]);
  });

  it('moves to where the registrar sees us, and takes the old one back', () => {
    const own = createOwnContact({});
    own.headersFor(here);
    const publicAddress = { address: '198.51.100.7', port: 40_001 };
    expect(own.granted({ ...grant, publicAddress })).toBe(true);
    expect(own.forRequests()).toBeUndefined();
    expect(own.headersFor(here)).toEqual(['<sip:alice@198.51.100.7:40001>', `<${here}>;expires=0`]);
    expect(own.granted({ ...grant, publicAddress })).toBe(false);
    expect(own.forRequests()).toBe('sip:alice@198.51.100.7:40001');
    expect(own.headersFor(here)).toEqual(['<sip:alice@198.51.100.7:40001>']);
  });

  it('does not run after a NAT that shows another port each time', () => {
    const own = createOwnContact({});
    const moves = [1, 2, 3, 4, 5].map((port) => {
      own.headersFor(here);
      return own.granted({ ...grant, publicAddress: { address: '198.51.100.7', port } });
    });
    expect(moves).toEqual([true, true, true, false, false]);
  });

  it('stays where it is when the registrar keeps the flow', () => {
    const own = createOwnContact({ instanceId: 'urn:uuid:1', regId: 1 });
    own.headersFor(here);
    expect(own.granted({ ...grant, outbound: true, publicAddress: { address: '198.51.100.7', port: 1 } })).toBe(false);
    // RFC 5626 4.3: and calls say that they are to use it.
    expect(own.forRequests()).toBe(`${here};ob`);
    own.granted(grant);
    expect(own.forRequests()).toBeUndefined();
  });

  it('in another network takes the old binding back', () => {
    const own = createOwnContact({});
    own.headersFor(here);
    own.granted(grant);
    own.forgetPublicAddress();
    expect(own.headersFor('sip:alice@10.9.9.9:5060')).toEqual(['<sip:alice@10.9.9.9:5060>', `<${here}>;expires=0`]);
  });

  it('is the GRUU where there is one', () => {
    const own = createOwnContact({});
    own.headersFor(here);
    own.granted({ ...grant, gruu: { public: 'sip:alice@example.org;gr=1' } });
    expect(own.forRequests()).toBe('sip:alice@example.org;gr=1');
  });
});
