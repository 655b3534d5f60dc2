/** `npm run simulate`: plays random call scenarios in virtual time, each from its seed, and checks what is left of them.
 *    --seed N    this one only, with its ladder      --from N    the first seed (1)      --count N   how many (1000)
 *    --json      a line of JSON for each failure and one at the end      --quiet     failing seeds only
 *  Exit status 1 when anything failed. */
import { parseArgs } from 'node:util';
import type { Played } from '../test/simulation/scenario/run.ts';
import { play } from '../test/simulation/scenario/run.ts';
import { reportOf } from '../test/simulation/scenario/report.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' }, from: { type: 'string', default: '1' }, count: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false }, quiet: { type: 'boolean', default: false },
  },
});

function show(played: Played): void {
  if (values.json) return console.log(JSON.stringify(played));
  if (values.quiet) return console.log(`seed ${played.seed}: ${played.faults[0] ?? 'as it should be'}`);
  console.log(reportOf(played));
}

async function one(seed: number): Promise<number> {
  const played = await play(seed, { ladder: true });
  show(played);
  return played.faults.length > 0 ? 1 : 0;
}

async function many(from: number, count: number): Promise<number> {
  const startedAtMs = performance.now();
  let failed = 0;
  for (let seed = from; seed < from + count; seed++) {
    const played = await play(seed);
    if (played.faults.length > 0) failed += await one(seed);
  }
  const seconds = (performance.now() - startedAtMs) / 1000;
  const perSecond = Math.round(count / seconds);
  if (values.json) console.log(JSON.stringify({ scenarios: count, failed, seconds, perSecond }));
  else console.log(`${count} scenarios in ${seconds.toFixed(1)} s (${perSecond} a second), ${failed} failed`);
  return failed;
}

const failed = values.seed === undefined ? await many(Number(values.from), Number(values.count)) : await one(Number(values.seed));
process.exitCode = failed > 0 ? 1 : 0;
