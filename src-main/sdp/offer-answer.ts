/** Offer/answer for an audio call (RFC 3264): pure functions from descriptions to descriptions and agreements. */
import type { CodecName } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import type { SessionDescription } from '../../src-shared/sdp/types.ts';
import type { MediaAgreement, MediaDirection } from '../media/engine-port.ts';
import type { Endpoint } from '../ports.ts';

/** What we can and want now. */
export interface LocalMedia {
  /** Address and ports that the peer will reach. */
  rtp: Endpoint;
  rtcp: Endpoint;
  /** In order of preference. */
  codecs: CodecName[];
  ptimeMs: number;
  direction: MediaDirection;
}

/** What the session has so far; starts by `newNegotiation`, each function returns the next one. */
export interface Negotiation {
  /** o= line: session id fixed, version +1 with each changed description (RFC 3264 8). */
  sessionId: string;
  version: number;
  /** Our last description, as sent. */
  local?: SessionDescription;
  /** The peer's last description. */
  remote?: SessionDescription;
  agreement?: MediaAgreement;
  /** Kinds of declined streams: `video`, `image`. */
  declined: string[];
}

export interface SdpRefusal {
  status: number;
  warning: { code: number; text: string };
}

export function newNegotiation(_sessionId: string): Negotiation {
  throw new Error('helper H2 writes this');
}

/** The first offer, or a new one (hold, resume, answer to an INVITE without SDP): keeps the m-lines of earlier descriptions in place. */
export function makeOffer(_negotiation: Negotiation, _local: LocalMedia): { negotiation: Negotiation; offer: SessionDescription } {
  throw new Error('helper H2 writes this');
}

/** Answers in kind: the first usable audio stream accepted, all others declined with port 0 in place. Held (sendonly, inactive,
 *  c=0.0.0.0) is mirrored. Refusal 488 (Warning 304/305/300 as fits) where nothing is common. */
export function makeAnswer(
  _negotiation: Negotiation, _offer: SessionDescription, _local: LocalMedia,
): Result<{ negotiation: Negotiation; answer: SessionDescription }, SdpRefusal> {
  throw new Error('helper H2 writes this');
}

/** The peer's answer to our pending offer. */
export function acceptAnswer(_negotiation: Negotiation, _answer: SessionDescription, _local: LocalMedia): Result<Negotiation, SdpRefusal> {
  throw new Error('helper H2 writes this');
}
