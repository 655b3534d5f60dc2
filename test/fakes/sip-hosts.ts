/** Hosts on an imaginary wire, each with a transport and a transaction layer. */
import { Headers } from '../../src-shared/sip/headers.ts';
import type { SipRequest } from '../../src-shared/sip/message.ts';
import type { SeenPacket, TappedMessage } from '../../src-main/sip/tap-port.ts';
import type { TransactionLayer } from '../../src-main/sip/transactions.ts';
import { createTransactionLayer } from '../../src-main/sip/transactions.ts';
import type { Guard, Target, TlsOptions, Transport } from '../../src-main/sip/transport.ts';
import { openTransport } from '../../src-main/sip/transport.ts';
import type { FakeNetwork } from './fake-network.ts';
import { createFakeNetwork } from './fake-network.ts';
import type { SeededRandom } from './seeded-random.ts';
import { createSeededRandom } from './seeded-random.ts';
import type { VirtualClock } from './virtual-clock.ts';
import { createVirtualClock } from './virtual-clock.ts';

export const ALICE = '192.0.2.1';
export const BOB = '192.0.2.2';

export interface Host {
  transport: Transport;
  layer: TransactionLayer;
  tapped: TappedMessage[];
  packets: SeenPacket[];
}

interface HostOptions {
  datagramLimitBytes?: number;
  listen?: string;
  tls?: TlsOptions;
  guard?: Guard;
}

export interface Wire {
  clock: VirtualClock;
  random: SeededRandom;
  network: FakeNetwork;
  open(address: string, options?: HostOptions): Promise<Host>;
}

export function createWire(seed = 1): Wire {
  const clock = createVirtualClock();
  const random = createSeededRandom(seed);
  const network = createFakeNetwork(clock, random);

  async function open(address: string, options: HostOptions = {}): Promise<Host> {
    const tapped: TappedMessage[] = [];
    const packets: SeenPacket[] = [];
    const opened = await openTransport({
      network: network.host(address),
      clock,
      random,
      tap: (message) => void tapped.push(message),
      tapPacket: (packet) => void packets.push(packet),
      ...options,
      listen: { address: options.listen ?? address, port: 5060 },
    });
    if (!opened.ok) throw new Error(opened.error.message);
    return { transport: opened.value, layer: createTransactionLayer({ transport: opened.value, clock, random }), tapped, packets };
  }

  return { clock, random, network, open };
}

export function toward(address: string, transport: Target['transport'] = 'udp'): Target {
  return { address, port: transport === 'tls' ? 5061 : 5060, transport };
}

export function requestOf(method: string, id = '1', body = ''): SipRequest {
  const headers = new Headers()
    .add('max-forwards', '70')
    .add('from', `<sip:alice@${ALICE}>;tag=from${id}`)
    .add('to', `<sip:bob@${BOB}>`)
    .add('call-id', `call-${id}`)
    .add('cseq', `1 ${method}`)
    .add('contact', `<sip:alice@${ALICE}:5060>`);
  return { kind: 'request', method, uri: `sip:bob@${BOB}`, headers, body: new TextEncoder().encode(body), notes: [] };
}
