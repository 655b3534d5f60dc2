/** HEP version 3 read: what capture agents send (HEP3 network protocol specification, rev. 36). `src-main/trace/hep.ts` writes it. */
import { ipv4Text, ipv6Text } from '../ip-bytes.ts';
import type { Endpoint } from '../endpoint-text.ts';
import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import { CHUNK, CHUNK_HEADER_BYTES, HEP3, SIP } from './hep-chunks.ts';

export interface HepReport {
  /** Epoch milliseconds with fraction, by the agent's clock; undefined: it named none. */
  atMs: number | undefined;
  source: Endpoint;
  destination: Endpoint;
  transport: 'udp' | 'tcp';
  bytes: Uint8Array;
  /** Number of the agent, and its name where it has one. */
  agentId: number;
  node: string;
}

/** `not-hep`: another protocol, or damaged. `not-sip`: RTCP, logs and what else agents tell. */
export type HepFault = 'not-hep' | 'not-sip';

const MAX_NODE = 64;

/** One whole packet. What is in it are views into `bytes`. */
export function decodeHep(bytes: Uint8Array): Result<HepReport, HepFault> {
  const chunks = chunksOf(bytes);
  if (!chunks) return err('not-hep');
  const payload = chunks.get(CHUNK.payload);
  if (!payload || payload.length === 0 || number(chunks.get(CHUNK.payloadType)) !== SIP) return err('not-sip');
  const source = endpoint(chunks.get(CHUNK.source4), chunks.get(CHUNK.source6), chunks.get(CHUNK.sourcePort));
  const destination = endpoint(chunks.get(CHUNK.destination4), chunks.get(CHUNK.destination6), chunks.get(CHUNK.destinationPort));
  if (!source || !destination) return err('not-hep');
  const seconds = number(chunks.get(CHUNK.seconds));
  return ok({
    atMs: seconds === 0 ? undefined : seconds * 1000 + Math.min(number(chunks.get(CHUNK.microseconds)), 999_999) / 1000,
    source,
    destination,
    transport: number(chunks.get(CHUNK.protocol)) === 6 ? 'tcp' : 'udp',
    bytes: payload,
    agentId: number(chunks.get(CHUNK.agentId)),
    node: new TextDecoder().decode(chunks.get(CHUNK.node)?.subarray(0, MAX_NODE) ?? new Uint8Array(0)),
  });
}

/** Length of the packet that begins here: 0 while too little of it is there, undefined where no packet begins. */
export function hepLength(bytes: Uint8Array): number | undefined {
  for (let i = 0; i < Math.min(bytes.length, HEP3.length); i++) if (bytes[i] !== HEP3[i]) return undefined;
  if (bytes.length < CHUNK_HEADER_BYTES) return 0;
  const length = number(bytes.subarray(4, 6));
  return length < CHUNK_HEADER_BYTES ? undefined : length;
}

/** Chunks of vendors are passed over. The first of each type counts. */
function chunksOf(bytes: Uint8Array): Map<number, Uint8Array> | undefined {
  const length = hepLength(bytes);
  if (!length || length > bytes.length) return undefined;
  const chunks = new Map<number, Uint8Array>();
  let at = CHUNK_HEADER_BYTES;
  while (at + CHUNK_HEADER_BYTES <= length) {
    const vendor = number(bytes.subarray(at, at + 2));
    const type = number(bytes.subarray(at + 2, at + 4));
    const size = number(bytes.subarray(at + 4, at + 6));
    if (size < CHUNK_HEADER_BYTES || at + size > length) return undefined;
    if (vendor === 0 && !chunks.has(type)) chunks.set(type, bytes.subarray(at + CHUNK_HEADER_BYTES, at + size));
    at += size;
  }
  return chunks;
}

function endpoint(four: Uint8Array | undefined, six: Uint8Array | undefined, port: Uint8Array | undefined): Endpoint | undefined {
  if (four?.length === 4) return { address: ipv4Text(four), port: number(port) };
  return six?.length === 16 ? { address: ipv6Text(six), port: number(port) } : undefined;
}

/** Big endian, of up to four octets; 0 where there are none. */
function number(bytes: Uint8Array | undefined): number {
  return bytes && bytes.length <= 4 ? bytes.reduce((value, octet) => value * 256 + octet, 0) : 0;
}
