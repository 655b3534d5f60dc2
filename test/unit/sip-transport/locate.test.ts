import { describe, expect, it } from 'vitest';
import type { Random } from '../../../src-main/ports.ts';
import { locate } from '../../../src-main/sip/locate.ts';
import { createFakeDns } from '../../fakes/fake-dns.ts';
import type { Zone } from '../../fakes/fake-dns.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';

type Preferred = 'udp' | 'tcp' | 'tls' | undefined;

async function found(uri: string, zone: Zone, preferred?: Preferred, random?: Random): Promise<string[] | string> {
  const located = await locate(uri, createFakeDns(zone), preferred, random);
  return located.ok ? located.value.map(({ transport, address, port, host }) => `${transport} ${address} ${port} ${host}`) : located.error.code;
}

describe('without records for SIP', () => {
  const zone: Zone = { addresses: { 'many.example': ['192.0.2.1', '2001:db8::1'] } };

  it.each([
    ['sip:bob@192.0.2.7', undefined, ['udp 192.0.2.7 5060 192.0.2.7']],
    ['sip:192.0.2.7:5080', undefined, ['udp 192.0.2.7 5080 192.0.2.7']],
    ['sip:bob@[2001:db8::7]:5080', undefined, ['udp 2001:db8::7 5080 2001:db8::7']],
    ['sip:bob@many.example', undefined, ['udp 192.0.2.1 5060 many.example', 'udp 2001:db8::1 5060 many.example']],
    ['sip:bob@192.0.2.7', 'tcp', ['tcp 192.0.2.7 5060 192.0.2.7']],
    ['sip:bob@192.0.2.7;transport=udp', 'tcp', ['udp 192.0.2.7 5060 192.0.2.7']],
    ['sip:bob@192.0.2.7;transport=TCP;lr', undefined, ['tcp 192.0.2.7 5060 192.0.2.7']],
    ['sip:bob@many.example;maddr=192.0.2.9', undefined, ['udp 192.0.2.9 5060 192.0.2.9']],
    ['sips:bob@192.0.2.7', undefined, ['tls 192.0.2.7 5061 192.0.2.7']],
    ['sips:bob@192.0.2.7;transport=tcp', 'udp', ['tls 192.0.2.7 5061 192.0.2.7']],
    ['sips:bob@192.0.2.7:5071', undefined, ['tls 192.0.2.7 5071 192.0.2.7']],
    ['sip:bob@192.0.2.7;transport=tls', undefined, ['tls 192.0.2.7 5061 192.0.2.7']],
    ['sip:bob@192.0.2.7', 'tls', ['tls 192.0.2.7 5061 192.0.2.7']],
    ['sips:bob@192.0.2.7;transport=udp', undefined, 'transport-not-available'],
    ['sip:bob@192.0.2.7;transport=sctp', undefined, 'transport-not-available'],
    ['sip:bob@nowhere.invalid', undefined, 'name-not-found'],
    ['tel:+1-212-555-1212', undefined, 'bad-uri'],
    ['mailto:bob@example.org', undefined, 'bad-uri'],
    ['sip:', undefined, 'bad-uri'],
    ['', undefined, 'bad-uri'],
  ] as const)('%s, preferred %s', async (uri, preferred, expected) => {
    expect(await found(uri, zone, preferred)).toEqual(expected);
  });
});

describe('with NAPTR and SRV (RFC 3263 4)', () => {
  const zone: Zone = {
    naptr: {
      'example.org': [
        '50 50 "s" "SIPS+D2T" _sips._tcp.example.org',
        '90 50 "s" "SIP+D2T" _sip._tcp.example.org',
        '100 50 "s" "SIP+D2U" _sip._udp.carrier.example',
        '10 10 "s" "SIP+D2S" _sip._sctp.example.org',
        '20 10 "u" "E2U+sip" !^.*$!sip:x@example.org!',
      ],
    },
    srv: {
      '_sips._tcp.example.org': ['1 0 5061 a.example.org'],
      '_sip._tcp.example.org': ['1 0 5060 a.example.org', '2 0 5070 b.example.org'],
      '_sip._udp.carrier.example': ['1 0 5060 c.carrier.example'],
      '_sip._udp.example.org': ['1 0 5090 a.example.org'],
      '_sip._tcp.plain.example': ['1 0 5060 b.example.org'],
      '_sips._tcp.plain.example': ['1 0 5061 b.example.org'],
      '_sip._udp.closed.example': ['0 0 0 .'],
      '_sip._tcp.closed.example': ['0 0 5060 a.example.org'],
    },
    addresses: {
      'a.example.org': ['192.0.2.1', '2001:db8::1'], 'b.example.org': ['192.0.2.2'], 'c.carrier.example': ['192.0.2.3'],
      'example.org': ['192.0.2.99'], 'closed.example': ['192.0.2.98'],
    },
  };

  it('NAPTR chooses transports in its order, those that nobody speaks left out', async () => {
    expect(await found('sip:bob@example.org', zone)).toEqual([
      'tls 192.0.2.1 5061 example.org', 'tls 2001:db8::1 5061 example.org',
      'tcp 192.0.2.1 5060 example.org', 'tcp 2001:db8::1 5060 example.org', 'tcp 192.0.2.2 5070 example.org',
      'udp 192.0.2.3 5060 example.org',
    ]);
  });

  it('sips keeps to TLS', async () => {
    expect(await found('sips:bob@example.org', zone)).toEqual(['tls 192.0.2.1 5061 example.org', 'tls 2001:db8::1 5061 example.org']);
  });

  it.each([
    ['sip:bob@example.org;transport=tcp', undefined, 'SRV _sip._tcp.example.org'],
    ['sip:bob@example.org', 'udp', 'SRV _sip._udp.example.org'],
    ['sip:bob@example.org', 'tls', 'SRV _sips._tcp.example.org'],
  ] as const)('a transport that is given is not asked for: %s, preferred %s', async (uri, preferred, first) => {
    const dns = createFakeDns(zone);
    expect((await locate(uri, dns, preferred)).ok).toBe(true);
    expect(dns.asked.filter((question) => !question.startsWith('A '))).toEqual([first]);
  });

  it('a port that is given leaves only the address to be asked for, an address nothing', async () => {
    const dns = createFakeDns(zone);
    expect(await locate('sip:bob@example.org:5099', dns)).toMatchObject({ value: [{ address: '192.0.2.99', port: 5099, transport: 'udp' }] });
    await locate('sip:bob@192.0.2.7', dns);
    expect(dns.asked).toEqual(['A example.org']);
  });

  it('without NAPTR each transport is looked for', async () => {
    expect(await found('sip:bob@plain.example', zone)).toEqual(['tcp 192.0.2.2 5060 plain.example', 'tls 192.0.2.2 5061 plain.example']);
  });

  it('silent name servers for both leave the address', async () => {
    const broken = ['home.example', '_sip._udp.home.example', '_sip._tcp.home.example', '_sips._tcp.home.example'];
    const dns = createFakeDns({ broken });
    dns.lookup = async () => ({ ok: true, value: ['192.0.2.5'] });
    expect(await locate('sip:bob@home.example', dns)).toMatchObject({ value: [{ address: '192.0.2.5', port: 5060, transport: 'udp' }] });
  });

  it('"." is a no: other transports are taken, never the address', async () => {
    expect(await found('sip:bob@closed.example', zone)).toEqual(['tcp 192.0.2.1 5060 closed.example', 'tcp 2001:db8::1 5060 closed.example']);
    expect(await found('sip:bob@closed.example', zone, 'udp')).toBe('service-not-offered');
  });

  it('hosts without an address are passed over, and garbage is', async () => {
    const srv = { '_sip._udp.x.example': ['1 0 5060 gone.example', '2 0 70000 b.example.org', '3 0 5060 b\r\n.example', '4 0 5060 b.example.org'] };
    expect(await found('sip:x.example', { ...zone, srv }, 'udp')).toEqual(['udp 192.0.2.2 5060 x.example']);
    expect(await found('sip:x.example', { srv: { '_sip._udp.x.example': ['1 0 5060 gone.example'] } }, 'udp')).toBe('name-not-found');
  });

  it('endless answers are cut', async () => {
    const many = Array.from({ length: 30 }, (_, i) => `192.0.2.${i}`);
    const srv = { '_sip._udp.x.example': Array.from({ length: 30 }, (_, i) => `${i} 0 5060 h${i}.example`) };
    const dns = createFakeDns({ srv, addresses: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`h${i}.example`, many])) });
    const located = await locate('sip:x.example', dns, 'udp');
    expect(located.ok && located.value).toHaveLength(12);
    expect(dns.asked.filter((question) => question.startsWith('A '))).toHaveLength(8);
  });

  it('connecting may take its time only at the last place', async () => {
    const located = await locate('sip:bob@example.org', createFakeDns(zone));
    const times = located.ok ? located.value.map(({ connectTimeoutMs }) => connectTimeoutMs) : [];
    expect([times.at(0), times.at(-1)]).toEqual([3000, undefined]);
  });
});

describe('SRV of equal priority (RFC 2782)', () => {
  const zone: Zone = {
    srv: { '_sip._udp.x.example': ['2 0 5060 last.example', '1 30 5060 often.example', '1 10 5060 seldom.example', '1 0 5060 hardly.example'] },
    addresses: { 'often.example': ['192.0.2.1'], 'seldom.example': ['192.0.2.2'], 'hardly.example': ['192.0.2.3'], 'last.example': ['192.0.2.4'] },
  };

  it('is drawn by weight, the lowest priority first', async () => {
    const random = createSeededRandom(3);
    const firsts = new Map<string, number>();
    for (let i = 0; i < 1000; i++) {
      const order = await found('sip:x.example', zone, 'udp', random);
      const [first = '', , , last = ''] = order;
      expect(last).toContain('192.0.2.4');
      firsts.set(first, (firsts.get(first) ?? 0) + 1);
    }
    const share = (address: string): number => (firsts.get(`udp ${address} 5060 x.example`) ?? 0) / 1000;
    expect(share('192.0.2.1')).toBeGreaterThan(0.68);
    expect(share('192.0.2.2')).toBeGreaterThan(0.19);
    expect(share('192.0.2.3')).toBeLessThan(0.06);
  });
});
