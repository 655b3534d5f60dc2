/** What HEP version 3 packets are made of (HEP3 network protocol specification, rev. 36). */

/** Chunk types of the generic vendor (0x0000). */
export const CHUNK = {
  family: 0x0001, protocol: 0x0002, source4: 0x0003, destination4: 0x0004, source6: 0x0005, destination6: 0x0006, sourcePort: 0x0007,
  destinationPort: 0x0008, seconds: 0x0009, microseconds: 0x000a, payloadType: 0x000b, agentId: 0x000c, payload: 0x000f, correlation: 0x0011, node: 0x0013,
} as const;
/** Payload type. */
export const SIP = 1;
export const CHUNK_HEADER_BYTES = 6;
/** What a packet begins with. */
export const HEP3 = new TextEncoder().encode('HEP3');
