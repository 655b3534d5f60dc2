import type { MediaPlan } from './call-media.ts';

/** The plan of a call for the one that takes its place or goes on beside it: recordings go on in a file of their own, `talk.wav` in
 *  `talk-2.wav`, then `talk-3.wav`. */
export function continuedPlan(plan: MediaPlan): MediaPlan {
  return { ...plan, records: plan.records.map((record) => ({ ...record, path: nextPath(record.path) })) };
}

function nextPath(path: string): string {
  const [, stem = path, part = '1', extension = ''] = /^(.*?)(?:-(\d{1,3}))?(\.[^./\\]*)?$/s.exec(path) ?? [];
  return `${stem}-${Number(part) + 1}${extension}`;
}
