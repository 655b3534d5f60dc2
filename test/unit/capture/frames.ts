/** Frames built octet by octet: what links, tunnels and file formats put around a datagram. */
import { ipv4Bytes, ipv6Bytes } from '../../../src-shared/ip-bytes.ts';
import { createNotes } from '../../../src-shared/capture/notes.ts';
import { createOctetStore } from '../../../src-shared/capture/octet-store.ts';
import { createRecordReader } from '../../../src-shared/capture/record-reader.ts';
import type { Frame } from '../../../src-shared/capture/frame.ts';
import type { RungError } from '../../../src-shared/errors.ts';

export function octets(...parts: (number | Uint8Array | readonly number[])[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce<number>((sum, part) => sum + (typeof part === 'number' ? 1 : part.length), 0));
  let at = 0;
  for (const part of parts) {
    if (typeof part === 'number') whole[at++] = part;
    else whole.set(part, at);
    if (typeof part !== 'number') at += part.length;
  }
  return whole;
}

export function zeros(count: number): Uint8Array {
  return new Uint8Array(count);
}

export function be16(value: number): number[] {
  return [(value >> 8) & 0xff, value & 0xff];
}

export function be32(value: number): number[] {
  return [...be16(value >>> 16), ...be16(value)];
}

/** RFC 768, without checksum. */
export function udp(payload: Uint8Array, { from = 5060, to = 5080 } = {}): Uint8Array {
  return octets(be16(from), be16(to), be16(8 + payload.length), 0, 0, payload);
}

/** RFC 791 3.1. `fragment`: flags and offset as they stand in the header. */
export function ipv4(payload: Uint8Array, { protocol = 17, source = '192.0.2.1', destination = '192.0.2.7', id = 0, fragment = 0 } = {}): Uint8Array {
  return octets(0x45, 0, be16(20 + payload.length), be16(id), be16(fragment), 64, protocol, 0, 0, ipv4Bytes(source), ipv4Bytes(destination), payload);
}

/** RFC 8200 3. */
export function ipv6(payload: Uint8Array, { next = 17, source = '2001:db8::1', destination = '2001:db8::7' } = {}): Uint8Array {
  return octets(0x60, 0, 0, 0, be16(payload.length), next, 64, ipv6Bytes(source), ipv6Bytes(destination), payload);
}

export function ethernet(type: number, payload: Uint8Array): Uint8Array {
  return octets(zeros(12), be16(type), payload);
}

/** A pcap file: little-endian, microseconds, `snapped` octets left out at the end of each frame. */
export function pcapOf(linkType: number, frames: readonly Uint8Array[], snapped = 0): Uint8Array {
  const le = (value: number): number[] => be32(value).reverse();
  const head = octets(le(0xa1b2c3d4), 2, 0, 4, 0, zeros(8), le(262_144), le(linkType));
  return octets(head, ...frames.flatMap((frame, i) => [le(1_795_000_000 + i), le(500), le(frame.length - snapped), le(frame.length), frame.subarray(0, frame.length - snapped)]));
}

export function framesIn(file: Uint8Array): { frames: Frame[]; notes: readonly RungError[] } {
  const store = createOctetStore();
  store.append(file);
  const frames: Frame[] = [];
  const notes = createNotes();
  const reader = createRecordReader(store, (frame) => frames.push(frame), notes);
  reader?.read();
  reader?.finish();
  return { frames, notes: notes.list };
}
