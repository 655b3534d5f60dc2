/** pcapng written: packets with a comment each, for Wireshark (draft-ietf-opsawg-pcapng). */
import { utf8Bytes } from '../sip/bytes.ts';
import type { CapturedPacket } from '../capture/captured-packet.ts';
import { createFramer } from './packets.ts';

export interface CommentedPacket extends CapturedPacket {
  /** Empty: none. */
  comment: string;
}

const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const LINKTYPE_ETHERNET = 1;
const SNAP_BYTES = 262_144;
/** Of a section header: the name of the program. */
const OPTION_USER_APPLICATION = 4;
const OPTION_COMMENT = 1;
const UNKNOWN_LENGTH = 0xffff_ffff;
/** An option's length is a 16-bit number; more than this nobody reads. */
const MAX_COMMENT_BYTES = 4_000;

/** The whole file. Packets in their order; times in microseconds, which is the format's default. */
export function pcapng(packets: Iterable<CommentedPacket>, application: string): Uint8Array<ArrayBuffer> {
  const framesOf = createFramer();
  const blocks = [sectionHeader(application), interfaceDescription()];
  for (const packet of packets) {
    for (const frame of framesOf(packet)) blocks.push(enhancedPacket(packet.atMs, frame, packet.comment));
  }
  return joined(blocks);
}

function sectionHeader(application: string): Uint8Array {
  const body = new Uint8Array(16);
  const view = new DataView(body.buffer);
  view.setUint32(0, BYTE_ORDER_MAGIC, true);
  view.setUint16(4, 1, true);
  view.setUint32(8, UNKNOWN_LENGTH, true);
  view.setUint32(12, UNKNOWN_LENGTH, true);
  return block(SECTION_HEADER, [body, options(OPTION_USER_APPLICATION, application)]);
}

function interfaceDescription(): Uint8Array {
  const body = new Uint8Array(8);
  const view = new DataView(body.buffer);
  view.setUint16(0, LINKTYPE_ETHERNET, true);
  view.setUint32(4, SNAP_BYTES, true);
  return block(INTERFACE_DESCRIPTION, [body]);
}

function enhancedPacket(atMs: number, frame: Uint8Array, comment: string): Uint8Array {
  const body = new Uint8Array(20 + padded(frame.length));
  const view = new DataView(body.buffer);
  const atUs = Math.max(0, Math.round(atMs * 1000));
  view.setUint32(4, Math.floor(atUs / 2 ** 32), true);
  view.setUint32(8, atUs % 2 ** 32, true);
  view.setUint32(12, frame.length, true);
  view.setUint32(16, frame.length, true);
  body.set(frame, 20);
  return block(ENHANCED_PACKET, [body, options(OPTION_COMMENT, comment)]);
}

/** One option and the end of them; nothing for an empty text. */
function options(code: number, text: string): Uint8Array {
  if (text === '') return new Uint8Array(0);
  const value = withinBytes(text, MAX_COMMENT_BYTES);
  const bytes = new Uint8Array(4 + padded(value.length) + 4);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, code, true);
  view.setUint16(2, value.length, true);
  bytes.set(value, 4);
  return bytes;
}

/** Cut between two characters. */
function withinBytes(text: string, limit: number): Uint8Array {
  const bytes = utf8Bytes(text.slice(0, limit));
  if (bytes.length <= limit) return bytes;
  let end = limit;
  while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}

function block(type: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = 12 + parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, length, true);
  let at = 8;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  view.setUint32(length - 4, length, true);
  return bytes;
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
