/** A router with address and port translation (RFC 4787): inside addresses are private, mappings age, and can be lost. */
import type { Clock, DatagramSocket, Endpoint, Network, StreamSocket } from '../../../src-main/ports.ts';
import { endpointText } from '../../../src-shared/endpoint-text.ts';

export interface NatTraits {
  /** A mapping that nothing was sent over for so long is gone (RFC 4787 4.3 wants two minutes; many have 30 s). */
  udpTimeoutMs: number;
  /** Who may answer: anybody, hosts that were written to, or only the very ports (RFC 4787 5). */
  filtering: 'endpoint-independent' | 'address-dependent' | 'address-and-port-dependent';
}

export interface Nat {
  /** What a machine behind it sees. */
  inside(network: Network, address: string): Network;
  /** It forgets everything, as when it is switched off and on. */
  reboot(): void;
}

type Deliver = (bytes: Uint8Array, from: Endpoint) => void;

interface Mapping {
  outer: DatagramSocket;
  usedAtMs: number;
  /** Endpoints that were written to. */
  peers: Set<string>;
}

export function createNat(clock: Clock, outside: Network, traits: NatTraits): Nat {
  const mappings = new Map<string, Mapping>();
  /** Two datagrams at once make one mapping. */
  const opening = new Map<string, Promise<Mapping | undefined>>();

  function forget(key: string): void {
    void mappings.get(key)?.outer.close();
    mappings.delete(key);
  }

  /** Looked at when it is used: ageing needs no timer. */
  async function mappingOf(key: string, deliver: Deliver): Promise<Mapping | undefined> {
    const known = mappings.get(key);
    if (known && isFresh(known)) return known;
    const pending = opening.get(key) ?? open(key, deliver).finally(() => opening.delete(key));
    opening.set(key, pending);
    return await pending;
  }

  async function open(key: string, deliver: Deliver): Promise<Mapping | undefined> {
    forget(key);
    const bound = await outside.bindUdp({ address: '0.0.0.0', port: 0 });
    if (!bound.ok) return undefined;
    const mapping: Mapping = { outer: bound.value, usedAtMs: clock.nowMs(), peers: new Set() };
    mappings.set(key, mapping);
    mapping.outer.onMessage = (bytes, from) => {
      if (!isFresh(mapping)) return forget(key);
      if (mayPass(mapping, from)) deliver(bytes, from);
    };
    return mapping;
  }

  function isFresh({ usedAtMs }: Mapping): boolean {
    return clock.nowMs() - usedAtMs < traits.udpTimeoutMs;
  }

  function mayPass({ peers }: Mapping, from: Endpoint): boolean {
    if (traits.filtering === 'endpoint-independent') return true;
    return peers.has(traits.filtering === 'address-dependent' ? from.address : endpointText(from));
  }

  return {
    inside: (network, address) => ({
      ...network,
      async bindUdp(local) {
        const bound = await network.bindUdp(local);
        if (!bound.ok) return bound;
        const inner = bound.value;
        const key = endpointText(inner.local);
        const socket: DatagramSocket = {
          local: inner.local,
          async send(bytes, to) {
            const copy = bytes.slice();
            const mapping = await mappingOf(key, (received, from) => socket.onMessage(received, from));
            if (!mapping) return;
            mapping.usedAtMs = clock.nowMs();
            mapping.peers.add(to.address).add(endpointText(to));
            mapping.outer.onError = (error, target) => socket.onError(error, target);
            mapping.outer.send(copy, to);
          },
          onMessage() {},
          onError() {},
          async close() {
            forget(key);
            await inner.close();
          },
        };
        return { ok: true, value: socket };
      },
      async connectTcp(remote, timeoutMs) {
        const connected = await outside.connectTcp(remote, timeoutMs);
        if (!connected.ok) return connected;
        const outer = connected.value;
        const socket: StreamSocket = {
          ...outer,
          local: { address, port: outer.local.port },
          remote,
          write: (bytes) => outer.write(bytes),
          onData() {},
          onClose() {},
          close: () => outer.close(),
        };
        outer.onData = (bytes) => socket.onData(bytes);
        outer.onClose = (error) => socket.onClose(error);
        return { ok: true, value: socket };
      },
    }),
    reboot() {
      for (const key of mappings.keys()) forget(key);
    },
  };
}
