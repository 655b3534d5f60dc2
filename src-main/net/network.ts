import os from 'node:os';
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import type { Network } from '../ports.ts';
import { bindMulticast } from './multicast.ts';
import { connectTcp, listenTcp } from './tcp.ts';
import { createTls } from './tls.ts';
import type { UdpOptions } from './udp.ts';
import { bindUdp, createHandle } from './udp.ts';

/** RFC 863's discard port: any would do, nothing is sent. */
const ANY_PORT = 9;

/** The real network. `askSilentPeers` finds closed ports (silence-watch.ts): right for SIP; the media engine says no. */
export function createNodeNetwork(options: UdpOptions = { askSilentPeers: true }): Network {
  return { bindUdp: (local) => bindUdp(local, options), bindMulticast, listenTcp, connectTcp, ...createTls(), addressTowards, interfaces };
}

/** Connecting a UDP socket makes the system choose the route, and with it the own address; no packet leaves. */
function addressTowards(remote: string): Promise<Result<string, RungError>> {
  const handle = createHandle(remote);
  return new Promise((resolve) => {
    const finish = (result: Result<string, RungError>): void => {
      handle.close();
      resolve(result);
    };
    // Node gives `connect`'s failure to the callback, which its types do not say.
    handle.connect(ANY_PORT, remote, (error?: Error) => {
      finish(error ? err(noRoute(remote)) : ok(handle.address().address));
    });
  });
}

/** Without the port: the one that was tried is nobody's. */
function noRoute(remote: string): RungError {
  return rungError('unreachable', `There is no way to ${remote} from here. Check the network connection, the VPN and the address.`, { address: remote });
}

/** Addresses that others could reach us at first, loopback last. Link-local IPv6 is left out: it means nothing without its zone. */
function interfaces(): { interface: string; address: string }[] {
  const all = Object.entries(os.networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).map(({ address, internal }) => ({ name, address, internal })),
  );
  return all
    .filter(({ address }) => !address.toLowerCase().startsWith('fe80:'))
    .sort((a, b) => Number(a.internal) - Number(b.internal))
    .map(({ name, address }) => ({ interface: name, address }));
}
