/** The records of a capture file as it comes in: classic pcap and pcapng, both byte orders. */
import type { FrameSink, RecordReader } from './frame.ts';
import type { Notes } from './notes.ts';
import type { OctetStore } from './octet-store.ts';
import { createPcapReader, isPcap } from './pcap-reader.ts';
import { createPcapngReader, isPcapng } from './pcapng-reader.ts';

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
