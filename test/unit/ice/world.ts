/** Two ICE agents and what lies between them, in virtual time: NATs, loss, delay, a STUN server's view. */
import type { MediaPath } from '../../../src-main/media/engine-port.ts';
import type { RemoteIce } from '../../../src-main/ice/attributes.ts';
import type { GatheredAddress } from '../../../src-main/ice/candidates.ts';
import { gatherCandidates } from '../../../src-main/ice/candidates.ts';
import type { Ice } from '../../../src-main/ice/runner.ts';
import { createIce } from '../../../src-main/ice/runner.ts';
import type { Endpoint } from '../../../src-main/ports.ts';
import { decodeStun } from '../../../src-main/stun/message.ts';
import type { StunMessage } from '../../../src-main/stun/message.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import type { VirtualClock } from '../../fakes/virtual-clock.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

/** `cone`: one mapping for all (RFC 4787: endpoint-independent), lets in whom was sent to. `symmetric`: one mapping a destination. */
export type NatKind = 'cone' | 'symmetric';

export interface Datagram {
  from: Endpoint;
  to: Endpoint;
  message: StunMessage;
}

export interface World {
  clock: VirtualClock;
  loss: number;
  /** All that was sent, as it left the NAT. */
  wire: Datagram[];
  /** Sees all that arrives behind the NATs; false drops it. */
  filter: (datagram: Datagram) => boolean;
  agent(options: { addresses: string[]; controlling: boolean; nat?: NatKind; stun?: boolean; seed?: number; components?: 1 | 2 }): Agent;
}

export interface Agent {
  ice: Ice;
  paths: MediaPath[];
  /** As the other side's description tells it. */
  says(): RemoteIce;
}

const DELAY_MS = 20;

export function createWorld(seed = 1): World {
  const clock = createVirtualClock();
  const random = createSeededRandom(seed);
  const deliver = new Map<string, (bytes: Uint8Array, from: Endpoint) => void>();
  let nats = 0;

  const world: World = { clock, loss: 0, wire: [], filter: () => true, agent };
  const key = ({ address, port }: Endpoint): string => `${address}|${port}`;

  function carry(bytes: Uint8Array, from: Endpoint, to: Endpoint): void {
    const decoded = decodeStun(bytes);
    if (!decoded.ok) throw new Error(decoded.error.message);
    const datagram = { from, to, message: decoded.value };
    world.wire.push(datagram);
    if (random.fraction() < world.loss || !world.filter(datagram)) return;
    clock.setTimer(DELAY_MS, () => deliver.get(key(to))?.(bytes, from));
  }

  /** Gives what sends through it; what comes back is given to `inside`. */
  function createNat(kind: NatKind, inside: (bytes: Uint8Array, from: Endpoint, local: Endpoint) => void) {
    const address = `203.0.113.${++nats}`;
    const mappings = new Map<string, { at: Endpoint; peers: Set<string> }>();
    let nextPort = 20_000;

    function outside(local: Endpoint, to: Endpoint): Endpoint {
      const id = kind === 'symmetric' ? `${key(local)} ${key(to)}` : key(local);
      let mapping = mappings.get(id);
      if (!mapping) {
        const made = { at: { address, port: nextPort++ }, peers: new Set<string>() };
        mapping = made;
        mappings.set(id, mapping);
        deliver.set(key(made.at), (bytes, from) => made.peers.has(key(from)) && inside(bytes, from, local));
      }
      mapping.peers.add(key(to));
      return mapping.at;
    }
    return { outside };
  }

  function agent({ addresses, controlling, nat, stun = false, seed: own = 1, components = 2 }: Parameters<World['agent']>[0]): Agent {
    const paths: MediaPath[] = [];
    const inside = (bytes: Uint8Array, from: Endpoint, local: Endpoint): void => {
      const decoded = decodeStun(bytes);
      if (decoded.ok) ice.receive({ bytes, message: decoded.value, local, from });
    };
    const box = nat && createNat(nat, inside);
    const server = { address: '198.51.100.250', port: 3478 };
    const gathered = addresses.map((address): GatheredAddress => {
      const [rtp, rtcp] = [{ address, port: 40_000 }, { address, port: 40_001 }];
      if (!box) for (const at of [rtp, rtcp]) deliver.set(key(at), (bytes, from) => inside(bytes, from, at));
      return { rtp, rtcp, ...(stun && box && { mappedRtp: box.outside(rtp, server), mappedRtcp: box.outside(rtcp, server) }) };
    });
    const candidates = gatherCandidates(gathered).filter(({ component }) => component <= components);
    const ice = createIce({
      clock, random: createSeededRandom(own), controlling, candidates,
      send: (bytes, { local, remote }) => carry(bytes, box ? box.outside(local, remote) : local, remote),
      onPath: (path) => void paths.push(path),
    });
    return {
      ice,
      paths,
      says: () => ({ ...ice.description(), candidates: [...ice.description().candidates], lite: false, mismatch: false }),
    };
  }

  return world;
}
