/** Offer/answer for an audio call (RFC 3264): pure functions from descriptions to descriptions and agreements. */
import type { CodecName } from '../../src-shared/model.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import { addressType, canonicalAddress } from '../../src-shared/sdp/address.ts';
import { serializeSdp } from '../../src-shared/sdp/serialize.ts';
import type { SdpAttribute, SdpMedia, SessionDescription } from '../../src-shared/sdp/types.ts';
import type { MediaAgreement, MediaDirection, PayloadFormat } from '../media/engine-port.ts';
import type { Endpoint } from '../ports.ts';
import { agree, packetTime } from './agreement.ts';
import { describeAudio, describeDeclined, describeSession } from './describe.ts';
import { common, directionOf, reversed } from './direction.ts';
import { acceptedKeys, answeredKeys, offeredKeys, offeredProtocol } from './media-keys.ts';
import type { AnsweredKeys, LocalSrtp } from './media-keys.ts';
import { commonPayloads, offeredPayloads } from './payloads.ts';
import type { Payloads } from './payloads.ts';
import { refusal } from './refusal.ts';
import type { SdpRefusal } from './refusal.ts';
import { isUnspecified, readRemoteAudio } from './remote-audio.ts';
import type { RemoteAudio, StreamOf } from './remote-audio.ts';
import { agreedRtcp, answeredRtcp, offeredRtcp } from './rtcp-attributes.ts';

export type { SdpRefusal } from './refusal.ts';
export type { StreamOf } from './remote-audio.ts';

/** What we can and want now. */
export interface LocalMedia {
  /** Address and ports that the peer will reach. */
  rtp: Endpoint;
  rtcp: Endpoint;
  /** In order of preference. */
  codecs: CodecName[];
  /** Comfort noise in place of pauses, with codecs that have none of their own (RFC 3389); absent: not wanted. */
  comfortNoise?: boolean;
  ptimeMs: number;
  direction: MediaDirection;
  /** Absent: off. */
  srtp?: LocalSrtp | undefined;
  /** Further attributes of the audio stream (ICE); of an answer with the stream that it answers. */
  attributes?: (offered?: StreamOf) => SdpAttribute[];
}

/** What the session has so far; starts by `newNegotiation`, each function returns the next one. */
export interface Negotiation {
  /** o= line: session id fixed, version +1 with each changed description (RFC 3264 8). */
  sessionId: string;
  /** The highest version used so far; carry it over when an offer is refused and the older negotiation stands again. */
  version: number;
  /** Our last description, as sent. */
  local?: SessionDescription;
  /** The peer's last description. */
  remote?: SessionDescription;
  /** Absent until there is a stream. A stream that was taken out again is inactive with no remote address. */
  agreement?: MediaAgreement;
  /** Kinds of declined streams: `video`, `image`. */
  declined: string[];
}

/** Streams beyond these are declined unread: each costs a look through the whole description. */
const MAX_STREAMS_READ = 32;

export function newNegotiation(sessionId: string): Negotiation {
  return { sessionId, version: 0, declined: [] };
}

/** The first offer, or a new one (hold, resume, answer to an INVITE without SDP): keeps the m-lines of earlier descriptions in place. */
export function makeOffer(negotiation: Negotiation, local: LocalMedia): { negotiation: Negotiation; offer: SessionDescription } {
  const earlier = negotiation.local?.media ?? [];
  const at = audioSlot(earlier);
  const protocol = offeredProtocol(local.srtp, earlier[at]);
  const current = negotiation.agreement && (negotiation.agreement.srtp ?? null);
  const audio = describeAudio({
    ...local,
    protocol,
    payloads: offeredPayloads(local, [earlier[at], negotiation.remote?.media[at]]),
    attributes: [...offeredKeys(local.srtp, protocol, earlier[at], current), ...offeredRtcp, ...(local.attributes?.() ?? [])],
  });
  const media = earlier.map(describeDeclined);
  media[at] = audio;
  const next = describe(negotiation, local, media);
  return { negotiation: next, offer: next.local };
}

/** Answers in kind: the first usable audio stream accepted, all others declined with port 0 in place. Held (sendonly, inactive,
 *  c=0.0.0.0) is mirrored. Refusal 488 (Warning 304/305/300 as fits) where nothing is common. An offer that has no
 *  live stream at all is answered likewise. */
export function makeAnswer(
  negotiation: Negotiation, offer: SessionDescription, local: LocalMedia,
): Result<{ negotiation: Negotiation; answer: SessionDescription }, SdpRefusal> {
  const chosen = chooseStream(negotiation, offer, local);
  if (!chosen.ok) return chosen;
  const media = offer.media.map(describeDeclined);
  let agreement = stopped(negotiation.agreement);
  if (chosen.value) {
    const { at, protocol, audio, payloads, keys } = chosen.value;
    const direction = common(local.direction, reversed(audio.direction));
    const ptimeMs = packetTime(audio, local.ptimeMs, payloads.codecs[0]);
    const offered: StreamOf = { description: offer, media: offer.media[at]! };
    const attributes = [...(keys ? [keys.attribute] : []), ...answeredRtcp(offered), ...(local.attributes?.(offered) ?? [])];
    const answered = describeAudio({ ...local, protocol, payloads, ptimeMs, direction, attributes });
    media[at] = answered;
    const agreed = agree(audio, payloads, payloads, ptimeMs, direction);
    agreement = agreed && { ...agreed, ...agreedRtcp(answered, offered), ...(keys && { srtp: keys.keys }) };
  }
  const next = describe({ ...negotiation, remote: offer, declined: declinedKinds(offer.media, chosen.value?.at) }, local, media);
  return ok({ negotiation: withAgreement(next, agreement), answer: next.local });
}

/** Where the audio streams of an offer are to be heard, the one that is to be answered first: which own address will do depends on the
 *  family. Literals; none while held by 0.0.0.0. */
export function offeredAddresses(negotiation: Negotiation, offer: SessionDescription): string[] {
  const addresses = streamOrder(negotiation, offer).flatMap((at) => {
    const stream = offer.media[at];
    const address = stream && (stream.connections[0] ?? offer.connection)?.address;
    return stream?.media === 'audio' && stream.port !== 0 && address !== undefined && !isUnspecified(address) ? [address] : [];
  });
  return [...new Set(addresses)];
}

/** The stream that both descriptions of this negotiation have as the call's audio; undefined before an answer, or when it was taken out. */
export function remoteStream({ local, remote }: Negotiation): StreamOf | undefined {
  const at = local?.media.findIndex((media) => media.port !== 0) ?? -1;
  const media = remote?.media[at];
  return remote && media && { description: remote, media };
}

/** What c= and m= of a stream say; null while held by 0.0.0.0. */
export function streamDestination({ description, media }: StreamOf): Endpoint | null {
  const address = (media.connections[0] ?? description.connection)?.address;
  return address === undefined || isUnspecified(address) ? null : { address: canonicalAddress(address), port: media.port };
}

/** The peer's answer to our pending offer. Refusal where it leaves no audio: end the call, or keep what was before. */
export function acceptAnswer(negotiation: Negotiation, answer: SessionDescription, local: LocalMedia): Result<Negotiation, SdpRefusal> {
  const offered = negotiation.local;
  if (!offered) return err(refusal(399, 'an answer came without an offer'));
  const at = audioSlot(offered.media);
  const [ours, theirs] = [offered.media[at], answer.media[at]];
  if (!ours || theirs?.media !== 'audio' || theirs.port === 0) return err(refusal(304, 'the audio stream was declined'));
  const audio = readRemoteAudio(answer, theirs, local.rtp.address);
  if (!audio.ok) return audio;
  const keys = acceptedKeys(local.srtp, ours, theirs);
  if (!keys.ok) return keys;

  const receive = commonPayloads(ours, local);
  const send = inTheirOrder(commonPayloads(theirs, local), theirs);
  if (send.codecs.length === 0) return err(refusal(305, `the answer has none of ${local.codecs.join(', ')}`));
  const direction = common(directionOf(offered, ours), reversed(audio.value.direction));
  const agreed = agree(audio.value, send, receive, packetTime(audio.value, local.ptimeMs, send.codecs[0]), direction);
  const agreement = agreed && { ...agreed, ...agreedRtcp(ours, { description: answer, media: theirs }), ...(keys.value && { srtp: keys.value }) };
  return ok({ ...negotiation, remote: answer, agreement });
}

interface ChosenStream {
  at: number;
  protocol: string;
  audio: RemoteAudio;
  payloads: Payloads;
  keys: AnsweredKeys | undefined;
}

/** The stream that carries the call already, else the first one that we can use; undefined when none is offered live. */
function chooseStream(negotiation: Negotiation, offer: SessionDescription, local: LocalMedia): Result<ChosenStream | undefined, SdpRefusal> {
  const refusals: SdpRefusal[] = [];
  for (const at of streamOrder(negotiation, offer)) {
    const stream = offer.media[at];
    if (stream?.media !== 'audio' || stream.port === 0) continue;
    const usable = tryStream(negotiation, offer, local, at);
    if (usable.ok) return usable;
    refusals.push(usable.error);
  }
  if (offer.media.every((stream) => stream.port === 0)) return ok(undefined);
  // The stream that failed on its codecs alone came closest.
  const closest = refusals.find((refused) => refused.warning.code === 305) ?? refusals[0];
  return err(closest ?? refusal(304, 'audio is needed'));
}

function tryStream(negotiation: Negotiation, offer: SessionDescription, local: LocalMedia, at: number): Result<ChosenStream, SdpRefusal> {
  const stream = offer.media[at]!;
  const audio = readRemoteAudio(offer, stream, local.rtp.address);
  if (!audio.ok) return audio;
  const payloads = commonPayloads(stream, local);
  if (payloads.codecs.length === 0) return err(refusal(305, `${local.codecs.join(', ')} would do`));
  const keys = answeredKeys(local.srtp, stream, negotiation.local?.media[at], negotiation.agreement?.srtp);
  return keys.ok ? ok({ at, protocol: stream.protocol, audio: audio.value, payloads, keys: keys.value }) : keys;
}

/** The stream that carries the call already, then the others as offered. */
function streamOrder(negotiation: Negotiation, offer: SessionDescription): number[] {
  const established = (negotiation.local?.media ?? []).findIndex((media) => media.port !== 0);
  const order = [...offer.media.keys()].sort((a, b) => Number(b === established) - Number(a === established));
  return order.slice(0, MAX_STREAMS_READ);
}

/** Stamps a description with the o= line. The version goes up only when something else has changed (RFC 3264 8); the
 *  rest of the line stays as it was first sent, whatever address we have now. */
function describe(negotiation: Negotiation, local: LocalMedia, media: SdpMedia[]): Negotiation & { local: SessionDescription } {
  const previous = negotiation.local;
  const origin = previous?.origin ?? {
    username: '-', sessionId: negotiation.sessionId, sessionVersion: '', netType: 'IN',
    addrType: addressType(local.rtp.address), address: local.rtp.address,
  };
  const same = describeSession(origin, local.rtp.address, media);
  if (previous && serializeSdp(same) === serializeSdp(previous)) return { ...negotiation, local: previous };
  const version = negotiation.version + 1;
  return { ...negotiation, version, local: { ...same, origin: { ...origin, sessionVersion: String(version) } } };
}

/** Where the audio stream stands in our descriptions: the live one, else a place to use again (RFC 3264 8.1), else a new one. */
function audioSlot(media: readonly SdpMedia[]): number {
  const live = media.findIndex((stream) => stream.port !== 0);
  if (live >= 0) return live;
  const unused = media.findIndex((stream) => stream.media === 'audio' && /^RTP\/S?AVP/.test(stream.protocol));
  return unused >= 0 ? unused : media.length;
}

/** RFC 3264 7: we send the first format of the answer. */
function inTheirOrder(payloads: Payloads, media: SdpMedia): Payloads {
  const place = (payload: PayloadFormat): number => media.formats.indexOf(String(payload.payloadType));
  return { ...payloads, codecs: payloads.codecs.toSorted((a, b) => place(a) - place(b)) };
}

/** What is left of an agreement whose stream was taken out of the session. */
function stopped(agreement: MediaAgreement | undefined): MediaAgreement | undefined {
  return agreement && { ...agreement, remoteRtp: null, remoteRtcp: null, direction: 'inactive' };
}

function withAgreement(negotiation: Negotiation, agreement: MediaAgreement | undefined): Negotiation {
  return agreement ? { ...negotiation, agreement } : negotiation;
}

function declinedKinds(offered: readonly SdpMedia[], accepted: number | undefined): string[] {
  const kinds = offered.filter((stream, at) => at !== accepted && stream.port !== 0 && stream.media !== 'audio').map((stream) => stream.media);
  return [...new Set(kinds)];
}
