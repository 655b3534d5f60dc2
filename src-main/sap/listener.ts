/** Hears announcements on all well-known groups, on all interfaces or one. */
import type { RungError } from '../../src-shared/errors.ts';
import type { SapGroupStatus } from '../../src-shared/session-model.ts';
import { SAP_PORT } from '../../src-shared/sap/packet.ts';
import { isOfOneLink } from '../../src-shared/sap/scope.ts';
import type { Endpoint, MulticastSocket, Network } from '../ports.ts';
import type { Arrival } from './entry.ts';
import { wellKnownGroups } from './groups.ts';

export interface SapListener {
  /** Leaves all groups and joins them anew on the interfaces that there are now. `only`: one of them, by address or name; undefined: all. */
  listen(only: string | undefined): Promise<void>;
  /** Listens on these groups too, in the place of those given before: some announce on the group of the stream itself (PulseAudio). */
  also(groups: readonly string[]): Promise<void>;
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

/** More streams than anybody listens to at once. */
const MOST_ALSO = 32;

export function createSapListener({ network, onPacket, onStatus }: SapListenerOptions): SapListener {
  const sockets = new Map<string, MulticastSocket>();
  const statuses = new Map<string, SapGroupStatus>();
  let extra: string[] = [];
  /** Undefined: not listening. */
  let wanted: { only: string | undefined } | undefined;
  /** One change after the other. */
  let work: Promise<void> = Promise.resolve();

  const statusOf = (group: string, address: string): SapGroupStatus | undefined => statuses.get(`${group} ${address}`);

  function inTurn(change: () => Promise<void>): Promise<void> {
    work = work.then(change);
    return work;
  }

  const isOpen = (group: string): boolean => [...sockets.values()].some((socket) => socket.group.address === group);

  async function openAll(): Promise<void> {
    for (const group of [...wellKnownGroups, ...extra]) {
      if (wanted && !isOpen(group)) await join(group, wanted.only);
    }
    onStatus();
  }

  async function join(group: string, only: string | undefined): Promise<void> {
    for (const address of addressesFor(group, only)) {
      const error = await joinOn(group, address);
      statuses.set(`${group} ${address}`, { group, port: SAP_PORT, interface: address, packets: 0, refused: 0, ...(error ? { state: 'failed', error } : { state: 'listening' }) });
    }
  }

  async function joinOn(group: string, address: string): Promise<RungError | undefined> {
    const key = isOfOneLink(group) ? `${group} ${address}` : group;
    const socket = sockets.get(key);
    if (socket) return socket.join(address);
    const bound = await network.bindMulticast({ group, port: SAP_PORT, interface: address });
    if (!bound.ok) return bound.error;
    sockets.set(key, bound.value);
    bound.value.onMessage = (bytes, from, on) => {
      const status = statusOf(group, on);
      if (status) status.packets++;
      onPacket(bytes, from, { from: from.address, group, port: SAP_PORT, interface: on });
    };
    return undefined;
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

  async function leave(groups: readonly string[]): Promise<void> {
    for (const [key, { group }] of statuses) if (groups.includes(group)) statuses.delete(key);
    const closing = [...sockets].filter(([, { group }]) => groups.includes(group.address));
    for (const [key] of closing) sockets.delete(key);
    await Promise.all(closing.map(([, socket]) => socket.close()));
  }

  return {
    listen(only) {
      wanted = { only };
      return inTurn(async () => {
        await leave([...wellKnownGroups, ...extra]);
        await openAll();
      });
    },
    also(groups) {
      const next = [...new Set(groups)].filter((group) => !wellKnownGroups.includes(group)).slice(0, MOST_ALSO);
      if (next.length === extra.length && next.every((group) => extra.includes(group))) return work;
      const gone = extra.filter((group) => !next.includes(group));
      extra = next;
      return inTurn(async () => {
        await leave(gone);
        await openAll();
      });
    },
    status: () => [...statuses.values()].map((status) => ({ ...status })),
    refused({ group, interface: on }) {
      const status = statusOf(group, on);
      if (status) status.refused++;
    },
    close() {
      wanted = undefined;
      return inTurn(() => leave([...wellKnownGroups, ...extra]));
    },
  };
}
