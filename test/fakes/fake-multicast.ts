/** Groups on the imaginary wire: what one member sends, all hear, its own host too. */
import type { RungError } from '../../src-shared/errors.ts';
import type { Endpoint, Multicast, MulticastSocket } from '../../src-main/ports.ts';

/** Lets a datagram pass, late or never. */
type Carry = (from: Endpoint, to: Endpoint, bytes: Uint8Array, arrive: () => void) => void;

export interface FakeMulticast {
  bind(wanted: Multicast, port: number): MulticastSocket;
  readonly open: number;
}

interface Member {
  wanted: Multicast;
  socket: MulticastSocket;
}

/** A host has one interface, so joining another one on top changes nothing. */
export function createFakeMulticast(carry: Carry, isSilent: (address: string) => boolean): FakeMulticast {
  const members = new Set<Member>();

  function send(by: Member, port: number, bytes: Uint8Array): void {
    const from = { address: by.wanted.interface, port };
    const { group } = by.socket;
    for (const member of [...members]) {
      if (member.wanted.group !== group.address || member.wanted.port !== group.port) continue;
      if (member.wanted.source !== undefined && member.wanted.source !== from.address) continue;
      const copy = bytes.slice();
      carry(from, group, copy, () => {
        if (members.has(member) && !isSilent(member.wanted.interface)) member.socket.onMessage(copy, from, member.wanted.interface);
      });
    }
  }

  return {
    bind(wanted, port) {
      const socket: MulticastSocket = {
        group: { address: wanted.group, port: wanted.port },
        send: (bytes) => members.has(member) && send(member, port, bytes),
        join: (): RungError | undefined => undefined,
        leave: () => {},
        onMessage: () => {},
        onError: () => {},
        close: async () => void members.delete(member),
      };
      const member = { wanted, socket };
      members.add(member);
      return socket;
    },
    get open() {
      return members.size;
    },
  };
}
