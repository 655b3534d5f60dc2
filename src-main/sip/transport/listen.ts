/** Opens the sockets: UDP and TCP on one and the same port (RFC 3261 18.2.1 has servers listen on both), TLS on another. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { ok } from '../../../src-shared/result.ts';
import type { DatagramSocket, Endpoint, Network, StreamListener } from '../../ports.ts';
import type { TlsOptions } from './types.ts';

/** With port 0 the system picks the UDP port, whose TCP twin may be taken: then another is tried. */
const MAX_ATTEMPTS = 20;

export interface Listening {
  udp: DatagramSocket;
  tcp: StreamListener;
  /** Where a certificate is configured. */
  tls?: StreamListener;
}

/** Errors: those of the network. After an error nothing is open. */
export async function listen(network: Network, local: Endpoint, tls: TlsOptions): Promise<Result<Listening, RungError>> {
  const plain = await listenOnOnePort(network, local);
  if (!plain.ok || tls.certificate === undefined || tls.key === undefined) return plain;
  const port = tls.port ?? (local.port === 0 ? 0 : local.port + 1);
  const secure = await network.listenTls({ address: local.address, port }, { certificate: tls.certificate, key: tls.key });
  if (secure.ok) return ok({ ...plain.value, tls: secure.value });
  await Promise.all([plain.value.udp.close(), plain.value.tcp.close()]);
  return secure;
}

async function listenOnOnePort(network: Network, local: Endpoint): Promise<Result<Listening, RungError>> {
  for (let attempt = 1; ; attempt++) {
    const udp = await network.bindUdp(local);
    if (!udp.ok) return udp;
    const tcp = await network.listenTcp({ address: local.address, port: udp.value.local.port });
    if (tcp.ok) return ok({ udp: udp.value, tcp: tcp.value });
    await udp.value.close();
    const isWorthAnother = local.port === 0 && tcp.error.code === 'port-in-use' && attempt < MAX_ATTEMPTS;
    if (!isWorthAnother) return tcp;
  }
}
