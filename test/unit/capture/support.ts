/** Captures made of SIP and RTP that tests think up. */
import type { Capture } from '../../../src-shared/capture/capture.ts';
import { createCapture } from '../../../src-shared/capture/capture.ts';
import type { CapturedPacket } from '../../../src-shared/capture/captured-packet.ts';
import { createFragmentStore } from '../../../src-shared/capture/ip-fragments.ts';
import { ipIn } from '../../../src-shared/capture/link-layers.ts';
import { createNotes } from '../../../src-shared/capture/notes.ts';
import { createOctetStore } from '../../../src-shared/capture/octet-store.ts';
import { createRecordReader } from '../../../src-shared/capture/record-reader.ts';
import { endsOf, transportPacketIn } from '../../../src-shared/capture/transport-packet.ts';
import type { Endpoint } from '../../../src-shared/endpoint-text.ts';
import { createPcapWriter } from '../../../src-shared/export/pcap.ts';

export const alice: Endpoint = { address: '192.0.2.1', port: 5060 };
export const bob: Endpoint = { address: '192.0.2.7', port: 5080 };
export const startedAtMs = 1_795_000_000_000;

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export interface Said {
  start: string;
  cseq?: string;
  callId?: string;
  branch?: string;
  toTag?: string;
  body?: string;
}

/** A message of Alice's call to Bob. */
export function sip({ start, cseq = '1 INVITE', callId = 'call-1', branch = 'z9hG4bK1', toTag, body = '' }: Said): Uint8Array {
  return bytesOf([
    start, `Via: SIP/2.0/UDP 192.0.2.1:5060;branch=${branch}`, 'From: "Alice" <sip:alice@example.org>;tag=a',
    `To: <sip:bob@example.net>${toTag === undefined ? '' : `;tag=${toTag}`}`, `Call-ID: ${callId}`, `CSeq: ${cseq}`, 'Max-Forwards: 70',
    ...(body === '' ? [] : ['Content-Type: application/sdp']), `Content-Length: ${body.length}`, '', body,
  ].join('\r\n'));
}

export function sdp(address: string, port: number, format = '8', ...lines: string[]): string {
  return ['v=0', `o=- 1 1 IN IP4 ${address}`, 's=-', `c=IN IP4 ${address}`, 't=0 0', `m=audio ${port} RTP/AVP ${format}`, ...lines, ''].join('\r\n');
}

/** An RTP packet of 20 ms of A-law silence, number `n` of its stream. */
export function rtp(n: number, { ssrc = 0x1234_5678, payloadType = 8, samples = 160, fill = 0xd5, timestamp = n * 160 } = {}): Uint8Array {
  const bytes = new Uint8Array(12 + samples).fill(fill);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x8000 | payloadType);
  view.setUint16(2, n & 0xffff);
  view.setUint32(4, timestamp >>> 0);
  view.setUint32(8, ssrc);
  return bytes;
}

/** A telephone-event packet (RFC 4733 2.3) of a key that is pressed since `timestamp`. */
export function event(n: number, timestamp: number, code: number, durationTicks: number, hasEnded: boolean, { ssrc = 0x1234_5678, payloadType = 101 } = {}): Uint8Array {
  const bytes = rtp(n, { ssrc, payloadType, samples: 4, timestamp });
  bytes.set([code, hasEnded ? 0x8a : 0x0a, durationTicks >> 8, durationTicks & 0xff], 12);
  return bytes;
}

export function packet(changes: Partial<CapturedPacket> & { bytes: Uint8Array }, afterMs = 0): CapturedPacket {
  return { atMs: startedAtMs + afterMs, source: alice, destination: bob, transport: 'udp', ...changes };
}

export function back(bytes: Uint8Array, afterMs = 0): CapturedPacket {
  return packet({ bytes, source: bob, destination: alice }, afterMs);
}

/** The packets as a pcap file. */
export function pcap(...packets: CapturedPacket[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  const writer = createPcapWriter((bytes) => pieces.push(bytes));
  for (const each of packets) writer.write(each);
  return Uint8Array.from(Buffer.concat(pieces));
}

/** Reads a file that is one, pushed in pieces of `pieceBytes`. */
export function read(file: Uint8Array, pieceBytes = file.length): Capture {
  const capture = createCapture();
  for (let at = 0; at < file.length; at += pieceBytes) capture.push(file.subarray(at, at + pieceBytes));
  const finished = capture.finish();
  if (!finished.ok) throw new Error(finished.error.message);
  return capture;
}

/** What datagrams and segments of a capture carry, as they come. */
export function packetsIn(file: Uint8Array): CapturedPacket[] {
  const store = createOctetStore();
  store.append(file);
  const fragments = createFragmentStore();
  const packets: CapturedPacket[] = [];
  createRecordReader(store, ({ linkType, atMs, bytes }) => {
    const found = transportPacketIn(ipIn(linkType, bytes) ?? new Uint8Array(0), fragments);
    if (!found || found.payload.length === 0) return;
    const { source, destination } = endsOf(found);
    packets.push({ atMs, source: endpointOf(source), destination: endpointOf(destination), transport: found.transport, bytes: Uint8Array.from(found.payload) });
  }, createNotes())?.read();
  return packets;
}

function endpointOf(text: string): Endpoint {
  const colon = text.lastIndexOf(':');
  return { address: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
}
