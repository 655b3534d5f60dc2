/** How a connection to a target is made, and whom the peer at its other end has to have proven to be. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { isIpAddress } from '../../../src-shared/sip/ip-address.ts';
import type { Network, StreamSocket } from '../../ports.ts';
import type { Target, TlsOptions } from './types.ts';

type Connect = (target: Target, timeoutMs: number) => Promise<Result<StreamSocket, RungError>>;

interface Connector {
  connect: { tcp: Connect; tls: Connect };
  /** '' where anybody will do: by TCP, with verification off, and for a literal address, which is a place and not a domain. */
  domainOf: { tcp(target: Target): string; tls(target: Target): string };
}

/** `localAddress`: where connections start from, unless the system is to choose. */
export function createConnector(network: Network, tls: TlsOptions, localAddress: string | undefined): Connector {
  const verify = tls.verify ?? true;

  return {
    connect: {
      tcp: ({ address, port }, timeoutMs) => network.connectTcp({ address, port }, timeoutMs, localAddress),
      tls: ({ address, port, host }, timeoutMs) =>
        network.connectTls({ address, port }, timeoutMs, { domain: host ?? address, ca: tls.ca, verify }, localAddress),
    },
    domainOf: {
      tcp: () => '',
      tls: ({ host = '' }) => (verify && !isIpAddress(host) ? host.toLowerCase() : ''),
    },
  };
}
