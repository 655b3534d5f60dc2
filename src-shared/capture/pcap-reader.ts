/** Classic pcap (draft-ietf-opsawg-pcap). */
import type { Notes } from './notes.ts';
import type { OctetStore } from './octet-store.ts';
import type { FrameSink, RecordReader } from './frame.ts';
import { MOST_RECORD_BYTES, validMs, viewOf } from './frame.ts';

const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;
const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;

/** By its first four octets. */
export function isPcap(head: Uint8Array): boolean {
  return byteOrderOf(viewOf(head)) !== undefined;
}

function byteOrderOf(head: DataView): { little: boolean; ticksPerMs: number } | undefined {
  for (const little of [true, false]) {
    const magic = head.getUint32(0, little);
    if (magic === MICROSECONDS) return { little, ticksPerMs: 1e3 };
    if (magic === NANOSECONDS) return { little, ticksPerMs: 1e6 };
  }
  return undefined;
}

/** For a file that `isPcap`. */
export function createPcapReader(store: OctetStore, onFrame: FrameSink, notes: Notes): RecordReader {
  const head = viewOf(store.read(0, FILE_HEADER_BYTES));
  const { little, ticksPerMs } = byteOrderOf(head) ?? { little: true, ticksPerMs: 1e3 };
  // The upper bits say whether frames end in a checksum.
  const linkType = head.getUint32(20, little) & 0xffff;
  let at = FILE_HEADER_BYTES;
  let isDamaged = false;

  /** Records that lie whole in `bytes`, which stand at `at`. */
  function readWhole(bytes: Uint8Array): void {
    const view = viewOf(bytes);
    let offset = 0;
    while (offset + RECORD_HEADER_BYTES <= bytes.length) {
      const length = view.getUint32(offset + 8, little);
      if (length > MOST_RECORD_BYTES) isDamaged = true;
      const start = offset + RECORD_HEADER_BYTES;
      if (isDamaged || start + length > bytes.length) break;
      if (view.getUint32(offset + 12, little) > length) notes.add('snapped');
      const atMs = view.getUint32(offset, little) * 1000 + view.getUint32(offset + 4, little) / ticksPerMs;
      onFrame({ linkType, atMs: validMs(atMs), bytes: bytes.subarray(start, start + length), position: at + start });
      offset = start + length;
    }
    at += offset;
  }

  /** A record that begins in one piece of the file and ends in another. */
  function readAcross(): boolean {
    const header = store.read(at, RECORD_HEADER_BYTES);
    if (header.length < RECORD_HEADER_BYTES || isDamaged) return false;
    const length = viewOf(header).getUint32(8, little);
    if (length > MOST_RECORD_BYTES) isDamaged = true;
    if (isDamaged || at + RECORD_HEADER_BYTES + length > store.length) return false;
    readWhole(store.read(at, RECORD_HEADER_BYTES + length));
    return true;
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
