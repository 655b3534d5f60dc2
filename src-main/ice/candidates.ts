/** Candidates of ICE (RFC 8445 5.1): addresses at which an agent may be reached, and how much each is preferred. */
import type { Endpoint } from '../ports.ts';

export type CandidateType = 'host' | 'srflx' | 'prflx' | 'relay';

export const RTP = 1;
export const RTCP = 2;

export interface Candidate {
  /** The same for candidates that are likely to work or fail together (RFC 8445 5.1.1.3). */
  foundation: string;
  component: number;
  priority: number;
  type: CandidateType;
  at: Endpoint;
  /** Where it comes from: the base of a reflexive candidate. */
  related?: Endpoint;
}

export interface LocalCandidate extends Candidate {
  /** The socket that sends for it. */
  base: Endpoint;
  /** RFC 8445 5.1.2.1; of its address, whatever the type. */
  localPreference: number;
}

/** RTP and RTCP on one own address, and what a STUN server has seen of them. */
export interface GatheredAddress {
  rtp: Endpoint;
  rtcp: Endpoint;
  mappedRtp?: Endpoint | undefined;
  mappedRtcp?: Endpoint | undefined;
}

/** RFC 8445 5.1.2.2. */
const TYPE_PREFERENCE: Record<CandidateType, number> = { host: 126, prflx: 110, srflx: 100, relay: 0 };
const HIGHEST_LOCAL_PREFERENCE = 65_535;

/** RFC 8445 5.1.2.1. */
export function candidatePriority(type: CandidateType, localPreference: number, component: number): number {
  return TYPE_PREFERENCE[type] * 2 ** 24 + localPreference * 2 ** 8 + (256 - component);
}

/** Host and server-reflexive candidates; the first address is preferred. What a server sees just as we do is redundant (5.1.3). */
export function gatherCandidates(addresses: readonly GatheredAddress[]): LocalCandidate[] {
  return addresses.flatMap(({ rtp, rtcp, mappedRtp, mappedRtcp }, index) => [
    ...candidatesOf(RTP, index, rtp, mappedRtp),
    ...candidatesOf(RTCP, index, rtcp, mappedRtcp),
  ]);
}

function candidatesOf(component: number, index: number, base: Endpoint, mapped: Endpoint | undefined): LocalCandidate[] {
  const localPreference = HIGHEST_LOCAL_PREFERENCE - index;
  const make = (type: CandidateType, foundation: string, at: Endpoint): LocalCandidate => ({
    foundation, component, type, at, base, localPreference, priority: candidatePriority(type, localPreference, component),
  });
  const host = make('host', String(2 * index + 1), base);
  if (!mapped || isSame(mapped, base)) return [host];
  return [host, { ...make('srflx', String(2 * index + 2), mapped), related: base }];
}

export function isSame(a: Endpoint, b: Endpoint): boolean {
  return a.port === b.port && a.address === b.address;
}
