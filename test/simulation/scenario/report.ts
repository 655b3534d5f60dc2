/** A scenario for people: what was wrong, who was there, what was done, its ladder, and how to play it again. */
import type { Played } from './run.ts';

export function reportOf({ seed, faults, cast, log, ladder }: Played): string {
  return [
    `Seed ${seed}: ${faults.length === 0 ? 'as it should be' : `${faults.length} faults`}`,
    ...faults.map((fault) => `  ✗ ${fault}`),
    '',
    ...cast.map((line) => `  ${line}`),
    '',
    ...log.map((line) => `  ${line}`),
    '',
    ...(ladder === undefined ? [] : [ladder]),
    `Again: npm run simulate -- --seed ${seed}`,
    '',
  ].join('\n');
}
