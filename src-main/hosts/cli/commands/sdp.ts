/** `rung sdp`: a session description as JSON or in words, with notes on what is odd, or why it is refused. */
import { decodeSdp } from '../../../../src-shared/sdp/charset.ts';
import { mediaTargets } from '../../../../src-shared/sdp/groups.ts';
import { parseSdp } from '../../../../src-shared/sdp/parse.ts';
import type { WordsOptions } from '../../../../src-shared/sdp/schedule-phrases.ts';
import { scheduleInWords } from '../../../../src-shared/sdp/schedule-words.ts';
import type { Occurrence } from '../../../../src-shared/sdp/schedule.ts';
import { lastEnd, nextOccurrence } from '../../../../src-shared/sdp/schedule.ts';
import { strictNotes } from '../../../../src-shared/sdp/strict.ts';
import { sdpRefusalText, sdpText } from '../sdp-text.ts';

export interface SdpAnswer {
  exitCode: number;
  json: unknown;
  /** The same for people. */
  text: string;
}

/** Exit 0: usable. Exit 1: to be refused. */
export function sdpAnswer(input: Uint8Array, options: WordsOptions): SdpAnswer {
  const parsed = parseSdp(input);
  if (!parsed.ok) {
    return { exitCode: 1, json: { ok: false, ...parsed.error }, text: sdpRefusalText(parsed.error, options.language) };
  }
  const { description } = parsed.value;
  const notes = [...parsed.value.notes, ...strictNotes(decodeSdp(input).text, description)].sort((a, b) => a.line - b.line);
  const schedule = {
    words: scheduleInWords(description, options), timeZone: options.timeZone,
    next: spanJson(nextOccurrence(description, options.nowMs)), endsAt: instantJson(lastEnd(description)),
  };
  return { exitCode: 0, json: { ok: true, ...description, notes, schedule, targets: mediaTargets(description) }, text: sdpText({ description, notes }, options) };
}

function spanJson(occurrence: Occurrence | undefined): { startsAt: string | null; endsAt: string | null } | null {
  return occurrence ? { startsAt: instantJson(occurrence.startMs), endsAt: instantJson(occurrence.endMs) } : null;
}

/** ISO 8601; null: without a bound. */
function instantJson(atMs: number): string | null {
  return Number.isFinite(atMs) ? new Date(atMs).toISOString() : null;
}
