/** Opens the sockets: UDP and TCP on one and the same port (RFC 3261 18.2.1 has servers listen on both). */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { ok } from '../../../src-shared/result.ts';
import type { DatagramSocket, Endpoint, Network, StreamListener } from '../../ports.ts';

/** With port 0 the system picks the UDP port, whose TCP twin may be taken: then another is tried. */
const MAX_ATTEMPTS = 20;

export interface Listening {
  udp: DatagramSocket;
  tcp: StreamListener;
}

export async function listenOnOnePort(network: Network, local: Endpoint): Promise<Result<Listening, RungError>> {
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
