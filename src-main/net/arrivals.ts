/** Over which interface a datagram of a group has come. Node does not tell; the sender's address does, nearly always: groups of a local
 *  network have senders of that network. */
import { BlockList } from 'node:net';
import os from 'node:os';

const MAX_REMEMBERED = 1000;

export interface Arrivals {
  add(address: string): void;
  remove(address: string): void;
  /** The own address, among those added, of the interface that is on the sender's network; else the first that is no loopback; '' without any. */
  of(sender: string): string;
}

export function createArrivals(): Arrivals {
  const joined = new Set<string>();
  const remembered = new Map<string, string>();
  /** Where just one is joined. */
  let only: string | undefined;

  function lookUp(sender: string): string {
    const [address = '', zone] = sender.split('%');
    const all = Object.entries(os.networkInterfaces()).flatMap(([name, addresses]) => (addresses ?? []).map((one) => ({ name, ...one })));
    const own = all.filter((one) => joined.has(one.address));
    const near = zone !== undefined
      ? own.find((one) => one.name === zone || String((one as { scopeid?: number }).scopeid) === zone)
      : own.find((one) => one.address === address) ?? own.find((one) => contains(one.cidr, address));
    return (near ?? own.find((one) => !one.internal))?.address ?? [...joined][0] ?? '';
  }

  function forget(): void {
    remembered.clear();
    only = joined.size === 1 ? [...joined][0] : undefined;
  }

  return {
    add(address) {
      joined.add(address);
      forget();
    },
    remove(address) {
      joined.delete(address);
      forget();
    },
    of(sender) {
      // A joined session: strangers without number must not cost a look at the interfaces each.
      if (only !== undefined) return only;
      const known = remembered.get(sender);
      if (known !== undefined) return known;
      const found = lookUp(sender);
      // Invented senders must not fill the memory.
      if (remembered.size >= MAX_REMEMBERED) remembered.clear();
      remembered.set(sender, found);
      return found;
    },
  };
}

function contains(cidr: string | null, address: string): boolean {
  const [network = '', bits = ''] = (cidr ?? '').split('/');
  const family = address.includes(':') ? 'ipv6' : 'ipv4';
  if (bits === '' || network.includes(':') !== address.includes(':')) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(address, family);
}
