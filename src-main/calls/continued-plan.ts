import type { MediaPlan } from './call-media.ts';

/** The plan of a call for the one that takes its place or goes on beside it: recordings continue in files of their own,
 *  `talk.wav` in `talk-2.wav`. */
export function continuedPlan(plan: MediaPlan, part: number): MediaPlan {
  const records = plan.records.map((record) => ({ ...record, path: record.path.replace(/(\.[^./\\]+)?$/, `-${part}$1`) }));
  return { ...plan, records };
}
