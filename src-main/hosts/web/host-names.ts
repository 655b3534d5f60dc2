import os from 'node:os';
import { hostText } from '../../../src-shared/endpoint-text.ts';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** `host:port` as browsers may write it in the Host header for a server that listens on `host`. Listening on all addresses
 *  means all own addresses, still no foreign name. */
export function hostNames(host: string, port: number): ReadonlySet<string> {
  const names = isEveryAddress(host) ? [...LOOPBACK_NAMES, ...ownAddresses()] : isLoopback(host) ? LOOPBACK_NAMES : [urlHost(host)];
  return new Set([...names, urlHost(host)].map((name) => `${name.toLowerCase()}:${port}`));
}

/** As it stands in a URL: IPv6 in brackets; for "every address" the one that works here. */
export function urlHost(host: string): string {
  if (isEveryAddress(host)) return '127.0.0.1';
  return hostText(host);
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function ownAddresses(): string[] {
  return Object.values(os.networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => hostText(address)));
}
