/** A zip archive (PKWARE APPNOTE 6.3): the few parts of it that every program reads. Files are deflated where that makes them smaller. */
import { utf8Bytes } from '../sip/bytes.ts';

export interface ZippedFile {
  /** ASCII, without a folder. */
  name: string;
  content: Uint8Array<ArrayBuffer>;
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const VERSION = 20;
const STORED = 0;
const DEFLATED = 8;
/** 1 January 1980, the earliest there is: when a file was made is nobody's business. */
const DOS_DATE = 0x21;

interface Entry {
  name: Uint8Array;
  method: number;
  crc: number;
  size: number;
  data: Uint8Array<ArrayBuffer>;
}

export async function zipped(files: readonly ZippedFile[]): Promise<Uint8Array<ArrayBuffer>> {
  const entries = await Promise.all(files.map(entryOf));
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  for (const entry of entries) {
    const local = record(LOCAL_HEADER, [], entry, []);
    parts.push(local, entry.data);
    directory.push(record(CENTRAL_HEADER, [VERSION], entry, [0, 0, 0, 0, 0, at & 0xffff, at >>> 16]));
    at += local.length + entry.data.length;
  }
  const directoryBytes = directory.reduce((sum, part) => sum + part.length, 0);
  return new Uint8Array(await new Blob([...parts, ...directory, endRecord(entries.length, directoryBytes, at)]).arrayBuffer());
}

async function entryOf({ name, content }: ZippedFile): Promise<Entry> {
  const small = await deflated(content);
  const isSmaller = small.length < content.length;
  return { name: utf8Bytes(name), method: isSmaller ? DEFLATED : STORED, crc: crc32(content), size: content.length, data: isSmaller ? small : content };
}

async function deflated(content: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([content]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** 4.3.7 and 4.3.12: the two headers of a file have a common middle. `after`: 16-bit words behind the lengths. */
function record(signature: number, before: readonly number[], { name, method, crc, size, data }: Entry, after: readonly number[]): Uint8Array<ArrayBuffer> {
  const words = [
    signature & 0xffff, signature >>> 16, ...before, VERSION, 0, method, 0, DOS_DATE, crc & 0xffff, crc >>> 16,
    data.length & 0xffff, data.length >>> 16, size & 0xffff, size >>> 16, name.length, 0, ...after,
  ];
  return joined(words, name);
}

/** 4.3.16. */
function endRecord(count: number, bytes: number, at: number): Uint8Array<ArrayBuffer> {
  const words = [END_OF_DIRECTORY & 0xffff, END_OF_DIRECTORY >>> 16, 0, 0, count, count, bytes & 0xffff, bytes >>> 16, at & 0xffff, at >>> 16, 0];
  return joined(words, new Uint8Array(0));
}

function joined(words: readonly number[], rest: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(words.length * 2 + rest.length);
  const view = new DataView(bytes.buffer);
  words.forEach((word, at) => view.setUint16(at * 2, word, true));
  bytes.set(rest, words.length * 2);
  return bytes;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] as number);
  return (crc ^ 0xffff_ffff) >>> 0;
}
