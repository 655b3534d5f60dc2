import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Clock, DatagramSocket, Endpoint, Network, StreamListener, StreamSocket } from '../../src-main/ports.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What the wire does to datagrams. Rates are 0 to 1. */
export interface Weather {
  loss?: number;
  duplicate?: number;
  delayMs?: number;
  /** Added at random: reorders when larger than the spacing of packets. */
  jitterMs?: number;
}

/** Hosts on one imaginary wire. `host('192.0.2.1')` is the Network that a program on that host sees. */
export interface FakeNetwork {
  host(address: string): Network;
  weather: Weather;
  /** Sees every datagram that is sent; return false to drop it. */
  filter: (datagram: { from: Endpoint; to: Endpoint; bytes: Uint8Array }) => boolean;
  /** Sockets, listeners and connections still open: a test's leak check. */
  readonly open: number;
  /** Breaks every connection: both ends hear of it with an error. */
  cut(): void;
}

const key = (endpoint: Endpoint): string => `${endpoint.address}|${endpoint.port}`;

export function createFakeNetwork(clock: Clock, random: SeededRandom): FakeNetwork {
  const udp = new Map<string, DatagramSocket>();
  const tcp = new Map<string, StreamListener>();
  const connections = new Set<() => void>();
  let nextPort = 49_152;

  const network: FakeNetwork = {
    host: createHost,
    weather: {},
    filter: () => true,
    get open() {
      return udp.size + tcp.size + connections.size;
    },
    cut() {
      for (const breakOff of [...connections]) breakOff();
    },
  };

  function delayMs(): number {
    return (network.weather.delayMs ?? 0) + random.fraction() * (network.weather.jitterMs ?? 0);
  }

  function carry(from: Endpoint, to: Endpoint, bytes: Uint8Array, sender: DatagramSocket): void {
    if (!network.filter({ from, to, bytes })) return;
    const copies = random.fraction() < (network.weather.duplicate ?? 0) ? 2 : 1;
    for (let i = 0; i < copies; i++) {
      if (random.fraction() < (network.weather.loss ?? 0)) continue;
      const copy = bytes.slice();
      clock.setTimer(delayMs(), () => {
        const socket = udp.get(key(to)) ?? udp.get(key({ address: '0.0.0.0', port: to.port }));
        if (socket) return socket.onMessage(copy, from);
        sender.onError(rungError('connection-refused', `${to.address}:${to.port} refuses.`), to);
      });
    }
  }

  function createHost(address: string): Network {
    const bound = (local: Endpoint): Endpoint => ({
      address: local.address === '0.0.0.0' ? address : local.address,
      port: local.port || nextPort++,
    });
    const taken = (local: Endpoint): RungError => rungError('port-in-use', `Port ${local.port} is in use.`, { port: local.port });

    return {
      async bindUdp(wanted) {
        const local = bound(wanted);
        if (udp.has(key(local))) return err(taken(local));
        const socket: DatagramSocket = {
          local,
          send: (bytes, to) => udp.has(key(local)) && carry(local, to, bytes, socket),
          onMessage: () => {},
          onError: () => {},
          close: async () => void udp.delete(key(local)),
        };
        udp.set(key(local), socket);
        return ok(socket);
      },
      async listenTcp(wanted) {
        const local = bound(wanted);
        if (tcp.has(key(local))) return err(taken(local));
        const listener: StreamListener = { local, onConnection: () => {}, close: async () => void tcp.delete(key(local)) };
        tcp.set(key(local), listener);
        return ok(listener);
      },
      async connectTcp(remote) {
        const listener = tcp.get(key(remote));
        if (!listener) return err(rungError('connection-refused', `${remote.address}:${remote.port} refuses.`));
        const [ours, theirs] = pipe({ address, port: nextPort++ }, remote);
        listener.onConnection(theirs);
        return ok(ours);
      },
      addressTowards: async () => ok(address),
      interfaces: () => [{ interface: 'fake0', address }],
    };
  }

  /** Two ends of a connection; bytes arrive in order, those on their way when one end closes too. */
  function pipe(a: Endpoint, b: Endpoint): [StreamSocket, StreamSocket] {
    connections.add(breakOff);
    let isBroken = false;
    let closedBy: StreamSocket | undefined;
    const make = (local: Endpoint, remote: Endpoint, other: () => StreamSocket): StreamSocket => ({
      local,
      remote,
      write(bytes) {
        const copy = bytes.slice();
        if (!isBroken && !closedBy) later(() => other() !== closedBy && other().onData(copy));
      },
      onData: () => {},
      onClose: () => {},
      close() {
        if (!connections.delete(breakOff)) return;
        closedBy = other() === first ? second : first;
        later(() => other().onClose());
      },
    });
    const first: StreamSocket = make(a, b, () => second);
    const second: StreamSocket = make(b, a, () => first);
    return [first, second];

    function later(fire: () => void): void {
      clock.setTimer(network.weather.delayMs ?? 0, () => !isBroken && fire());
    }

    function breakOff(): void {
      isBroken = true;
      connections.delete(breakOff);
      for (const end of [first, second]) end.onClose(rungError('connection-lost', 'The connection broke.'));
    }
  }

  return network;
}
