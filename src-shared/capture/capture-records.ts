/** The records of a capture file: classic pcap and pcapng, both byte orders. A file that was cut off ends at its last whole record. */

export interface FrameRecord {
  linkType: number;
  atMs: number;
  frame: Uint8Array;
}

const PCAP_MICROSECONDS = 0xa1b2c3d4;
const PCAP_NANOSECONDS = 0xa1b23c4d;
const PCAP_HEADER_BYTES = 24;
const PCAP_RECORD_BYTES = 16;

const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const INTERFACE_DESCRIPTION = 1;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
const IF_TSRESOL = 9;

/** By its first four octets. */
export function isCapture(head: Uint8Array): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 4) return false;
  return view.getUint32(0) === SECTION_HEADER || [true, false].some((little) => [PCAP_MICROSECONDS, PCAP_NANOSECONDS].includes(view.getUint32(0, little)));
}

/** Undefined: neither pcap nor pcapng. */
export function captureRecords(file: Uint8Array): Iterable<FrameRecord> | undefined {
  if (file.length < PCAP_HEADER_BYTES) return undefined;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (view.getUint32(0) === SECTION_HEADER) return pcapngRecords(file, view);
  for (const little of [true, false]) {
    const magic = view.getUint32(0, little);
    if (magic === PCAP_MICROSECONDS) return pcapRecords(file, view, little, 1e3);
    if (magic === PCAP_NANOSECONDS) return pcapRecords(file, view, little, 1e6);
  }
  return undefined;
}

/** draft-ietf-opsawg-pcap 5. `ticksPerMs` of the fraction field. */
function* pcapRecords(file: Uint8Array, view: DataView, little: boolean, ticksPerMs: number): Generator<FrameRecord> {
  // The upper bits say whether frames end in a checksum.
  const linkType = view.getUint32(20, little) & 0xffff;
  let offset = PCAP_HEADER_BYTES;
  while (offset + PCAP_RECORD_BYTES <= file.length) {
    const atMs = view.getUint32(offset, little) * 1000 + view.getUint32(offset + 4, little) / ticksPerMs;
    const start = offset + PCAP_RECORD_BYTES;
    offset = start + view.getUint32(offset + 8, little);
    if (offset > file.length) return;
    yield { linkType, atMs, frame: file.subarray(start, offset) };
  }
}

interface Interface {
  linkType: number;
  ticksPerMs: number;
}

/** draft-ietf-opsawg-pcapng 3 and 4. */
function* pcapngRecords(file: Uint8Array, view: DataView): Generator<FrameRecord> {
  let interfaces: Interface[] = [];
  let little = true;
  let lastMs = 0;
  let offset = 0;
  while (offset + 12 <= file.length) {
    if (view.getUint32(offset) === SECTION_HEADER) {
      little = view.getUint32(offset + 8, true) === BYTE_ORDER_MAGIC;
      interfaces = [];
    }
    const type = view.getUint32(offset, little);
    const length = view.getUint32(offset + 4, little);
    if (length < 12 || length % 4 !== 0 || offset + length > file.length) return;
    const body = new DataView(view.buffer, view.byteOffset + offset + 8, length - 12);
    offset += length;
    if (type === INTERFACE_DESCRIPTION && body.byteLength >= 8) interfaces.push(describeInterface(body, little));
    const record = type === ENHANCED_PACKET ? enhanced(body, little, interfaces) : type === SIMPLE_PACKET ? simple(body, interfaces, lastMs) : undefined;
    if (!record) continue;
    lastMs = record.atMs;
    yield record;
  }
}

function describeInterface(body: DataView, little: boolean): Interface {
  return { linkType: body.getUint16(0, little), ticksPerMs: ticksPerMs(body, little) };
}

/** Option if_tsresol: a power of ten, or of two with the top bit set; microseconds when absent. */
function ticksPerMs(body: DataView, little: boolean): number {
  let offset = 8;
  while (offset + 4 <= body.byteLength) {
    const code = body.getUint16(offset, little);
    const length = body.getUint16(offset + 2, little);
    if (code === 0) break;
    if (code === IF_TSRESOL && length === 1 && offset + 5 <= body.byteLength) {
      const resolution = body.getUint8(offset + 4);
      return (resolution & 0x80 ? 2 ** (resolution & 0x7f) : 10 ** resolution) / 1000;
    }
    offset += 4 + Math.ceil(length / 4) * 4;
  }
  return 1000;
}

function enhanced(body: DataView, little: boolean, interfaces: readonly Interface[]): FrameRecord | undefined {
  if (body.byteLength < 20) return undefined;
  const from = interfaces[body.getUint32(0, little)];
  const length = body.getUint32(12, little);
  if (!from || 20 + length > body.byteLength) return undefined;
  const ticks = body.getUint32(4, little) * 2 ** 32 + body.getUint32(8, little);
  return { linkType: from.linkType, atMs: ticks / from.ticksPerMs, frame: bytesOf(body, 20, length) };
}

/** Has no time of its own: the last one known stands in. */
function simple(body: DataView, interfaces: readonly Interface[], lastMs: number): FrameRecord | undefined {
  const from = interfaces[0];
  if (!from || body.byteLength < 4) return undefined;
  return { linkType: from.linkType, atMs: lastMs, frame: bytesOf(body, 4, body.byteLength - 4) };
}

function bytesOf(view: DataView, offset: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + offset, length);
}
