/** The records of a capture file as it comes in: classic pcap and pcapng, both byte orders. */
import type { Notes } from './notes.ts';
import type { OctetStore } from './octet-store.ts';
import { createPcapReader, isPcap } from './pcap-reader.ts';
import { createPcapngReader, isPcapng } from './pcapng-reader.ts';

export interface Frame {
  linkType: number;
  /** Epoch milliseconds with fraction. */
  atMs: number;
  bytes: Uint8Array;
  /** Where `bytes` stand in the file. */
  position: number;
}

export interface RecordReader {
  /** Reads what has come whole since the last time. */
  read(): void;
  /** The file has ended. */
  finish(): void;
}

export type FrameSink = (frame: Frame) => void;

/** Longer records do not exist: the length is a lie, and what follows cannot be found. */
export const MOST_RECORD_BYTES = 16_777_216;
/** The year 9999: beyond it are no dates. */
const LAST_MS = 253_402_300_799_999;
/** Of the file, to know what it is. */
export const MAGIC_BYTES = 24;

/** By its first four octets. */
export function isCapture(head: Uint8Array): boolean {
  return isPcapng(head) || isPcap(head);
}

/** Undefined: neither pcap nor pcapng. Needs the first `MAGIC_BYTES` of the file. */
export function createRecordReader(store: OctetStore, onFrame: FrameSink, notes: Notes): RecordReader | undefined {
  const head = store.read(0, MAGIC_BYTES);
  if (head.length < MAGIC_BYTES) return undefined;
  if (isPcapng(head)) return createPcapngReader(store, onFrame, notes);
  return isPcap(head) ? createPcapReader(store, onFrame, notes) : undefined;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Times that no calendar has become the nearest that it has. */
export function validMs(atMs: number): number {
  return Math.min(Math.max(atMs, 0), LAST_MS);
}
