/** Which column of the ladder an endpoint stands in: one a host, its ports folded into it. Hosts that talk to themselves (two
 *  programs on 127.0.0.1) are told apart by port; there, our own ports share one lane and each peer port has its own. */
import type { TracedMessage, TransportName } from '../model.ts';

export interface Lane {
  id: string;
  /** Host; with its port where several lanes are on one host. `me` side first. */
  address: string;
  /** `address:port` that were folded into it. */
  endpoints: string[];
  isLocal: boolean;
  host: string;
  /** Each port of its host has its own lane, because somebody wanted that. */
  isUnfolded?: boolean;
  /** Over which SIP messages went; filled in by `buildLadder`. */
  transports: TransportName[];
}
export interface LaneTable {
  readonly lanes: Lane[];
  /** Index of the endpoint's lane, which is added when it is new. */
  indexOf(endpoint: string, isLocal: boolean): number;
  /** Index of the lane when there is one. */
  find(endpoint: string, isLocal: boolean): number | undefined;
}

/** What has to be known of all messages before the first lane can be named. */
export interface LaneFolding {
  /** Hosts that both ends of some message are on. */
  splitHosts: ReadonlySet<string>;
  /** Endpoints that are the local side of one message and the remote side of another: a capture by a third party. */
  bothSides: ReadonlySet<string>;
  /** Hosts whose ports somebody wants to see apart. */
  unfolded: ReadonlySet<string>;
}

/** Nobody reads more columns: hosts beyond these share the last one. */
const MAX_LANES = 64;
const OTHERS = 'others';
/** What a lane lists of its endpoints. */
const MAX_ENDPOINTS = 100;

/** `192.0.2.1` out of `192.0.2.1:5060`, `2001:db8::1` out of `[2001:db8::1]:5060`. */
export function hostPart(endpoint: string): string {
  if (endpoint.startsWith('[')) return endpoint.slice(1, endpoint.indexOf(']'));
  const colon = endpoint.lastIndexOf(':');
  return colon < 0 ? endpoint : endpoint.slice(0, colon);
}

export function foldingOf(messages: readonly TracedMessage[], unfolded: ReadonlySet<string> = new Set()): LaneFolding {
  const splitHosts = new Set<string>();
  const locals = new Set<string>();
  const remotes = new Set<string>();
  const remotesOf = new Map<string, Set<string>>();
  for (const { local, remote } of messages) {
    locals.add(local);
    remotes.add(remote);
    const known = remotesOf.get(local);
    if (known?.has(remote)) continue;
    if (known) known.add(remote);
    else remotesOf.set(local, new Set([remote]));
    if (hostPart(local) === hostPart(remote)) splitHosts.add(hostPart(local));
  }
  return { splitHosts, unfolded, bothSides: new Set([...locals].filter((endpoint) => remotes.has(endpoint))) };
}

export function createLaneTable(folding: LaneFolding): LaneTable {
  const lanes: Lane[] = [];
  const byKey = new Map<string, number>();
  const endpoints = new Set<string>();
  /** Of endpoints that were placed: most messages are between the same few. */
  const placed = { local: new Map<string, number>(), remote: new Map<string, number>() };

  function keyOf(endpoint: string, isLocal: boolean): string {
    const host = hostPart(endpoint);
    if (folding.unfolded.has(host)) return endpoint;
    if (!folding.splitHosts.has(host)) return host;
    return isLocal && !folding.bothSides.has(endpoint) ? `${host} (local)` : endpoint;
  }

  function add(key: string, endpoint: string): number {
    const host = hostPart(endpoint);
    const isUnfolded = folding.unfolded.has(host);
    if (lanes.length < MAX_LANES - 1) {
      lanes.push({ id: key, address: isUnfolded || folding.splitHosts.has(host) ? endpoint : host, endpoints: [], isLocal: true, host, transports: [], ...(isUnfolded && { isUnfolded }) });
    } else if (lanes.length === MAX_LANES - 1) {
      lanes.push({ id: OTHERS, address: 'other hosts', endpoints: [], isLocal: false, host: '', transports: [] });
    }
    byKey.set(key, lanes.length - 1);
    return lanes.length - 1;
  }

  return {
    lanes,
    find: (endpoint, isLocal) => byKey.get(keyOf(endpoint, isLocal)),
    indexOf(endpoint, isLocal) {
      const known = placed[isLocal ? 'local' : 'remote'].get(endpoint);
      if (known !== undefined) return known;
      const key = keyOf(endpoint, isLocal);
      const index = byKey.get(key) ?? add(key, endpoint);
      const lane = lanes[index];
      if (lane && !isLocal) lane.isLocal = false;
      if (lane && lane.endpoints.length < MAX_ENDPOINTS && !endpoints.has(endpoint)) lane.endpoints.push(endpoint);
      endpoints.add(endpoint);
      placed[isLocal ? 'local' : 'remote'].set(endpoint, index);
      return index;
    },
  };
}
