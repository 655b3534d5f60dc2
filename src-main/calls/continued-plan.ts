import type { MediaPlan } from './call-media.ts';

/** The plan of a call for the one that takes its place or goes on beside it: recordings go on in a file of their own, `talk.wav` in
 *  `talk-b.wav`, then `talk-c.wav` (numbers belong to the calls of `rung answer`). */
export function continuedPlan(plan: MediaPlan): MediaPlan {
  return { ...plan, records: plan.records.map((record) => ({ ...record, path: nextPath(record.path) })) };
}

function nextPath(path: string): string {
  const [, stem = path, part = 'a', extension = ''] = /^(.*?)(?:-([b-y]))?(\.[^./\\]*)?$/s.exec(path) ?? [];
  return `${stem}-${String.fromCharCode(part.charCodeAt(0) + 1)}${extension}`;
}
