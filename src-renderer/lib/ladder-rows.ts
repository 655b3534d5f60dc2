/** The ladder as the rows of a list: what is drawn, in which order, how high. Pure. */
import type { Arrow, Band, Ladder } from '../../src-shared/ladder/ladder.ts';

/** What the time column counts from: the first message, or the one before. */
export type TimeMode = 'start' | 'previous';

export interface ArrowRow {
  kind: 'arrow';
  key: string;
  arrow: Arrow;
  /** How often this message was repeated later. */
  repeats: number;
  /** Silence before it that is worth a line of its own. */
  gapMs: number;
}
export interface BandRow {
  kind: 'band';
  key: string;
  band: Band;
}
export type LadderRow = ArrowRow | BandRow;

/** A pause longer than this is folded into a mark instead of being passed over. */
const GAP_MS = 5_000;

export function ladderRows(ladder: Ladder, filter: string): LadderRow[] {
  const wanted = filter.trim().toLowerCase();
  const repeats = countRepeats(ladder.arrows);
  const bands = bandsBySeq(ladder.bands);
  const rows: LadderRow[] = [];
  const first = ladder.arrows[0]?.seq ?? 0;
  const pushBands = (seq: number): void => {
    for (const band of bands.get(seq) ?? []) rows.push({ kind: 'band', key: bandKey(band), band });
    bands.delete(seq);
  };
  for (const [seq] of bands) if (seq < first) pushBands(seq);
  for (const arrow of ladder.arrows) {
    if (matches(arrow, wanted)) rows.push(arrowRow(arrow, repeats));
    pushBands(arrow.seq);
  }
  for (const [seq] of bands) pushBands(seq);
  return rows;
}

function arrowRow(arrow: Arrow, repeats: Map<number, number>): ArrowRow {
  return {
    kind: 'arrow',
    key: `m${arrow.seq}`,
    arrow,
    repeats: repeats.get(arrow.seq) ?? 0,
    gapMs: arrow.sincePreviousMs >= GAP_MS ? arrow.sincePreviousMs : 0,
  };
}

function countRepeats(arrows: readonly Arrow[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { retransmissionOf } of arrows) {
    if (retransmissionOf !== undefined) counts.set(retransmissionOf, (counts.get(retransmissionOf) ?? 0) + 1);
  }
  return counts;
}

function bandsBySeq(bands: readonly Band[]): Map<number, Band[]> {
  const map = new Map<number, Band[]>();
  for (const band of bands) map.set(band.afterSeq, [...(map.get(band.afterSeq) ?? []), band]);
  return map;
}

function bandKey({ span }: Band): string {
  return `r${span.callId}/${span.local}/${span.remote}/${span.startedAtMs}`;
}

/** Method, code, host or any text of the message. */
function matches(arrow: Arrow, wanted: string): boolean {
  if (!wanted) return true;
  const { message } = arrow;
  return arrow.label.toLowerCase().includes(wanted)
    || message.remote.includes(wanted)
    || message.local.includes(wanted)
    || message.raw.toLowerCase().includes(wanted);
}

/** Does a message of the trace table fit the filter? */
export function messageMatches(message: Arrow['message'], filter: string): boolean {
  const wanted = filter.trim().toLowerCase();
  return wanted === '' || message.remote.includes(wanted) || message.raw.toLowerCase().includes(wanted);
}
