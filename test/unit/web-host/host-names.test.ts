import os from 'node:os';
import { describe, expect, it } from 'vitest';
import { hostNames, isLoopback, urlHost } from '../../../src-main/hosts/web/host-names.ts';

describe('the names under which the page may be opened', () => {
  it('are those of this computer, for itself', () => {
    const names = hostNames('127.0.0.1', 7464);
    expect([...names].toSorted()).toEqual(['127.0.0.1:7464', '[::1]:7464', 'localhost:7464']);
  });

  it('are one address when it listens on one', () => {
    expect([...hostNames('192.0.2.7', 80)]).toEqual(['192.0.2.7:80']);
    expect([...hostNames('2001:DB8::7', 80)]).toEqual(['[2001:db8::7]:80']);
  });

  it.each(['0.0.0.0', '::'])('are all own addresses when it listens on %s, and no foreign name', (every) => {
    const own = Object.values(os.networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => `${urlHost(address)}:80`));
    const names = hostNames(every, 80);
    for (const name of ['127.0.0.1:80', 'localhost:80', ...own]) expect(names).toContain(name);
    expect(names.size).toBeLessThanOrEqual(own.length + 4);
  });

  it.each([['127.0.0.1', true], ['127.9.9.9', true], ['localhost', true], ['::1', true], ['0.0.0.0', false], ['192.0.2.7', false]])('%s is loopback: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});
