/** Our own descriptions, built from what was decided. */
import { addressType } from '../../src-shared/sdp/address.ts';
import type { SdpAttribute, SdpMedia, SdpOrigin, SessionDescription } from '../../src-shared/sdp/types.ts';
import { COMFORT_NOISE_RATE_HZ } from '../media/comfort-noise.ts';
import type { EventFormat, MediaDirection, PayloadFormat } from '../media/engine-port.ts';
import type { Endpoint } from '../ports.ts';
import { OFFERED_FORMATS } from './payload-formats.ts';
import type { Payloads } from './payloads.ts';

/** RFC 4733 2.4.1: the DTMF digits. */
const DTMF_EVENTS = '0-15';

export interface AudioDescription {
  rtp: Endpoint;
  rtcp: Endpoint;
  protocol: string;
  payloads: Payloads;
  ptimeMs: number;
  direction: MediaDirection;
  /** Further ones. */
  attributes: SdpAttribute[];
}

export function describeSession(origin: SdpOrigin, address: string, media: SdpMedia[]): SessionDescription {
  return {
    version: 0,
    origin,
    name: '-',
    emails: [],
    phones: [],
    connection: { netType: 'IN', addrType: addressType(address), address },
    bandwidths: [],
    // RFC 3264 5: a session by SIP is unbounded.
    times: [{ start: 0, stop: 0, repeats: [] }],
    zones: [],
    attributes: [],
    media,
  };
}

export function describeAudio(audio: AudioDescription): SdpMedia {
  const { codecs, events, noise } = audio.payloads;
  const numbers = [...codecs, ...events].map(({ payloadType }) => payloadType);
  const attributes = [...codecs.flatMap(codecAttributes), ...events.flatMap(eventAttributes)];
  if (noise !== undefined) {
    numbers.push(noise);
    attributes.push({ name: 'rtpmap', value: `${noise} CN/${COMFORT_NOISE_RATE_HZ}` });
  }
  attributes.push({ name: 'ptime', value: String(audio.ptimeMs) }, ...rtcpAttribute(audio), { name: audio.direction }, ...audio.attributes);
  return {
    media: 'audio',
    port: audio.rtp.port,
    protocol: audio.protocol,
    formats: numbers.map(String),
    connections: [],
    bandwidths: [],
    attributes,
  };
}

/** What we say of a codec is for the peer that sends it. */
function codecAttributes({ payloadType, codec, clockRateHz, channels }: PayloadFormat): SdpAttribute[] {
  const { parameters } = OFFERED_FORMATS[codec];
  const rtpmap = { name: 'rtpmap', value: `${payloadType} ${codec}/${clockRateHz}${channels > 1 ? `/${channels}` : ''}` };
  return parameters === '' ? [rtpmap] : [rtpmap, { name: 'fmtp', value: `${payloadType} ${parameters}` }];
}

function eventAttributes({ payloadType, clockRateHz }: EventFormat): SdpAttribute[] {
  return [
    { name: 'rtpmap', value: `${payloadType} telephone-event/${clockRateHz}` },
    { name: 'fmtp', value: `${payloadType} ${DTMF_EVENTS}` },
  ];
}

/** RFC 3605 2.1: said only where RTCP is not on the next port. */
function rtcpAttribute({ rtp, rtcp }: AudioDescription): SdpAttribute[] {
  if (rtcp.address !== rtp.address) {
    return [{ name: 'rtcp', value: `${rtcp.port} IN ${addressType(rtcp.address)} ${rtcp.address}` }];
  }
  return rtcp.port === rtp.port + 1 ? [] : [{ name: 'rtcp', value: String(rtcp.port) }];
}

/** RFC 3264 6 and 8.2: a declined or removed stream keeps its place, its media and its formats; its port is 0. */
export function describeDeclined(media: SdpMedia): SdpMedia {
  return {
    media: media.media,
    port: 0,
    protocol: media.protocol,
    formats: media.formats.length > 0 ? media.formats : ['0'],
    connections: [],
    bandwidths: [],
    attributes: [],
  };
}
