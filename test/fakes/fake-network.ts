import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import type { Clock, DatagramSocket, Endpoint, Network, StreamListener, StreamSocket, TlsCheck } from '../../src-main/ports.ts';
import { createFakeMulticast } from './fake-multicast.ts';
import { judgeFake } from './fake-certificate.ts';
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
  /** Addresses that swallow everything, as behind a firewall that drops: nobody hears of it. */
  readonly silent: Set<string>;
  /** Hosts that can join no group. */
  readonly multicastFails: Set<string>;
  /** The host at `from` loses that address and gets another, or none. Sockets on all its addresses go on with the new one; those on the
   *  old one, and connections from it, are dead, and nobody hears of it. */
  renumber(from: string, to: string | undefined): void;
}

interface Host {
  address: string | undefined;
  /** UDP and TCP sockets on all addresses. */
  wildcards: Set<{ local: Endpoint; rekey(): void }>;
}

interface Listener extends StreamListener {
  /** TLS, in the form of fake-certificate.ts. */
  certificate?: string;
}

const key = (endpoint: Endpoint): string => `${endpoint.address}|${endpoint.port}`;

export function createFakeNetwork(clock: Clock, random: SeededRandom): FakeNetwork {
  const udp = new Map<string, DatagramSocket>();
  const tcp = new Map<string, Listener>();
  const connections = new Set<() => void>();
  const hosts = new Map<string, Host>();
  const silent = new Set<string>();
  let nextPort = 49_152;
  const multicast = createFakeMulticast((from, to, bytes, arrive) => {
    if (!network.filter({ from, to, bytes }) || silent.has(from.address) || random.fraction() < (network.weather.loss ?? 0)) return;
    clock.setTimer(delayMs(), arrive);
  }, (address) => silent.has(address));

  const network: FakeNetwork = {
    host: createHost,
    weather: {},
    filter: () => true,
    get open() {
      return udp.size + tcp.size + connections.size + multicast.open;
    },
    cut() {
      for (const breakOff of [...connections]) breakOff();
    },
    silent,
    multicastFails: new Set(),
    renumber(from, to) {
      const host = hostAt(from);
      hosts.delete(from);
      silent.add(from);
      host.address = to;
      if (to === undefined) return;
      silent.delete(to);
      hosts.set(to, host);
      for (const { rekey } of host.wildcards) rekey();
    },
  };

  function hostAt(address: string): Host {
    const host = hosts.get(address) ?? { address, wildcards: new Set() };
    hosts.set(address, host);
    return host;
  }

  /** Puts a socket where others find it; one on all addresses moves with its host. Gives what takes it away. */
  function place<T>(table: Map<string, T>, host: Host, wanted: Endpoint, local: Endpoint, socket: T): () => void {
    table.set(key(local), socket);
    const entry = {
      local,
      rekey() {
        table.delete(key(local));
        local.address = host.address ?? local.address;
        table.set(key(local), socket);
      },
    };
    if (wanted.address === '0.0.0.0' || wanted.address === '::') host.wildcards.add(entry);
    return () => {
      host.wildcards.delete(entry);
      table.delete(key(local));
    };
  }

  function delayMs(): number {
    return (network.weather.delayMs ?? 0) + random.fraction() * (network.weather.jitterMs ?? 0);
  }

  function carry(from: Endpoint, to: Endpoint, bytes: Uint8Array, sender: DatagramSocket): void {
    if (!network.filter({ from, to, bytes }) || silent.has(from.address)) return;
    const copies = random.fraction() < (network.weather.duplicate ?? 0) ? 2 : 1;
    for (let i = 0; i < copies; i++) {
      if (random.fraction() < (network.weather.loss ?? 0)) continue;
      const copy = bytes.slice();
      clock.setTimer(delayMs(), () => {
        if (silent.has(to.address)) return;
        const socket = udp.get(key(to)) ?? udp.get(key({ address: '0.0.0.0', port: to.port }));
        if (socket) return socket.onMessage(copy, from);
        sender.onError(rungError('connection-refused', `${to.address}:${to.port} refuses.`), to);
      });
    }
  }

  function createHost(address: string): Network {
    const host = hostAt(address);
    const own = (): string => host.address ?? address;
    const bound = (local: Endpoint): Endpoint => ({
      address: local.address === '0.0.0.0' || local.address === '::' ? own() : local.address,
      port: local.port || nextPort++,
    });
    /** A host has one address, and so one family. */
    const isForeign = (wanted: Endpoint): boolean => wanted.address === '::' && !own().includes(':');
    const notMine = rungError('address-not-available', 'No IPv6 here.');
    const taken = (local: Endpoint): RungError => rungError('port-in-use', `Port ${local.port} is in use.`, { port: local.port });

    async function listen(wanted: Endpoint, certificate?: string): Promise<Result<StreamListener, RungError>> {
      if (isForeign(wanted)) return err(notMine);
      const local = bound(wanted);
      if (tcp.has(key(local))) return err(taken(local));
      const listener: Listener = { local, onConnection: () => {}, close: async () => remove(), ...(certificate === undefined ? {} : { certificate }) };
      const remove = place(tcp, host, wanted, local, listener);
      return ok(listener);
    }

    async function connect(remote: Endpoint, timeoutMs: number, check?: TlsCheck): Promise<Result<StreamSocket, RungError>> {
      const place = `${remote.address}:${remote.port}`;
      const route = routeTo(remote.address);
      if (!route.ok) return route;
      if (silent.has(remote.address)) return silence(timeoutMs, rungError('timeout', `${place} does not answer.`));
      const listener = tcp.get(key(remote));
      if (!listener) return err(rungError('connection-refused', `${place} refuses.`));
      if (!check && listener.certificate !== undefined) return silence(timeoutMs, rungError('timeout', `${place} speaks TLS.`));
      const problem = check && judgeFake(listener.certificate, check);
      if (problem) return err(problem);
      const [ours, theirs] = pipe({ address: route.value, port: nextPort++ }, remote);
      listener.onConnection(theirs);
      return ok(ours);
    }

    function routeTo(remote: string): Result<string, RungError> {
      const isOtherFamily = own().includes(':') !== remote.includes(':');
      if (host.address === undefined || isOtherFamily) return err(rungError('unreachable', `No way to ${remote}.`, { address: remote }));
      return ok(host.address);
    }

    return {
      async bindUdp(wanted) {
        if (isForeign(wanted)) return err(notMine);
        const local = bound(wanted);
        if (udp.has(key(local))) return err(taken(local));
        const socket: DatagramSocket = {
          local,
          send: (bytes, to) => udp.get(key(local)) === socket && carry({ ...local }, to, bytes, socket),
          onMessage: () => {},
          onError: () => {},
          close: async () => remove(),
        };
        const remove = place(udp, host, wanted, local, socket);
        return ok(socket);
      },
      bindMulticast: async (wanted) => (wanted.interface === own() && !network.multicastFails.has(own()) ? ok(multicast.bind(wanted, nextPort++)) : err(notMine)),
      listenTcp: (wanted) => listen(wanted),
      listenTls: (wanted, { certificate }) => listen(wanted, certificate),
      connectTcp: (remote, timeoutMs) => connect(remote, timeoutMs),
      connectTls: (remote, timeoutMs, check) => connect(remote, timeoutMs, check),
      addressTowards: async (remote) => routeTo(remote),
      interfaces: () => (host.address === undefined ? [] : [{ interface: 'fake0', address: host.address }]),
    };
  }

  function silence<T>(timeoutMs: number, error: RungError): Promise<Result<T, RungError>> {
    return new Promise((resolve) => void clock.setTimer(timeoutMs, () => resolve(err(error))));
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
      const isCutOff = silent.has(a.address) || silent.has(b.address);
      if (!isCutOff) clock.setTimer(network.weather.delayMs ?? 0, () => !isBroken && fire());
    }

    function breakOff(): void {
      isBroken = true;
      connections.delete(breakOff);
      for (const end of [first, second]) end.onClose(rungError('connection-lost', 'The connection broke.'));
    }
  }

  return network;
}
