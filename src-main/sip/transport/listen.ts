/** Opens the sockets: UDP and TCP on one and the same port (RFC 3261 18.2.1 has servers listen on both), TLS on another; on all addresses, for
 *  both families. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { ok } from '../../../src-shared/result.ts';
import type { DatagramSocket, Endpoint, Network, StreamListener, TlsServer } from '../../ports.ts';
import type { TlsOptions } from './types.ts';

/** With port 0 the system picks the UDP port, whose TCP twin may be taken: then another is tried. */
const MAX_ATTEMPTS = 20;
const OTHER_FAMILY: Record<string, string> = { '0.0.0.0': '::', '::': '0.0.0.0' };

/** For one family of addresses. */
export interface Listening {
  udp: DatagramSocket;
  tcp: StreamListener;
  /** Where a certificate is configured. */
  tls?: StreamListener;
}

/** The first is for the address that was asked for; where that means all addresses, there is a second for the other family, unless the
 *  computer has none of it. Errors: those of the network. After an error nothing is open. */
export async function listen(network: Network, local: Endpoint, tls: TlsOptions): Promise<Result<[Listening, ...Listening[]], RungError>> {
  const plain = await listenOnOnePort(network, local);
  if (!plain.ok) return plain;
  const { port } = plain.value.udp.local;
  const tlsPort = tls.port ?? (local.port === 0 ? 0 : port + 1);
  const first = await withTls(network, plain.value, { address: local.address, port: tlsPort }, tls);
  const otherAddress = OTHER_FAMILY[local.address];
  if (!first.ok || otherAddress === undefined) return first.ok ? ok([first.value]) : first;

  const other = await listenOnOnePort(network, { address: otherAddress, port });
  if (!other.ok) return ok([first.value]);
  const second = await withTls(network, other.value, { address: otherAddress, port: first.value.tls?.local.port ?? tlsPort }, tls);
  return ok(second.ok ? [first.value, second.value] : [first.value]);
}

export function closeAll(listening: readonly Listening[]): Promise<unknown> {
  return Promise.all(listening.flatMap(({ udp, tcp, tls }) => [udp.close(), tcp.close(), tls?.close()]));
}

/** On failure the others are closed too. */
async function withTls(network: Network, plain: Listening, local: Endpoint, options: TlsOptions): Promise<Result<Listening, RungError>> {
  const server = serverOf(options);
  if (!server) return ok(plain);
  const tls = await network.listenTls(local, server);
  if (tls.ok) return ok({ ...plain, tls: tls.value });
  await closeAll([plain]);
  return tls;
}

function serverOf({ certificate = '', key = '' }: TlsOptions): TlsServer | undefined {
  return certificate === '' || key === '' ? undefined : { certificate, key };
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
