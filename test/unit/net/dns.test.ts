import { describe, expect, it } from 'vitest';
import { createNodeResolver } from '../../../src-main/net/dns.ts';

describe('the resolver', () => {
  const resolver = createNodeResolver();

  it.each([
    ['192.0.2.7', ['192.0.2.7']],
    ['2001:db8::7', ['2001:db8::7']],
    ['[2001:db8::7]', ['2001:db8::7']],
    ['localhost', ['127.0.0.1', '::1']],
    ['LocalHost.', ['127.0.0.1', '::1']],
    ['pbx.localhost', ['127.0.0.1', '::1']],
  ])('knows %s without asking', async (host, addresses) => {
    expect(await resolver.lookup(host)).toEqual({ ok: true, value: addresses });
  });

  it('says what to do about a name that cannot be found', async () => {
    const result = await resolver.lookup('no-such-host.invalid');
    if (result.ok) throw new Error('.invalid never resolves (RFC 6761 6.4)');
    expect(['name-not-found', 'dns-failed']).toContain(result.error.code);
    expect(result.error.message).toContain('no-such-host.invalid');
    expect(result.error.message).toContain('Check');
  });

  it.each(['', ' ', 'a b', '-', 'x'.repeat(300), '\0'])('never throws: %j', async (host) => {
    expect((await resolver.lookup(host)).ok).toBe(false);
  });
});
