import { expect, it } from 'vitest';
import { rungError } from '../../../src-shared/errors.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { Resolver } from '../../../src-main/ports.ts';
import { locate } from '../../../src-main/sip/locate.ts';

const resolver: Resolver = {
  async lookup(host) {
    if (host === 'many.example') return ok(['192.0.2.1', '2001:db8::1']);
    if (host.endsWith('.invalid')) return err(rungError('name-not-found', host));
    return ok([host]);
  },
};

async function found(uri: string, preferred?: 'udp' | 'tcp' | 'tls'): Promise<string[] | string> {
  const located = await locate(uri, resolver, preferred);
  return located.ok ? located.value.map(({ transport, address, port, host }) => `${transport} ${address} ${port} ${host}`) : located.error.code;
}

it.each([
  ['sip:bob@192.0.2.7', undefined, ['udp 192.0.2.7 5060 192.0.2.7']],
  ['sip:192.0.2.7:5080', undefined, ['udp 192.0.2.7 5080 192.0.2.7']],
  ['sip:bob@[2001:db8::7]:5080', undefined, ['udp 2001:db8::7 5080 2001:db8::7']],
  ['sip:bob@many.example', undefined, ['udp 192.0.2.1 5060 many.example', 'udp 2001:db8::1 5060 many.example']],
  ['sip:bob@192.0.2.7', 'tcp', ['tcp 192.0.2.7 5060 192.0.2.7']],
  ['sip:bob@192.0.2.7;transport=udp', 'tcp', ['udp 192.0.2.7 5060 192.0.2.7']],
  ['sip:bob@192.0.2.7;transport=TCP;lr', undefined, ['tcp 192.0.2.7 5060 192.0.2.7']],
  ['sip:bob@many.example;maddr=192.0.2.9', undefined, ['udp 192.0.2.9 5060 192.0.2.9']],
  ['sips:bob@192.0.2.7', undefined, 'tls-not-available'],
  ['sip:bob@192.0.2.7;transport=tls', undefined, 'tls-not-available'],
  ['sip:bob@192.0.2.7', 'tls', 'tls-not-available'],
  ['sip:bob@192.0.2.7;transport=sctp', undefined, 'transport-not-available'],
  ['sip:bob@nowhere.invalid', undefined, 'name-not-found'],
  ['tel:+1-212-555-1212', undefined, 'bad-uri'],
  ['mailto:bob@example.org', undefined, 'bad-uri'],
  ['sip:', undefined, 'bad-uri'],
  ['', undefined, 'bad-uri'],
] as const)('%s, preferred %s', async (uri, preferred, expected) => {
  expect(await found(uri, preferred)).toEqual(expected);
});
