/** `npm run quality [-- OPTIONS]`: how speech sounds after what networks do to it: as Rung, baresip and linphonec hear the same packets.
 *    --offline         Rung alone, under virtual time: quick, and the same at each run
 *    --drift           Rung alone, ten simulated minutes with a sender whose clock is 100 and 500 ppm fast and slow
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
import { printTable } from '../test/bench/table.ts';
import { scoreDrift } from '../test/quality/drift.ts';
import type { Impairment } from '../test/quality/impairments.ts';
import { IMPAIRMENTS, arrivalsOf } from '../test/quality/impairments.ts';
import type { ReceiverName } from '../test/quality/receivers.ts';
import { RECEIVERS } from '../test/quality/receivers.ts';
import { replay } from '../test/quality/replay.ts';
import { MEASURES, summary } from '../test/quality/report.ts';
import { hearOffline } from '../test/quality/rung-offline.ts';
import type { Score } from '../test/quality/score.ts';
import { createScorer } from '../test/quality/score.ts';
import { referenceSpeech } from '../test/quality/speech.ts';
import { FRAME_MS, encodeSpeech } from '../test/quality/stream.ts';

const { values: wanted } = parseArgs({
  options: {
    offline: { type: 'boolean', default: false }, drift: { type: 'boolean', default: false }, seeds: { type: 'string', default: '3' }, seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' }, codec: { type: 'string', default: 'PCMA' }, keep: { type: 'string' },
  },
});
/** A run whose packets left later than this says nothing about the receivers: it is done again, so often. */
const MOST_LATENESS_MS = 5;
const ATTEMPTS = 4;
const DRIFT_MINUTES = 10;

const rateHz = 8000;
const speech = referenceSpeech(mkdtempSync(join(tmpdir(), 'rung-quality-')), rateHz).samples;
const stream = encodeSpeech(Int16Array.from(speech), codecNameSchema.parse(wanted.codec));
const scorer = createScorer(speech, rateHz);
const seeds = Array.from({ length: Number(wanted.seeds) }, (_, i) => Number(wanted.seed) + i);
const impairments = IMPAIRMENTS.filter(({ name }) => name.includes(wanted.only));

if (wanted.drift) printTable(await withDrift());
else printTable(wanted.offline ? await offline() : await withPeers());

async function offline(): Promise<Table> {
  const table: Table = { title: `Rung, ${wanted.codec}, virtual time, ${seeds.length} runs`, columns: ['', ...MEASURES, 'delay ms'], rows: [], notes: [] };
  for (const impairment of impairments) {
    const scores: Score[] = [];
    for (const seed of seeds) {
      const { samples } = await hearOffline(stream, arrivals(impairment, seed), seed);
      keep(`rung-${impairment.name}-${seed}`, samples);
      scores.push(scorer(Float32Array.from(samples)));
    }
    const { figures, delayMs } = summary(scores);
    table.rows.push([impairment.name, ...figures, delayMs]);
  }
  return table;
}

async function withDrift(): Promise<Table> {
  const columns = ['sender', 'delay at first ms', 'at last', 'at most', 'holes', 'clicks', 'worst ESTOI', 'worst disturbance'];
  const table: Table = { title: 'Rung, PCMA, virtual time, 10 minutes', columns, rows: [], notes: [] };
  for (const ppm of [100, -100, 500, -500]) {
    const { firstDelayMs, lastDelayMs, mostDelayMs, holes, clicks, estoi, disturbance } = await scoreDrift(speech, ppm, DRIFT_MINUTES);
    const who = `${Math.abs(ppm)} ppm ${ppm > 0 ? 'fast' : 'slow'}`;
    table.rows.push([who, firstDelayMs, lastDelayMs, mostDelayMs, holes, clicks, estoi.toFixed(3), disturbance]);
  }
  return table;
}

async function withPeers(): Promise<Table> {
  const table: Table = { title: `${wanted.codec}, ${seeds.length} runs`, columns: ['', '', ...MEASURES], rows: [], notes: [] };
  for (const impairment of impairments) {
    const scores = new Map<ReceiverName, Score[]>(RECEIVERS.map((name) => [name, []]));
    for (const { seed, heard } of await punctualReplays(impairment)) {
      for (const { name, samples } of heard) {
        keep(`${name}-${impairment.name}-${seed}`, Int16Array.from(samples));
        scores.get(name)!.push(scorer(samples));
      }
    }
    for (const [name, of] of scores) table.rows.push([impairment.name, name, ...summary(of).figures]);
    console.error(`${impairment.name}: ${[...scores].map(([name, of]) => `${name} ${summary(of).figures[0]} (${of.length})`).join(', ')}`);
  }
  return table;
}

/** What was heard in each run that was sent in time. */
async function punctualReplays(impairment: Impairment): Promise<{ seed: number; heard: { name: ReceiverName; samples: Float32Array }[] }[]> {
  let open = seeds;
  const done: { seed: number; heard: { name: ReceiverName; samples: Float32Array }[] }[] = [];
  for (let attempt = 0; attempt < ATTEMPTS && open.length > 0; attempt++) {
    const replays = await replay(stream, open.map((seed) => arrivals(impairment, seed)), RECEIVERS, rateHz);
    const isPunctual = (at: number): boolean => replays[at]!.latenessMs <= MOST_LATENESS_MS;
    open.forEach((seed, at) => isPunctual(at) && done.push({ seed, heard: replays[at]!.heard }));
    open = open.filter((_, at) => !isPunctual(at));
    if (open.length > 0) console.error(`${impairment.name}: seed ${open.join(', ')} late by ${replays.map(({ latenessMs }) => latenessMs.toFixed(1)).join(', ')} ms, again`);
  }
  return done;
}

function arrivals(impairment: Impairment, seed: number): ReturnType<typeof arrivalsOf> {
  return arrivalsOf(impairment, stream.frames, FRAME_MS, seed);
}

function keep(name: string, samples: Int16Array): void {
  if (!wanted.keep) return;
  mkdirSync(wanted.keep, { recursive: true });
  const header = wavHeader({ sampleRateHz: rateHz, channels: 1, dataBytes: samples.byteLength });
  const sound = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  writeFileSync(join(wanted.keep, `${name.replaceAll(/[^\w-]+/g, '-')}.wav`), Buffer.concat([header, sound]));
}
