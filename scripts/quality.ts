/** `npm run quality [-- --offline]`: how speech sounds after what networks do to it, as Rung hears it.
 *    --offline         Rung alone, under virtual time: quick, and the same at each run
 *    --seeds N         so many different runs of bad luck for each impairment (3), medians are shown; --seed N: the first (1)
 *    --only TEXT       impairments whose name holds it
 *    --codec NAME      PCMA
 *    --keep FOLDER     puts what was heard there, as WAV files */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { wavHeader } from '../src-main/media/wav-write.ts';
import { codecNameSchema } from '../src-shared/model.ts';
import type { Table } from '../test/bench/table.ts';
import { median, printTable } from '../test/bench/table.ts';
import { IMPAIRMENTS, arrivalsOf } from '../test/quality/impairments.ts';
import { hearOffline } from '../test/quality/rung-offline.ts';
import type { Score } from '../test/quality/score.ts';
import { createScorer } from '../test/quality/score.ts';
import { referenceSpeech } from '../test/quality/speech.ts';
import { FRAME_MS, encodeSpeech } from '../test/quality/stream.ts';

const { values: wanted } = parseArgs({
  options: {
    offline: { type: 'boolean', default: false }, seeds: { type: 'string', default: '3' }, seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' }, codec: { type: 'string', default: 'PCMA' }, keep: { type: 'string' },
  },
});
const COLUMNS = ['disturbance', 'ESTOI', 'SNR dB', 'holes', 'ms', 'clicks', 'put in ms', 'left out ms', 'delay ms'];

await offline();

async function offline(): Promise<void> {
  const speech = referenceSpeech(mkdtempSync(join(tmpdir(), 'rung-quality-')), 8000).samples;
  const stream = encodeSpeech(Int16Array.from(speech), codecNameSchema.parse(wanted.codec));
  const scorer = createScorer(speech, 8000);
  const table: Table = { title: `Rung, ${stream.format.codec}, virtual time, ${wanted.seeds} runs`, columns: ['', ...COLUMNS], rows: [], notes: [] };
  for (const impairment of IMPAIRMENTS.filter(({ name }) => name.includes(wanted.only))) {
    const scores: Score[] = [];
    for (const seed of seeds()) {
      const { samples, rateHz } = await hearOffline(stream, arrivalsOf(impairment, stream.frames, FRAME_MS, seed), seed);
      keep(`rung-${impairment.name}-${seed}`, samples, rateHz);
      scores.push(scorer(Float32Array.from(samples)));
    }
    table.rows.push([impairment.name, ...figures(scores)]);
  }
  printTable(table);
}

function seeds(): number[] {
  return Array.from({ length: Number(wanted.seeds) }, (_, i) => Number(wanted.seed) + i);
}

/** The median of each measure; its mean where most runs have none. */
function figures(scores: Score[]): number[] {
  const middle = (of: (score: Score) => number): number => median(scores.map(of));
  const mean = (of: (score: Score) => number): number => scores.reduce((sum, score) => sum + of(score), 0) / scores.length;
  return [
    middle((score) => score.disturbance), middle((score) => score.estoi), middle((score) => score.snrDb), mean((score) => score.holes),
    mean((score) => score.holesMs), mean((score) => score.clicks), middle((score) => score.insertedMs), middle((score) => score.removedMs),
    middle((score) => score.delayMs),
  ];
}

function keep(name: string, samples: Int16Array, sampleRateHz: number): void {
  if (!wanted.keep) return;
  mkdirSync(wanted.keep, { recursive: true });
  const header = wavHeader({ sampleRateHz, channels: 1, dataBytes: samples.byteLength });
  const sound = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  writeFileSync(join(wanted.keep, `${name.replaceAll(/[^\w-]+/g, '-')}.wav`), Buffer.concat([header, sound]));
}
