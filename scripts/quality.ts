/** `npm run quality [-- OPTIONS]`: how speech sounds after what networks do to it: as Rung, baresip and linphonec hear the same packets.
 *    --offline         Rung alone, under virtual time: quick, and the same at each run
 *    --drift           Rung alone, ten simulated minutes with a sender whose clock is 100 and 500 ppm fast and slow
 *    --seeds N         so many different runs of bad luck for each impairment (3), medians are shown; --seed N: the first (1)
 *    --only TEXT       impairments whose name holds it
 *    --codec NAME      PCMA; opus, G722, L16 and PCMU too
 *    --keep FOLDER     puts what was heard there, as WAV files */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { wavHeader } from '../src-shared/audio/wav-write.ts';
import { codecNameSchema } from '../src-shared/model.ts';
import type { Table } from '../test/bench/table.ts';
import { printTable } from '../test/bench/table.ts';
import { scoreDrift } from '../test/quality/drift.ts';
import type { Impairment } from '../test/quality/impairments.ts';
import { IMPAIRMENTS, arrivalsOf } from '../test/quality/impairments.ts';
import type { ReceiverName } from '../test/quality/receivers.ts';
import { RECEIVERS } from '../test/quality/receivers.ts';
import type { Replay } from '../test/quality/replay.ts';
import { replay } from '../test/quality/replay.ts';
import { MEASURES, summary } from '../test/quality/report.ts';
import { hearOffline } from '../test/quality/rung-offline.ts';
import type { Score } from '../test/quality/score.ts';
import { createScorer } from '../test/quality/score.ts';
import { atRate, referenceSpeech } from '../test/quality/speech.ts';
import { FRAME_MS, encodeSpeech, soundRateOf } from '../test/quality/stream.ts';

const { values: wanted } = parseArgs({
  options: {
    offline: { type: 'boolean', default: false }, drift: { type: 'boolean', default: false }, seeds: { type: 'string', default: '3' }, seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' }, codec: { type: 'string', default: 'PCMA' }, keep: { type: 'string' },
  },
});
/** A run whose packets left later than this says nothing about the receivers: it is done again, so often. */
const MOST_LATENESS_MS = 5;
const ATTEMPTS = 2;
const DRIFT_MINUTES = 10;

const codec = codecNameSchema.parse(wanted.codec);
const folder = mkdtempSync(join(tmpdir(), 'rung-quality-'));
/** What is compared: wideband is, though Opus codes at 48 kHz. */
const rateHz = Math.min(16_000, soundRateOf(codec));
const speech = referenceSpeech(folder, rateHz);
const stream = await encodeSpeech(Int16Array.from(referenceSpeech(folder, soundRateOf(codec))), codec);
const scorer = createScorer(speech, rateHz);
const seeds = Array.from({ length: Number(wanted.seeds) }, (_, i) => Number(wanted.seed) + i);
const impairments = IMPAIRMENTS.filter(({ name }) => name.includes(wanted.only));

if (wanted.drift) printTable(await withDrift());
else printTable(wanted.offline ? await offline() : await withPeers());

async function offline(): Promise<Table> {
  const table: Table = { title: `Rung, ${codec}, virtual time, ${seeds.length} runs`, columns: ['', ...MEASURES, 'delay ms'], rows: [], notes: [] };
  for (const impairment of impairments) {
    const scores: Score[] = [];
    for (const seed of seeds) {
      const heard = await hearOffline(stream, arrivals(impairment, seed), seed);
      const samples = atRate(heard.samples, heard.rateHz, rateHz);
      keep(`rung-${impairment.name}-${seed}`, Int16Array.from(samples));
      scores.push(scorer(samples));
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
    const { firstDelayMs, lastDelayMs, mostDelayMs, holes, clicks, estoi, disturbance } = await scoreDrift(referenceSpeech(folder, 8000), ppm, DRIFT_MINUTES);
    const who = `${Math.abs(ppm)} ppm ${ppm > 0 ? 'fast' : 'slow'}`;
    table.rows.push([who, firstDelayMs, lastDelayMs, mostDelayMs, holes, clicks, estoi.toFixed(3), disturbance]);
  }
  return table;
}

async function withPeers(): Promise<Table> {
  const table: Table = { title: `${codec}, ${seeds.length} runs`, columns: ['', '', ...MEASURES], rows: [], notes: [] };
  for (const impairment of impairments) {
    const scores = new Map<ReceiverName, Score[]>(RECEIVERS.map((name) => [name, []]));
    for (const { seed, heard } of await punctualReplays(impairment, table.notes)) {
      for (const { name, samples } of heard) {
        keep(`${name}-${impairment.name}-${seed}`, Int16Array.from(samples));
        scores.get(name)!.push(scorer(samples));
      }
    }
    for (const [name, of] of scores) table.rows.push([impairment.name, name, ...summary(of).figures]);
    console.error(table.rows.slice(-RECEIVERS.length).map((row) => row.join(' ')).join('\n'));
  }
  return table;
}

/** What was heard in each run that was sent in time; where none is after all attempts, in the last, which is then noted. */
async function punctualReplays(impairment: Impairment, notes: string[]): Promise<{ seed: number; heard: Replay['heard'] }[]> {
  const done: { seed: number; heard: Replay['heard'] }[] = [];
  let open = seeds;
  for (let attempt = 1; attempt <= ATTEMPTS && open.length > 0; attempt++) {
    const replays = await replay(stream, open.map((seed) => arrivals(impairment, seed)), RECEIVERS, rateHz);
    const late = new Set(open.filter((_, i) => replays[i]!.latenessMs > MOST_LATENESS_MS));
    for (const [i, seed] of open.entries()) {
      const { heard, latenessMs } = replays[i]!;
      if (late.has(seed)) console.error(`${impairment.name}, run ${seed}: late by ${latenessMs.toFixed(1)} ms`);
      if (late.has(seed) && attempt === ATTEMPTS) notes.push(`${impairment.name}, run ${seed}: a packet was sent ${latenessMs.toFixed(1)} ms late.`);
      if (!late.has(seed) || attempt === ATTEMPTS) done.push({ seed, heard });
    }
    open = [...late];
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
