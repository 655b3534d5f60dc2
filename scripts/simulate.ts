/** `npm run simulate`: plays random call scenarios in virtual time, each from its seed, and checks what is left of them.
 *    --seed N    this one only, with its ladder      --from N    the first seed (1)      --count N   how many (1000)
 *    --json      a line of JSON for each failure and one at the end      --quiet     a line for each failure
 *  Uses every processor. Exit status 1 when anything failed. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { reportOf } from '../test/simulation/scenario/report.ts';
import type { Played } from '../test/simulation/scenario/run.ts';
import { play } from '../test/simulation/scenario/run.ts';

/** Every `step`th seed, so that all workers end at about the same time. */
interface Share {
  from: number;
  to: number;
  step: number;
}

/** Nothing of a scenario outlives it: with room enough the collector finds next to nothing to keep. */
const YOUNG_MB = 256;

/** A failure is played again, for its ladder. */
async function playShare({ from, to, step }: Share, onFailed: (played: Played) => void): Promise<void> {
  for (let seed = from; seed < to; seed += step) {
    const { faults } = await play(seed);
    if (faults.length > 0) onFailed(await play(seed, { ladder: true }));
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' }, from: { type: 'string', default: '1' }, count: { type: 'string', default: '1000' },
      json: { type: 'boolean', default: false }, quiet: { type: 'boolean', default: false },
    },
  });

  function show(played: Played): void {
    if (played.faults.length > 0) process.exitCode = 1;
    if (values.json) console.log(JSON.stringify(played));
    else if (values.quiet) console.log(`seed ${played.seed}: ${played.faults[0] ?? 'as it should be'}`);
    else console.log(reportOf(played));
  }

  if (values.seed !== undefined) return show(await play(Number(values.seed), { ladder: true }));

  const [from, count] = [Number(values.from), Number(values.count)];
  const startedAtMs = performance.now();
  const failed = await inWorkers(from, count, show);
  const seconds = (performance.now() - startedAtMs) / 1000;
  const perSecond = Math.round(count / seconds);
  if (values.json) console.log(JSON.stringify({ scenarios: count, failed, seconds, perSecond }));
  else console.log(`${count} scenarios in ${seconds.toFixed(1)} s (${perSecond} a second), ${failed} failed`);
}

/** Gives how many failed. */
async function inWorkers(from: number, count: number, onFailed: (played: Played) => void): Promise<number> {
  const step = Math.max(1, Math.min(availableParallelism(), count));
  let failed = 0;
  await Promise.all(Array.from({ length: step }, (_, at) => new Promise<void>((resolve, reject) => {
    const share: Share = { from: from + at, to: from + count, step };
    const worker = new Worker(new URL(import.meta.url), { workerData: share, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    worker.on('message', (played: Played) => {
      failed++;
      onFailed(played);
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  })));
  return failed;
}

if (isMainThread) await main();
else await playShare(workerData as Share, (played) => parentPort?.postMessage(played));
