import { join } from 'node:path';
import { createDecoder, createEncoder } from '../../../src-main/media/codecs/codec.ts';
import { loadOpus } from '../../../src-main/media/codecs/opus.ts';
import type { PayloadFormat } from '../../../src-main/media/engine-port.ts';
import { frameSamples, TICK_MS } from '../../../src-main/media/frame.ts';
import { createStreamResampler } from '../../../src-main/media/stream-resampler.ts';
import { G722, L16, OPUS, PCMA, PCMU } from '../../fakes/payload-formats.ts';
import { readSpeech } from '../../quality/speech.ts';
import type { Effort } from '../compare.ts';
import { compare, nanoseconds } from '../compare.ts';
import { cpuNanoseconds } from '../cpu.ts';
import type { Table } from '../table.ts';
import { median } from '../table.ts';

const SPEECH_HZ = 8000;
/** Without DTX, so that every frame is encoded. */
const FORMATS: PayloadFormat[] = [PCMA, PCMU, G722, L16, { ...OPUS, parameters: 'useinbandfec=1' }];
const LARGEST_PAYLOAD = 4096;
const JOBS = { 'encode-a-law': 'A-law, encode', 'decode-a-law': 'A-law, decode', 'encode-u-law': 'u-law, encode', 'decode-u-law': 'u-law, decode' };

interface CodecFigures {
  encode: number;
  decode: number;
  bytes: number;
}

export async function benchCodecs(effort: Effort): Promise<Table[]> {
  await loadOpus();
  const speech = Int16Array.from(readSpeech(join(import.meta.dirname, '../../quality/excerpt.wav')));
  const rows: Table['rows'] = [];
  for (const format of FORMATS) rows.push(await rowOf(format, speech, effort));
  return [{
    title: `Codecs: ${TICK_MS} ms of speech`,
    columns: ['', 'Hz', 'ns to encode', 'ns to decode', 'bytes'],
    rows,
    notes: ['CPU time of this process, garbage collection included. Opus: 32 kbit/s, complexity 5, with FEC, without DTX.'],
  }, ...compareG711(effort)];
}

function compareG711(effort: Effort): Table[] {
  return Object.entries(JOBS).map(([job, title]) =>
    compare({ title: `G.711 ${title}`, job, peers: ['alawmulaw', 'g711'], unit: 'ns a frame of 20 ms', figure: nanoseconds }, effort));
}

async function rowOf(format: PayloadFormat, speech: Int16Array, { rounds, seconds }: Effort): Promise<Table['rows'][number]> {
  const figures: CodecFigures[] = [];
  for (let round = 0; round < rounds; round++) figures.push(await measure(format, speech, seconds));
  const { sampleRateHz } = createDecoder(format);
  const of = (figure: keyof CodecFigures): number => median(figures.map((run) => run[figure]));
  return [format.codec, sampleRateHz, of('encode'), of('decode'), of('bytes')];
}

/** All of the speech again and again, the first time for the compiler. */
async function measure(format: PayloadFormat, speech: Int16Array, seconds: number): Promise<CodecFigures> {
  const encoder = createEncoder(format, TICK_MS);
  const decoder = createDecoder(format);
  // Opus is there some turns of the event loop after it was asked for.
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  const frames = framesOf(speech, encoder.sampleRateHz);
  const payloads = frames.map(() => new Uint8Array(LARGEST_PAYLOAD));
  const lengths = frames.map(() => 0);
  const heard = new Int16Array(frameSamples(decoder.sampleRateHz));
  const encode = (): void => frames.forEach((frame, n) => void (lengths[n] = encoder.encode(frame, payloads[n]!, 0)));
  const decode = (): void => payloads.forEach((payload, n) => void decoder.decode(payload, heard, 0, lengths[n]!));
  encode();
  decode();
  const spent = { encode: 0, decode: 0 };
  let turns = 0;
  const endMs = performance.now() + seconds * 1000;
  do {
    spent.encode += cpuNanoseconds(encode);
    spent.decode += cpuNanoseconds(decode);
    turns++;
  } while (performance.now() < endMs);
  encoder.close?.();
  decoder.close?.();
  if (lengths.includes(0)) throw new Error(`${format.codec}: a frame was not encoded`);
  const count = turns * frames.length;
  return { encode: spent.encode / count, decode: spent.decode / count, bytes: lengths.reduce((sum, length) => sum + length, 0) / lengths.length };
}

function framesOf(speech: Int16Array, rateHz: number): Int16Array[] {
  const length = frameSamples(SPEECH_HZ);
  const resampler = createStreamResampler(SPEECH_HZ, rateHz);
  return Array.from({ length: Math.floor(speech.length / length) }, (_, n) => {
    const frame = new Int16Array(frameSamples(rateHz));
    resampler.process(speech.subarray(n * length, (n + 1) * length), frame);
    return frame;
  });
}
