/** What is shown of a ladder as the rows of a list, in which order, how high. Pure. */
import type { Arrow, Band, Ladder } from '../../src-shared/ladder/ladder.ts';
import { bandsInOrder } from '../../src-shared/ladder/ladder.ts';

export interface ArrowRow {
  kind: 'arrow';
  key: string;
  arrow: Arrow;
  /** Since the arrow above, which is not always the message before: that one may be folded or filtered out. */
  sincePreviousMs: number;
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

export function ladderRows(shown: Ladder): LadderRow[] {
  const bands = bandsInOrder(shown);
  const rows: LadderRow[] = [];
  let nextBand = 0;
  const pushBandsBefore = (seq: number): void => {
    for (let band = bands[nextBand]; band && band.afterSeq < seq; band = bands[++nextBand]) rows.push({ kind: 'band', key: bandKey(band), band });
  };
  let previous: Arrow | undefined;
  for (const arrow of shown.arrows) {
    pushBandsBefore(arrow.seq);
    rows.push(arrowRow(arrow, previous));
    previous = arrow;
  }
  pushBandsBefore(Infinity);
  return rows;
}

function arrowRow(arrow: Arrow, previous: Arrow | undefined): ArrowRow {
  const sincePreviousMs = previous ? arrow.message.atMs - previous.message.atMs : 0;
  // The silence itself is between two messages, seen or not.
  return { kind: 'arrow', key: messageKey(arrow.seq), arrow, sincePreviousMs, gapMs: arrow.sincePreviousMs >= GAP_MS ? arrow.sincePreviousMs : 0 };
}

export function messageKey(seq: number): string {
  return `m${seq}`;
}

function bandKey({ span }: Band): string {
  return `r${span.callId}/${span.local}/${span.remote}/${span.startedAtMs}`;
}

/** Heights in pixels: of a message at this zoom, of a band, and of the mark of a pause above a message. */
function rowHeight(row: LadderRow, arrowPx: number): number {
  if (row.kind === 'band') return arrowPx + BAND_MORE_PX;
  return row.gapMs > 0 ? arrowPx + GAP_PX : arrowPx;
}
const BAND_MORE_PX = 6;
const GAP_PX = 22;

/** Where each row begins, and behind the last one where all end. */
export function rowTops(rows: readonly LadderRow[], arrowPx: number): Float64Array {
  const tops = new Float64Array(rows.length + 1);
  rows.forEach((row, index) => (tops[index + 1] = (tops[index] ?? 0) + rowHeight(row, arrowPx)));
  return tops;
}
