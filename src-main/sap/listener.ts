/** Hears announcements on all well-known groups, on all interfaces or one. */
import type { RungError } from '../../src-shared/errors.ts';
import type { SapGroupStatus } from '../../src-shared/session-model.ts';
import { SAP_PORT } from '../../src-shared/sap/packet.ts';
import type { Endpoint, MulticastSocket, Network } from '../ports.ts';
import type { Arrival } from './entry.ts';
import { wellKnownGroups } from './groups.ts';

export interface SapListener {
  /** Leaves all groups and joins them anew on the interfaces that there are now. `only`: one of them, by address or name; undefined: all. */
  listen(only: string | undefined): Promise<void>;
  status(): SapGroupStatus[];
  /** Counts a packet that was refused where it came. */
  refused(arrival: Arrival): void;
  close(): Promise<void>;
}

export interface SapListenerOptions {
  network: Pick<Network, 'bindMulticast' | 'interfaces'>;
  onPacket(bytes: Uint8Array, remote: Endpoint, arrival: Arrival): void;
  onStatus(): void;
}

export function createSapListener({ network, onPacket, onStatus }: SapListenerOptions): SapListener {
  const sockets = new Set<MulticastSocket>();
  let statuses = new Map<string, SapGroupStatus>();
  /** Listening anew while it is still going on: the older one gives up. */
  let round = 0;

  const statusOf = (group: string, address: string): SapGroupStatus | undefined => statuses.get(`${group} ${address}`);

  async function listen(only: string | undefined): Promise<void> {
    const mine = ++round;
    await closeSockets();
    statuses = new Map();
    for (const group of wellKnownGroups) {
      if (mine === round) await listenTo(group, only, mine);
    }
    if (mine === round) onStatus();
  }

  async function listenTo(group: string, only: string | undefined, mine: number): Promise<void> {
    let socket: MulticastSocket | undefined;
    for (const address of addressesFor(group, only)) {
      let error: RungError | undefined;
      if (socket) {
        error = socket.join(address);
      } else {
        const bound = await network.bindMulticast({ group, port: SAP_PORT, interface: address });
        if (bound.ok) socket = bound.value;
        else error = bound.error;
      }
      if (mine !== round) return void (await socket?.close());
      statuses.set(`${group} ${address}`, {
        group, port: SAP_PORT, interface: address, packets: 0, refused: 0, ...(error ? { state: 'failed', error } : { state: 'listening' }),
      });
    }
    if (socket) open(socket, group);
  }

  /** Of each interface one address of the group's family. */
  function addressesFor(group: string, only: string | undefined): string[] {
    const isIpv6 = group.includes(':');
    const addresses = new Map<string, string>();
    for (const { interface: name, address } of network.interfaces()) {
      if (address.includes(':') === isIpv6 && (only === undefined || only === address || only === name) && !addresses.has(name)) addresses.set(name, address);
    }
    return [...addresses.values()];
  }

  function open(socket: MulticastSocket, group: string): void {
    sockets.add(socket);
    socket.onMessage = (bytes, from, on) => {
      const status = statusOf(group, on);
      if (status) status.packets++;
      onPacket(bytes, from, { from: from.address, group, port: SAP_PORT, interface: on });
    };
  }

  async function closeSockets(): Promise<void> {
    const closing = [...sockets];
    sockets.clear();
    await Promise.all(closing.map((socket) => socket.close()));
  }

  return {
    listen,
    status: () => [...statuses.values()].map((status) => ({ ...status })),
    refused({ group, interface: on }) {
      const status = statusOf(group, on);
      if (status) status.refused++;
    },
    async close() {
      round++;
      statuses = new Map();
      await closeSockets();
    },
  };
}
