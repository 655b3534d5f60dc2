/** ICE in a session description (RFC 8839 5): what is said, and what is read. */
import { canonicalAddress, isIpv4, isIpv6, isMulticast } from '../../src-shared/sdp/address.ts';
import { attributeValue } from '../../src-shared/sdp/attributes.ts';
import { parseDecimal } from '../../src-shared/sdp/time.ts';
import type { SdpAttribute, SdpMedia, SessionDescription } from '../../src-shared/sdp/types.ts';
import type { Endpoint } from '../ports.ts';
import type { Candidate, CandidateType } from './candidates.ts';
import { isSame, RTCP, RTP } from './candidates.ts';

/** What the peer has said. */
export interface RemoteIce {
  ufrag: string;
  pwd: string;
  /** It only answers checks (RFC 8445 2.7). */
  lite: boolean;
  /** It found that our addresses were changed on the way, and does without ICE (RFC 8839 5.4). */
  mismatch: boolean;
  candidates: Candidate[];
}

export interface LocalIce {
  ufrag: string;
  pwd: string;
  candidates: readonly Candidate[];
  /** Of the pairs selected; only the controlling agent says them, when all are (RFC 8839 4.4.1.2.2). */
  remoteCandidates?: readonly { component: number; at: Endpoint }[];
}

/** A peer with more addresses than these is odd, or wants us to knock at many doors (RFC 8445 19.5.1). */
const MAX_REMOTE_CANDIDATES = 20;
/** Lines looked at; what is ignored (TCP, names) costs too. */
const MAX_CANDIDATE_LINES = 60;
const MAX_PRIORITY = 2 ** 31 - 1;
const MAX_PORT = 65_535;
/** RFC 8839 5.4: at least 24 and 128 bits. */
const UFRAG = /^[A-Za-z0-9+/]{4,256}$/;
const PWD = /^[A-Za-z0-9+/]{22,256}$/;
const FOUNDATION = /^[A-Za-z0-9+/]{1,32}$/;
const TYPES: readonly string[] = ['host', 'srflx', 'prflx', 'relay'] satisfies CandidateType[];

/** For the session level: RFC 8445's way of nominating (RFC 8445 10). */
export const ICE_OPTIONS: SdpAttribute = { name: 'ice-options', value: 'ice2' };
/** RFC 8839 5.4. */
export const ICE_MISMATCH: SdpAttribute = { name: 'ice-mismatch' };

/** For the media level. */
export function iceAttributes({ ufrag, pwd, candidates, remoteCandidates = [] }: LocalIce): SdpAttribute[] {
  const chosen = remoteCandidates.map(({ component, at }) => `${component} ${at.address} ${at.port}`).join(' ');
  return [
    { name: 'ice-ufrag', value: ufrag },
    { name: 'ice-pwd', value: pwd },
    ...candidates.map((candidate) => ({ name: 'candidate', value: candidateText(candidate) })),
    ...(chosen === '' ? [] : [{ name: 'remote-candidates', value: chosen }]),
  ];
}

function candidateText({ foundation, component, priority, type, at, related }: Candidate): string {
  const origin = related ? ` raddr ${related.address} rport ${related.port}` : '';
  return `${foundation} ${component} UDP ${priority} ${at.address} ${at.port} typ ${type}${origin}`;
}

/** Undefined: the peer does not speak ICE for this stream, or not in a way that can be used. `rtcpMux`: agreed, so that candidates for
 *  RTCP count no more (RFC 5761 5.1.3). */
export function readIce(description: SessionDescription, media: SdpMedia, rtcpMux = false): RemoteIce | undefined {
  // RFC 8839 5.4: at either level; the stream's own counts first.
  const value = (name: string): string => attributeValue(media.attributes, name) ?? attributeValue(description.attributes, name) ?? '';
  const [ufrag, pwd] = [value('ice-ufrag'), value('ice-pwd')];
  if (!UFRAG.test(ufrag) || !PWD.test(pwd)) return undefined;
  const candidates = media.attributes
    .filter(({ name }) => name === 'candidate')
    .slice(0, MAX_CANDIDATE_LINES)
    .flatMap((attribute) => readCandidate(attribute.value ?? ''))
    .filter(({ component }) => component === RTP || !rtcpMux)
    .filter((candidate, at, all) => all.findIndex((other) => isSameCandidate(candidate, other)) === at)
    .slice(0, MAX_REMOTE_CANDIDATES);
  const has = (attributes: readonly SdpAttribute[], name: string): boolean => attributeValue(attributes, name) !== undefined;
  return { ufrag, pwd, lite: has(description.attributes, 'ice-lite'), mismatch: has(media.attributes, 'ice-mismatch'), candidates };
}

/** RFC 8839 5.1. TCP, further components, names (mDNS among them) and types of the future are left out, as it demands. */
function readCandidate(text: string): Candidate[] {
  const [foundation = '', component, transport = '', priority, address = '', port, typ, type = ''] = text.trim().split(/ +/, 8);
  const numbers = { component: parseDecimal(component) ?? 0, priority: parseDecimal(priority) ?? 0, port: parseDecimal(port) ?? 0 };
  const isUsable =
    FOUNDATION.test(foundation) && transport.toUpperCase() === 'UDP' && typ === 'typ' && TYPES.includes(type) &&
    (numbers.component === RTP || numbers.component === RTCP) && isBetween(numbers.priority, MAX_PRIORITY) && isBetween(numbers.port, MAX_PORT) &&
    isUnicast(address);
  if (!isUsable) return [];
  return [{ foundation, component: numbers.component, priority: numbers.priority, type: type as CandidateType, at: { address: canonicalAddress(address), port: numbers.port } }];
}

function isBetween(value: number, most: number): boolean {
  return value >= 1 && value <= most;
}

function isUnicast(address: string): boolean {
  return (isIpv4(address) || isIpv6(address)) && !isMulticast(address) && !/^[0:.]+$/.test(address);
}

function isSameCandidate(a: Candidate, b: Candidate): boolean {
  return a.component === b.component && isSame(a.at, b.at);
}

/** RFC 8839 4.2.5: something between us (an ALG, a B2BUA) has changed where the sound is to go, and did not tell the candidates: the
 *  stream goes there, without ICE. `at`: what c= and m= say; null while held by 0.0.0.0. */
export function isMismatch(remote: RemoteIce, at: Endpoint | null): boolean {
  if (remote.mismatch) return true;
  return at !== null && !remote.candidates.some((candidate) => candidate.component === RTP && isSame(candidate.at, at));
}
