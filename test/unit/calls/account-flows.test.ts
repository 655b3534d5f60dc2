/** The registrations of one account, seen as one; and how the account then speaks. */
import { describe, expect, it } from 'vitest';
import { rungError } from '../../../src-shared/errors.ts';
import type { Account, Registration } from '../../../src-shared/model.ts';
import { defaultAccountOptions } from '../../../src-shared/model.ts';
import { startFlows } from '../../../src-main/calls/account-flows.ts';
import { accountIdentity } from '../../../src-main/calls/identity.ts';
import type { RegistrationListener, RegistrationNews, RegistrationOptions, UserAgent } from '../../../src-main/sip/user-agent.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const account: Account = {
  id: 'a', label: '', displayName: '', user: '1001', domain: 'example.org', authUser: '', proxy: '', transport: 'udp', register: true,
  expiresS: 300, codecs: ['PCMA'], enabled: true, ...defaultAccountOptions,
};

const granted: RegistrationNews = { state: 'registered', status: 200, reason: 'OK', expiresS: 100, contacts: [], serviceRoute: [], outbound: true };
const failed: RegistrationNews = { state: 'failed', status: 503, reason: 'Service Unavailable', error: rungError('x', 'x'), retryInS: 30 };

interface Asked {
  options: RegistrationOptions;
  listener: RegistrationListener;
}

function start(changes: Partial<Account>) {
  const asked: Asked[] = [];
  const told: Registration[] = [];
  const register: UserAgent['register'] = (options, listener) => {
    asked.push({ options, listener });
    return { refresh() {}, networkChanged() {}, stop: async () => {} };
  };
  const whole = { ...account, ...changes };
  const flows = startFlows({
    account: whole,
    identity: accountIdentity(whole, undefined),
    userAgent: { register } as UserAgent,
    clock: createVirtualClock(),
    instanceId: 'urn:uuid:1',
    onRegistration: (registration) => told.push(registration),
  });
  return { asked, told, flows, whole };
}

describe('the registrations of an account', () => {
  it('are one without outbound', () => {
    const { asked } = start({ proxy: 'p1.example.org, p2.example.org' });
    expect(asked.map(({ options }) => [options.regId, options.place, options.identity.routes])).toEqual([[undefined, undefined, ['sip:p1.example.org;lr']]]);
  });

  it('go to the first two proxies, or to two places of the one name', () => {
    const several = start({ outbound: true, proxy: 'p1.example.org, sip:p2.example.org;lr, p3' });
    expect(several.asked.map(({ options }) => [options.regId, options.place, options.identity.routes])).toEqual([
      [1, 0, ['sip:p1.example.org;lr']],
      [2, 0, ['sip:p2.example.org;lr']],
    ]);
    const one = start({ outbound: true });
    expect(one.asked.map(({ options }) => [options.regId, options.place])).toEqual([[1, 0], [2, 1]]);
  });

  it('count as registered while one flow is up', () => {
    const { asked, told } = start({ outbound: true });
    asked[0]?.listener.onState(granted);
    asked[1]?.listener.onState(failed);
    expect(told.at(-1)).toMatchObject({ state: 'registered', flows: { up: 1, of: 2 } });
    asked[0]?.listener.onState(failed);
    expect(told.at(-1)).toMatchObject({ state: 'failed', status: 503 });
    asked[0]?.listener.onState({ state: 'off' });
    asked[1]?.listener.onState({ state: 'off' });
    expect(told.at(-1)).toEqual({ accountId: 'a', state: 'off' });
  });

  it('are one where the name leads to one place only', () => {
    const { asked, told } = start({ outbound: true });
    asked[1]?.listener.onState({ state: 'off' });
    asked[0]?.listener.onState(granted);
    expect(told.at(-1)).toMatchObject({ state: 'registered' });
    expect(told.at(-1)).not.toHaveProperty('flows');
  });
});

describe('an account speaks', () => {
  const routesAfter = (proxy: string, serviceRoute: string[]): string[] => {
    const { asked, flows, whole } = start({ proxy });
    asked[0]?.listener.onState({ ...granted, serviceRoute });
    return accountIdentity(whole, undefined, flows.standing()).routes;
  };

  it.each<[string, string[], string[]]>([
    ['', [], []],
    ['', ['sip:s.example.org;lr'], ['sip:s.example.org;lr']],
    ['p.example.org', [], ['sip:p.example.org;lr']],
    ['p.example.org', ['sip:s.example.org;lr'], ['sip:p.example.org;lr', 'sip:s.example.org;lr']],
    ['p.example.org', ['sip:orig@p.example.org;lr', 'sip:s.example.org;lr'], ['sip:orig@p.example.org;lr', 'sip:s.example.org;lr']],
  ])('over proxy %j and Service-Route %j by way of %j', (proxy, serviceRoute, routes) => {
    expect(routesAfter(proxy, serviceRoute)).toEqual(routes);
  });

  it('over the proxy whose flow is up', () => {
    const { asked, flows, whole } = start({ outbound: true, proxy: 'p1.example.org, p2.example.org' });
    asked[0]?.listener.onState(failed);
    asked[1]?.listener.onState(granted);
    expect(accountIdentity(whole, undefined, flows.standing()).routes).toEqual(['sip:p2.example.org;lr']);
  });

  it('from the address that the registrar gave it', () => {
    const { asked, flows, whole } = start({});
    asked[0]?.listener.onState({ ...granted, contactUri: 'sip:1001@example.org;gr=1' });
    expect(accountIdentity(whole, undefined, flows.standing()).contactUri).toBe('sip:1001@example.org;gr=1');
  });

  it('in another network from that address only where it is a GRUU', () => {
    const { asked, flows } = start({});
    asked[0]?.listener.onState({ ...granted, contactUri: 'sip:1001@198.51.100.7:40001' });
    expect(flows.standing().contactUri).toBe('sip:1001@198.51.100.7:40001');
    flows.networkChanged();
    expect(flows.standing().contactUri).toBeUndefined();
    const gruu = 'sip:1001@example.org;gr=1';
    asked[0]?.listener.onState({ ...granted, contactUri: gruu, gruu: { public: gruu } });
    flows.networkChanged();
    expect(flows.standing().contactUri).toBe(gruu);
  });

  it('with the servers it was sent to', () => {
    const { asked, flows } = start({});
    asked[0]?.listener.onServers?.(['192.0.2.9']);
    expect([...flows.standing().servers]).toEqual(['192.0.2.9']);
    // Those of yesterday are somebody else's today.
    asked[0]?.listener.onServers?.(['192.0.2.10']);
    expect([...flows.standing().servers]).toEqual(['192.0.2.10']);
    flows.networkChanged();
    expect([...flows.standing().servers]).toEqual([]);
  });
});
