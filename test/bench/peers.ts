/** The npm libraries Rung is measured against. They live beside the bench, not in the project's own dependencies. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'peers');

/** By name of the adapter in peers/. */
const PEERS = {
  kirm: { library: 'sip', note: 'kirm' },
  sipjs: { library: 'sip.js', note: '' },
  jssip: { library: 'jssip', note: '' },
  'drachtio-eager': { library: 'drachtio-srf', note: 'eager' },
  'drachtio-lazy': { library: 'drachtio-srf', note: 'lazy' },
  'sdp-transform': { library: 'sdp-transform', note: '' },
  werift: { library: 'werift', note: '' },
  alawmulaw: { library: 'alawmulaw', note: '' },
  g711: { library: 'g711', note: '' },
};
export type PeerName = keyof typeof PEERS;

/** `npm ci` on the first run. They are optional dependencies: one that cannot be had does not keep the others away. */
export function installPeers(): void {
  if (existsSync(join(folder, 'node_modules'))) return;
  console.error('installing the peers …');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, stdio: ['ignore', 2, 2] });
  if (status !== 0) console.error('npm ci failed in test/bench/peers: Rung is measured alone');
}

/** Undefined when it is not installed. */
export function peerVersion(name: PeerName): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(folder, 'node_modules', PEERS[name].library, 'package.json'), 'utf8')) as { version: string }).version;
  } catch {
    return undefined;
  }
}

/** `sip 0.0.6 (kirm)`. */
export function peerTitle(name: PeerName): string {
  const { library, note } = PEERS[name];
  return [library, peerVersion(name), note && `(${note})`].filter(Boolean).join(' ');
}
