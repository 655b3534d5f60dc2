/** pcapng (draft-ietf-opsawg-pcapng 3 and 4): sections, interfaces, packets. Blocks of other kinds are passed over, secrets unread. */
import type { Notes } from './notes.ts';
import type { OctetStore } from './octet-store.ts';
import type { FrameSink, RecordReader } from './frame.ts';
import { MOST_RECORD_BYTES, validMs, viewOf } from './frame.ts';

interface Interface {
  linkType: number;
  ticksPerMs: number;
  /** Added to every time (if_tsoffset). */
  offsetMs: number;
  /** 0: no limit. */
  snapBytes: number;
}

const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const INTERFACE_DESCRIPTION = 1;
const OBSOLETE_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
const PACKETS = [OBSOLETE_PACKET, SIMPLE_PACKET, ENHANCED_PACKET];
const OPT_COMMENT = 1;
const MOST_COMMENT_BYTES = 2000;
const IF_TSRESOL = 9;
const IF_TSOFFSET = 14;
/** Type and length in front, the length again behind. */
const FRAMING_BYTES = 12;
/** With the byte order. */
const LONGEST_START_BYTES = 12;
/** Beyond this a section's interfaces are a flood; packets of them are passed over. */
const MOST_INTERFACES = 10_000;

/** By its first four octets. */
export function isPcapng(head: Uint8Array): boolean {
  return viewOf(head).getUint32(0) === SECTION_HEADER;
}

/** For a file that `isPcapng`. */
export function createPcapngReader(store: OctetStore, onFrame: FrameSink, notes: Notes): RecordReader {
  let interfaces: Interface[] = [];
  let little = true;
  let lastMs = 0;
  let at = 0;
  let isDamaged = false;

  /** The length of the block whose beginning this is; undefined: not yet known, or damaged. Takes note of the byte order. */
  function lengthOf(start: DataView): number | undefined {
    if (start.byteLength < LONGEST_START_BYTES) return undefined;
    const isSection = start.getUint32(0) === SECTION_HEADER;
    const order = isSection ? start.getUint32(8, true) === BYTE_ORDER_MAGIC : little;
    const length = start.getUint32(4, order);
    isDamaged = length < FRAMING_BYTES || length % 4 !== 0 || (isSection && start.getUint32(8, order) !== BYTE_ORDER_MAGIC);
    isDamaged ||= length > MOST_RECORD_BYTES && [INTERFACE_DESCRIPTION, ...PACKETS].includes(start.getUint32(0, order));
    return isDamaged ? undefined : length;
  }

  /** Blocks that lie whole in `bytes`, which stand at `at`. */
  function readWhole(bytes: Uint8Array): void {
    const view = viewOf(bytes);
    let offset = 0;
    while (!isDamaged && offset + LONGEST_START_BYTES <= bytes.length) {
      const length = lengthOf(new DataView(bytes.buffer, bytes.byteOffset + offset, LONGEST_START_BYTES));
      if (length === undefined || offset + length > bytes.length) break;
      if (view.getUint32(offset) === SECTION_HEADER) section(view.getUint32(offset + 8, true) === BYTE_ORDER_MAGIC);
      else block(view.getUint32(offset, little), bytes.subarray(offset + 8, offset + length - 4), at + offset + 8);
      offset += length;
    }
    at += offset;
  }

  function readAcross(): boolean {
    if (isDamaged) return false;
    const length = lengthOf(viewOf(store.read(at, LONGEST_START_BYTES)));
    if (length === undefined || at + length > store.length) return false;
    // What is longer than any packet is not looked at, and need not lie in one piece.
    if (length > MOST_RECORD_BYTES) at += length;
    else readWhole(store.read(at, length));
    return true;
  }

  function section(isLittle: boolean): void {
    little = isLittle;
    interfaces = [];
  }

  function block(type: number, body: Uint8Array, position: number): void {
    if (type === INTERFACE_DESCRIPTION) {
      if (body.length >= 8 && interfaces.length < MOST_INTERFACES) interfaces.push(describe(viewOf(body), little));
    } else if (type === SIMPLE_PACKET) simple(body, position);
    else if (type === ENHANCED_PACKET && body.length >= 20) packet(body, position, viewOf(body).getUint32(0, little));
    // 4.7 of the draft's older versions: 16 bits of interface, 16 of drops, and then as the enhanced one.
    else if (type === OBSOLETE_PACKET && body.length >= 20) packet(body, position, viewOf(body).getUint16(0, little));
  }

  function packet(body: Uint8Array, position: number, interfaceId: number): void {
    const from = interfaces[interfaceId];
    const view = viewOf(body);
    const length = view.getUint32(12, little);
    if (!from || 20 + length > body.length) return;
    if (view.getUint32(16, little) > length) notes.add('snapped');
    const ticks = view.getUint32(4, little) * 2 ** 32 + view.getUint32(8, little);
    lastMs = validMs(ticks / from.ticksPerMs + from.offsetMs);
    const comment = body.length < 24 + length ? '' : commentIn(body, 20 + Math.ceil(length / 4) * 4, little);
    onFrame({ linkType: from.linkType, atMs: lastMs, bytes: body.subarray(20, 20 + length), position: position + 20, ...(comment === '' ? {} : { comment }) });
  }

  /** Has no time of its own: the last one known stands in. */
  function simple(body: Uint8Array, position: number): void {
    const from = interfaces[0];
    if (!from || body.length < 4) return;
    const original = viewOf(body).getUint32(0, little);
    const length = Math.min(original, from.snapBytes || original, body.length - 4);
    if (original > length) notes.add('snapped');
    onFrame({ linkType: from.linkType, atMs: lastMs, bytes: body.subarray(4, 4 + length), position: position + 4 });
  }

  return {
    read() {
      do readWhole(store.rest(at)); while (readAcross());
    },
    finish() {
      if (isDamaged) notes.add('damaged', { offset: at });
      else if (at < store.length) notes.add('cut', { offset: at });
    },
  };
}

function describe(body: DataView, little: boolean): Interface {
  const described: Interface = { linkType: body.getUint16(0, little), ticksPerMs: 1000, offsetMs: 0, snapBytes: body.getUint32(4, little) };
  for (const { code, at, length } of optionsIn(body, 8, little)) {
    if (code === IF_TSRESOL && length === 1) described.ticksPerMs = ticksPerMs(body.getUint8(at));
    if (code === IF_TSOFFSET && length === 8) described.offsetMs = Number(body.getBigInt64(at, little)) * 1000;
  }
  return described;
}

/** 3.5 of the draft. */
function* optionsIn(body: DataView, from: number, little: boolean): Generator<{ code: number; at: number; length: number }> {
  for (let offset = from; offset + 4 <= body.byteLength; ) {
    const code = body.getUint16(offset, little);
    const length = body.getUint16(offset + 2, little);
    if (code === 0 || offset + 4 + length > body.byteLength) return;
    yield { code, at: offset + 4, length };
    offset += 4 + Math.ceil(length / 4) * 4;
  }
}

function commentIn(body: Uint8Array, optionsAt: number, little: boolean): string {
  for (const { code, at, length } of optionsIn(viewOf(body), optionsAt, little)) {
    if (code === OPT_COMMENT) return new TextDecoder().decode(body.subarray(at, at + Math.min(length, MOST_COMMENT_BYTES)));
  }
  return '';
}

/** A power of ten, or of two with the top bit set. */
function ticksPerMs(resolution: number): number {
  return (resolution & 0x80 ? 2 ** (resolution & 0x7f) : 10 ** resolution) / 1000;
}
