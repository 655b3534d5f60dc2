/** The media of a session description in the few words that a table needs. */
import type { SdpAttribute, SdpMedia, SessionDescription } from '../../src-shared/sdp/types.ts';

export interface SdpStream {
  media: string;
  protocol: string;
  address: string;
  /** 0: declined (RFC 3264 6). */
  port: number;
  codecs: string[];
  direction: string;
}

/** Payload types that need no rtpmap (RFC 3551 table 4), as far as telephones use them. */
const STATIC_TYPES: Record<string, string> = { 0: 'PCMU', 3: 'GSM', 4: 'G723', 8: 'PCMA', 9: 'G722', 13: 'CN', 15: 'G728', 18: 'G729' };
const DIRECTIONS = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];

export function sdpStreams(description: SessionDescription): SdpStream[] {
  return description.media.map((media) => ({
    media: media.media,
    protocol: media.protocol,
    address: (media.connections[0] ?? description.connection)?.address ?? '?',
    port: media.port,
    codecs: media.formats.map((format) => codecName(media, format)),
    direction: directionOf(media.attributes) ?? directionOf(description.attributes) ?? 'sendrecv',
  }));
}

function codecName(media: SdpMedia, format: string): string {
  const map = media.attributes.find(({ name, value }) => name === 'rtpmap' && value?.startsWith(`${format} `));
  const name = map?.value?.slice(format.length + 1).split('/')[0] ?? STATIC_TYPES[format];
  return name && media.protocol.startsWith('RTP/') ? `${format} ${name}` : format;
}

function directionOf(attributes: readonly SdpAttribute[]): string | undefined {
  return attributes.find(({ name }) => DIRECTIONS.includes(name))?.name;
}
