/** The media of an announced session in the few words that a person needs. Pure. */
import { attributeValue, rtpMapsOf } from '../../src-shared/sdp/attributes.ts';
import { shortened } from '../../src-shared/ladder/printable.ts';
import type { SdpAttribute, SdpMedia, SessionDescription } from '../../src-shared/sdp/types.ts';

export interface SessionCodec {
  name: string;
  rateHz?: number;
  channels?: number;
}
export type Direction = (typeof DIRECTIONS)[number];
export interface SessionMedia {
  /** `audio`, `video` … */
  kind: string;
  protocol: string;
  /** 0: not sent. */
  port: number;
  address: string;
  ttl?: number;
  /** Of layered encodings: so many addresses one after another. */
  addresses: number;
  codecs: SessionCodec[];
  packetMs?: number;
  direction: Direction;
  /** Only what these send belongs to it (RFC 4570). */
  senders: string[];
  /** The clock that it runs by (RFC 7273): `ptp=…`, `ntp=…`. */
  clock: string;
  information: string;
}

const DIRECTIONS = ['sendrecv', 'recvonly', 'sendonly', 'inactive'] as const;
const MOST_MEDIA = 50;
const MOST_CODECS = 12;
const MOST_SENDERS = 8;
const LONG = 200;
const WORD = 60;

export function sessionMedia(description: SessionDescription): SessionMedia[] {
  return description.media.slice(0, MOST_MEDIA).map((media) => mediaOf(description, media));
}

function mediaOf(description: SessionDescription, media: SdpMedia): SessionMedia {
  const connection = media.connections[0] ?? description.connection;
  const ptime = Number(attributeValue(media.attributes, 'ptime'));
  return {
    kind: shortened(media.media, WORD),
    protocol: shortened(media.protocol, WORD),
    port: media.port,
    address: shortened(connection?.address ?? '', WORD),
    addresses: connection?.count ?? 1,
    codecs: codecsOf(media),
    direction: directionOf(media.attributes) ?? directionOf(description.attributes) ?? usualDirection(description),
    senders: [...sendersOf(media.attributes), ...sendersOf(description.attributes)].slice(0, MOST_SENDERS),
    clock: shortened(attributeValue(media.attributes, 'ts-refclk') ?? attributeValue(description.attributes, 'ts-refclk') ?? '', LONG),
    information: shortened(media.information ?? '', LONG),
    ...(connection?.ttl !== undefined && { ttl: connection.ttl }),
    ...(ptime > 0 && { packetMs: ptime }),
  };
}

function codecsOf(media: SdpMedia): SessionCodec[] {
  if (!media.protocol.includes('RTP/')) return media.formats.slice(0, MOST_CODECS).map((name) => ({ name: shortened(name, WORD) }));
  const maps = rtpMapsOf(media);
  const known = maps.map(({ encoding, clockRateHz, channels }): SessionCodec => ({ name: shortened(encoding, WORD), rateHz: clockRateHz, channels }));
  const unknown = media.formats.filter((format) => !maps.some(({ payloadType }) => payloadType === Number(format)));
  return [...known, ...unknown.map((format) => ({ name: shortened(format, WORD) }))].slice(0, MOST_CODECS);
}

/** RFC 8866 6.7: `recvonly` in broadcasts, else `sendrecv`. */
function usualDirection({ attributes }: SessionDescription): Direction {
  return ['broadcast', 'H332'].includes(attributeValue(attributes, 'type') ?? '') ? 'recvonly' : 'sendrecv';
}

function directionOf(attributes: readonly SdpAttribute[]): Direction | undefined {
  return DIRECTIONS.find((direction) => attributes.some(({ name }) => name === direction));
}

/** `a=source-filter: incl IN IP4 239.0.0.1 192.0.2.7` (RFC 4570 3). */
function sendersOf(attributes: readonly SdpAttribute[]): string[] {
  return attributes
    .filter(({ name }) => name === 'source-filter')
    .flatMap(({ value = '' }) => {
      const [mode, , , , ...senders] = value.slice(0, 2_000).trim().split(/\s+/);
      return mode === 'incl' ? senders.map((sender) => shortened(sender, WORD)) : [];
    });
}
