/** Node's resolver against a name server of our own, on loopback. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { createNodeResolver } from '../../../src-main/net/dns.ts';
import type { Resolver } from '../../../src-main/ports.ts';
import { locate } from '../../../src-main/sip/locate.ts';
import type { DnsServer } from '../../fakes/dns-server.ts';
import { a, aaaa, cname, naptr, srv, startDnsServer } from '../../fakes/dns-server.ts';

async function scene(answers: Parameters<typeof startDnsServer>[0]): Promise<{ server: DnsServer; resolver: Resolver }> {
  const server = await startDnsServer(answers);
  onTestFinished(() => server.close());
  return { server, resolver: createNodeResolver({ servers: [server.address] }) };
}

describe('records for SIP, over the wire', () => {
  it('NAPTR to SRV to addresses of both families', async () => {
    const { resolver } = await scene({
      '35 example.org': [naptr(50, 50, 's', 'SIP+D2T', '_sip._tcp.example.org'), naptr(90, 50, 's', 'SIP+D2U', '_sip._udp.example.org')],
      '33 _sip._tcp.example.org': [srv(2, 0, 5070, 'b.example.org'), srv(1, 5, 5060, 'a.example.org')],
      '1 a.example.org': [a('192.0.2.1')],
      '28 a.example.org': [aaaa('20010db8000000000000000000000001')],
      '1 b.example.org': [a('192.0.2.2')],
    });
    const located = await locate('sip:bob@example.org', resolver);
    expect(located.ok && located.value.map(({ transport, address, port, host }) => `${transport} ${address} ${port} ${host}`)).toEqual([
      'tcp 192.0.2.1 5060 example.org', 'tcp 2001:db8::1 5060 example.org', 'tcp 192.0.2.2 5070 example.org',
    ]);
  });

  it('none is an empty list, a server that fails is an error', async () => {
    const { resolver } = await scene({ '35 fails.test-zone.org': 'servfail', '33 _sip._udp.garbage.org': 'garbage' });
    expect(await resolver.naptr('nothing.example.org')).toEqual({ ok: true, value: [] });
    expect(await resolver.naptr('fails.test-zone.org')).toMatchObject({ error: { code: 'dns-failed' } });
    expect((await resolver.srv('_sip._udp.garbage.org')).ok).toBe(false);
    expect(await resolver.lookup('nothing.example.org')).toMatchObject({ error: { code: 'name-not-found' } });
  });

  it('a name that only points to itself has no address', async () => {
    const { resolver } = await scene({ '1 loop.example.org': [cname('loop.example.org')], '28 loop.example.org': [cname('loop.example.org')] });
    expect((await resolver.lookup('loop.example.org')).ok).toBe(false);
  });

  it('a name server that is silent about them costs a call two seconds once, not each time', async () => {
    const { server, resolver } = await scene({
      '35 home.example.org': 'silence', '33 _sip._udp.home.example.org': 'silence', '33 _sip._tcp.home.example.org': 'silence', '33 _sips._tcp.home.example.org': 'silence',
      '1 home.example.org': [a('192.0.2.5')],
    });
    expect(await locate('sip:bob@home.example.org', resolver)).toMatchObject({ value: [{ address: '192.0.2.5', transport: 'udp' }] });
    const before = server.asked.length;
    expect(await locate('sip:bob@home.example.org', resolver)).toMatchObject({ ok: true });
    expect(server.asked.slice(before)).toEqual(['1 home.example.org', '28 home.example.org']);
  });

  it.each(['localhost', 'pbx', 'printer.local', 'nobody.invalid', '192.0.2.1'])('%s is not asked for', async (host) => {
    const { server, resolver } = await scene({});
    expect(await resolver.naptr(host)).toEqual({ ok: true, value: [] });
    expect(await resolver.srv(host)).toEqual({ ok: true, value: [] });
    expect(server.asked).toEqual([]);
  });
});
