/** WAV files (RIFF WAVE): what they hold, as mono samples of their own rate. Files are input from strangers: every size is checked. */
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import { decodeALaw, decodeMuLaw } from '../../src-shared/audio/g711.ts';

export interface WavAudio {
  sampleRateHz: number;
  channels: number;
  /** Samples per channel. */
  length: number;
  /** Fills `into` with the samples from `first` on, both channels mixed, on the scale of 16 bits; silence outside the file. */
  read(first: number, into: Float32Array): void;
}

type Encoding = 'unsigned8' | 'signed16' | 'signed24' | 'signed32' | 'float32' | 'a-law' | 'u-law';

interface Format {
  encoding: Encoding;
  channels: number;
  sampleRateHz: number;
  bytesPerSample: number;
}

const LOWEST_RATE_HZ = 4000;
const HIGHEST_RATE_HZ = 192_000;
const TAG_EXTENSIBLE = 0xfffe;
/** Bytes 2 to 15 of the sub-format GUIDs that stand for a plain format tag. */
const SUBFORMAT_TAIL = '000000001000800000aa00389b71';

const encodings: Record<string, Encoding> = {
  '1/8': 'unsigned8', '1/16': 'signed16', '1/24': 'signed24', '1/32': 'signed32', '3/32': 'float32', '6/8': 'a-law', '7/8': 'u-law',
};

/** Error: `wav-unreadable`, naming `file` and what is wrong with it. A file cut short is read as far as it goes. */
export function readWav(bytes: Uint8Array, file: string): Result<WavAudio, RungError> {
  const refuse = (why: string): Result<never, RungError> => err(wavUnreadable(file, why));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (fourCc(view, 0) !== 'RIFF' || fourCc(view, 8) !== 'WAVE') return refuse('it is not a WAV file');

  const chunks = findChunks(view);
  if (!chunks.fmt) return refuse('it has no "fmt " chunk that says how it is coded');
  const format = readFormat(view, chunks.fmt.offset, chunks.fmt.length);
  if (typeof format === 'string') return refuse(format);
  if (!chunks.data) return refuse('it has no sound in it (no "data" chunk)');

  const { offset, length } = chunks.data;
  const frames = Math.floor(length / (format.bytesPerSample * format.channels));
  if (frames === 0) return refuse('it has no sound in it (its "data" chunk is empty)');
  return ok(createAudio(bytes.subarray(offset, offset + length), format, frames));
}

/** What a person reads when a file cannot be played: what, why, what to do. */
export function wavUnreadable(file: string, why: string): RungError {
  const message = `Cannot play ${file}: ${why}. Choose a mono or stereo WAV file (PCM of 8, 16, 24 or 32 bits, 32-bit float, A-law or u-law); sox and ffmpeg convert others.`;
  return rungError('wav-unreadable', message, { file, why });
}

interface Chunk {
  offset: number;
  length: number;
}

/** The first "fmt " and "data" chunk. A chunk that claims more than the file has ends with the file: recorders that died leave
 *  such headers behind. */
function findChunks(view: DataView): { fmt?: Chunk; data?: Chunk } {
  const found: { fmt?: Chunk; data?: Chunk } = {};
  let at = 12;
  while (at + 8 <= view.byteLength && !found.data) {
    const name = fourCc(view, at);
    const claimed = view.getUint32(at + 4, true);
    const length = Math.min(claimed, view.byteLength - at - 8);
    if (name === 'fmt ') found.fmt ??= { offset: at + 8, length };
    if (name === 'data') found.data = { offset: at + 8, length };
    at += 8 + claimed + (claimed & 1);
  }
  return found;
}

/** The format, or why it cannot be used. */
function readFormat(view: DataView, offset: number, length: number): Format | string {
  if (length < 16) return 'its "fmt " chunk is too short';
  const channels = view.getUint16(offset + 2, true);
  const sampleRateHz = view.getUint32(offset + 4, true);
  const blockBytes = view.getUint16(offset + 12, true);
  const bits = view.getUint16(offset + 14, true);
  const tag = formatTag(view, offset, length);

  const encoding = encodings[`${tag}/${bits}`];
  if (!encoding) return `its coding (format ${tag}, ${bits} bits) is not supported`;
  if (channels !== 1 && channels !== 2) return `it has ${channels} channels`;
  if (sampleRateHz < LOWEST_RATE_HZ || sampleRateHz > HIGHEST_RATE_HZ) return `its sample rate is ${sampleRateHz} Hz`;
  if (blockBytes !== (channels * bits) / 8) return 'its header contradicts itself (block size)';
  return { encoding, channels, sampleRateHz, bytesPerSample: bits / 8 };
}

/** The plain format tag, also of a WAVE_FORMAT_EXTENSIBLE. */
function formatTag(view: DataView, offset: number, length: number): number {
  const tag = view.getUint16(offset, true);
  if (tag !== TAG_EXTENSIBLE || length < 40) return tag;
  let tail = '';
  for (let i = 26; i < 40; i++) tail += view.getUint8(offset + i).toString(16).padStart(2, '0');
  return tail === SUBFORMAT_TAIL ? view.getUint16(offset + 24, true) : tag;
}

function createAudio(data: Uint8Array, format: Format, length: number): WavAudio {
  const sampleAt = sampleReader(data, format.encoding);
  const { channels, bytesPerSample, sampleRateHz } = format;

  function mixAt(frame: number): number {
    const offset = frame * channels * bytesPerSample;
    if (channels === 1) return sampleAt(offset);
    return (sampleAt(offset) + sampleAt(offset + bytesPerSample)) / 2;
  }

  return {
    sampleRateHz,
    channels,
    length,
    read(first, into) {
      for (let i = 0; i < into.length; i++) {
        const frame = first + i;
        into[i] = frame >= 0 && frame < length ? mixAt(frame) : 0;
      }
    },
  };
}

/** Reads the sample at a byte offset, on the scale of 16 bits. */
function sampleReader(data: Uint8Array, encoding: Encoding): (offset: number) => number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  switch (encoding) {
    case 'unsigned8':
      return (offset) => (data[offset]! - 128) * 256;
    case 'signed16':
      return (offset) => view.getInt16(offset, true);
    case 'signed24':
      return (offset) => view.getInt8(offset + 2) * 256 + view.getUint16(offset, true) / 256;
    case 'signed32':
      return (offset) => view.getInt32(offset, true) / 65_536;
    case 'float32':
      return (offset) => fromFloat(view.getFloat32(offset, true));
    case 'a-law':
      return expandedReader(data, decodeALaw);
    case 'u-law':
      return expandedReader(data, decodeMuLaw);
  }
}

function expandedReader(data: Uint8Array, decode: typeof decodeALaw): (offset: number) => number {
  const samples = new Int16Array(256);
  decode(Uint8Array.from({ length: 256 }, (_, code) => code), samples);
  return (offset) => samples[data[offset]!]!;
}

/** Full scale is 1; what is louder clips, what is not a number is silent. */
function fromFloat(value: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.max(-1, Math.min(1, value)) * 32_767;
}

function fourCc(view: DataView, offset: number): string {
  if (offset + 4 > view.byteLength) return '';
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(offset + i)));
}
