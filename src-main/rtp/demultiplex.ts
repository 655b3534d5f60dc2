export type PacketKind = 'rtp' | 'rtcp' | 'stun' | 'dtls' | 'garbage';

/** What arrived on a media socket, by its first bytes (RFC 7983 7, RFC 5761 4). Sound or not is for the parser to say. */
export function classifyPacket(_bytes: Uint8Array): PacketKind {
  throw new Error('helper H5A writes this');
}
