/** Offer and answer for multicast streams (RFC 3264 5.2 and 6.2): one view of a stream for all who take part in it, so an answer repeats the
 *  offer. Pure. */
import { parseIpv4, parseIpv6 } from '../../src-shared/sip/ip-address.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import { canonicalAddress, isMulticast } from '../../src-shared/sdp/address.ts';
import { layersOf } from '../../src-shared/sdp/groups.ts';
import type { SdpAttribute, SdpConnection, SdpMedia, SdpOrigin, SessionDescription } from '../../src-shared/sdp/types.ts';
import { describeDeclined } from './describe.ts';
import { directionOf } from './direction.ts';
import { joinableMedia } from './joined-media.ts';
import { refusal } from './refusal.ts';
import type { SdpRefusal } from './refusal.ts';

/** What an invitation leads into. */
export interface InvitedSession {
  /** What s= says; '' where it says nothing (RFC 8866 5.3). */
  name: string;
  /** `239.1.2.3:5004` of each sound stream. */
  groups: string[];
  mayTalk: boolean;
  /** All of o= but the version (RFC 8866 5.2). */
  origin: string;
}

/** Numeric and of 64 bits at most (RFC 3264 5). */
const NUMBER = /^\d{1,19}$/;

/** Does an offer lead into a multicast session? So it is where a sound stream of it does. */
export function isInvitation(offer: SessionDescription): boolean {
  return liveAudio(offer).some((media) => addressesOf(offer, media).some(isMulticast));
}

/** Of the streams in `sdp` that we can decode, which may be none. */
export function invitedSession(description: SessionDescription): InvitedSession {
  const joinable = joinableMedia(description);
  const media = joinable.ok ? joinable.value : [];
  const { username, sessionId, netType, addrType, address } = description.origin;
  return {
    name: description.name.trim() === '-' ? '' : description.name.trim(),
    groups: media.map(({ group, port }) => (group.includes(':') ? `[${group}]:${port}` : `${group}:${port}`)),
    origin: [username, sessionId, netType, addrType, address].join(' '),
    mayTalk: media.some(({ talk }) => talk !== undefined),
  };
}

/** The session's description as an offer: the streams that we can decode as they are; the others keep their place, with port 0. Its o= stays: by
 *  that the other side finds it among the announced ones (RFC 8866 5.2); `own` stands in where it is none that an offer may have (RFC 3264 5). */
export function makeInvitation(session: SessionDescription, own: SdpOrigin): SessionDescription {
  const joinable = joinableMedia(session);
  const kept = new Set(joinable.ok ? joinable.value.map(({ index }) => index) : []);
  const { sessionId, sessionVersion } = session.origin;
  return {
    ...session,
    origin: NUMBER.test(sessionId) && NUMBER.test(sessionVersion) ? session.origin : own,
    media: session.media.map((media, at) => (kept.has(at) ? media : declinedIn(session, media))),
  };
}

/** Errors: 488 with the warning that fits: 330 for groups that nobody may be led into, and for offers that are half of this kind. */
export function answerInvitation(offer: SessionDescription, own: SdpOrigin): Result<SessionDescription, SdpRefusal> {
  const objection = refuseGroups(offer);
  if (objection) return err(objection);
  const joinable = joinableMedia(offer);
  if (!joinable.ok) return err(refusal(305, String(joinable.error.params?.['why'] ?? 'none of the codecs is possible here')));
  const formats = new Map(joinable.value.map((medium) => [medium.index, medium.formats.map(({ payloadType }) => payloadType)]));
  const answer: SessionDescription = {
    version: 0,
    origin: own,
    name: offer.name,
    emails: [],
    phones: [],
    bandwidths: offer.bandwidths,
    // RFC 3264 6: the times of an answer are those of the offer.
    times: offer.times,
    zones: offer.zones,
    attributes: [],
    media: offer.media.map((media, at) => answered(offer, media, formats.get(at))),
  };
  return ok(offer.connection ? { ...answer, connection: offer.connection } : answer);
}

/** What the peer says to our invitation: at least one stream taken, and on the offered group. */
export function checkInvited(offer: SessionDescription, answer: SessionDescription): Result<void, SdpRefusal> {
  let taken = 0;
  for (const [at, offered] of offer.media.entries()) {
    const media = answer.media[at];
    if (offered.port === 0 || !media || media.port === 0) continue;
    const [address = ''] = addressesOf(answer, media);
    if (!isMulticast(address)) return err(refusal(330, `the answer has ${address || 'no address'} in place of the group, so nobody there would hear the session`));
    // RFC 3264 6.2: address and port MUST match.
    const isSame = address === addressesOf(offer, offered)[0] && media.port === offered.port;
    if (!isSame) return err(refusal(330, `the answer has ${address} ${media.port}, which was not offered`));
    taken++;
  }
  return taken > 0 ? ok(undefined) : err(refusal(304, 'every stream of the session was declined'));
}

function refuseGroups(offer: SessionDescription): SdpRefusal | undefined {
  const addresses = liveAudio(offer).flatMap((media) => addressesOf(offer, media));
  if (!addresses.every(isMulticast)) return refusal(330, 'an offer is either for a session of a group or for a call, not for both');
  const control = addresses.find(isControlGroup);
  return control === undefined ? undefined : refusal(330, `${control} is for routing protocols and the like, not for sound`);
}

/** 224.0.0.0/24 (RFC 5771 4); the well-known groups of an interface and of a link (RFC 4291 2.7). */
function isControlGroup(address: string): boolean {
  const [a, b, c] = parseIpv4(address) ?? [];
  if (a === 224 && b === 0 && c === 0) return true;
  const first = parseIpv6(address)?.[0];
  return first === 0xff01 || first === 0xff02;
}

function answered(offer: SessionDescription, media: SdpMedia, payloadTypes: number[] | undefined): SdpMedia {
  if (!payloadTypes) return declinedIn(offer, media);
  const numbers = payloadTypes.map(String);
  const isKept = ({ name, value = '' }: SdpAttribute): boolean =>
    name === 'rtpmap' || name === 'fmtp' ? numbers.includes(value.split(' ', 1)[0] ?? '') : REPEATED.includes(name);
  return {
    media: media.media,
    port: media.port,
    ...(media.portCount !== undefined && { portCount: media.portCount }),
    protocol: media.protocol,
    // RFC 3264 6.2: those of the offer, or some of them.
    formats: media.formats.filter((format) => numbers.includes(format)),
    connections: media.connections,
    bandwidths: media.bandwidths,
    attributes: [...media.attributes.filter(isKept), { name: directionOf(offer, media) }],
  };
}

/** Must be the same in the answer, or say where the stream is (RFC 3264 6.2). The direction is written by itself: it may stand in the session's part. */
const REPEATED = ['ptime', 'maxptime', 'rtcp', 'source-filter'];

/** With its c=, where none stands for all streams (RFC 8866 5.7). */
function declinedIn(description: SessionDescription, media: SdpMedia): SdpMedia {
  return { ...describeDeclined(media), connections: description.connection ? [] : media.connections };
}

function liveAudio({ media }: SessionDescription): SdpMedia[] {
  return media.filter((stream) => stream.media === 'audio' && stream.port !== 0);
}

function addressesOf(description: SessionDescription, media: SdpMedia): string[] {
  const own: (SdpConnection | undefined)[] = media.connections.length > 0 ? media.connections : [description.connection];
  return own.flatMap((connection) => (connection ? layersOf(connection) : [])).map(canonicalAddress);
}

/** Do two descriptions lead to the same groups? A call does not lead elsewhere than where somebody has agreed to go. */
export function leadsElsewhere(before: SessionDescription, now: SessionDescription): boolean {
  const known = new Set(placesOf(before));
  return placesOf(now).some((place) => !known.has(place));
}

function placesOf(description: SessionDescription): string[] {
  return liveAudio(description).flatMap((media) => addressesOf(description, media).map((address) => `${address} ${media.port}`));
}
