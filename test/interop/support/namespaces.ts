/** Two network namespaces, `phone` and `pub`, with a link between them that loses what it is told to (test/lab/net). */
import { accessSync, constants } from 'node:fs';
import type { Lab } from './lab.ts';
import { createLab, missing } from './lab.ts';

/** Programs and rights that the namespaces need and that are not here. */
export function missingForNamespaces(): string[] {
  const lacking = missing('ip', '/usr/bin/python3');
  if (process.getuid?.() !== 0) lacking.push('root');
  try {
    accessSync('/dev/net/tun', constants.R_OK | constants.W_OK);
  } catch {
    lacking.push('/dev/net/tun');
  }
  return lacking;
}

export interface BadLink {
  /** Namespace where Rung runs. */
  readonly phone: string;
  /** Namespace of the peers. */
  readonly pub: string;
  /** A lab whose scripts run in `pub`. */
  readonly peers: Lab;
  /** Addresses of `phone` and `pub`. */
  readonly addresses: { phone: string; pub: string };
  /** `loss=30 sip=1` …, as test/lab/net/link.sh takes it; `clear` first to forget what was set. */
  set(...settings: string[]): void;
  stop(): void;
}

/** `nat`: what stands between (test/lab/net/up.sh). */
export function createBadLink(nat: 'none' | 'cone' = 'none'): BadLink {
  const net = createLab();
  net.run('net/up.sh', net.folder, `nat=${nat}`);
  const { NS_PHONE: phone = '', NS_PUB: pub = '', IP_PUB = '', IP_PHONE = '' } = net.env('net');
  const peers = createLab({ NSX: `ip netns exec ${pub}`, LAB_IP: IP_PUB });
  return {
    phone,
    pub,
    peers,
    addresses: { phone: IP_PHONE, pub: IP_PUB },
    set: (...settings) => void net.run('net/link.sh', net.folder, ...settings),
    stop() {
      peers.stop();
      net.attempt('net/down.sh', net.folder);
    },
  };
}
