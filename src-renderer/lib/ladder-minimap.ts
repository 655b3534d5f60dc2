/** The ticks of the strip beside a long ladder. Pure. */
import { isProblem } from '../../src-shared/ladder/shown.ts';
import type { ColourMode } from '../../src-shared/ladder-look.ts';
import { toneOf } from './ladder-colours.ts';
import type { LadderRow } from './ladder-rows.ts';
import { rowAt } from './use-row-window.ts';

export interface Tick {
  atPx: number;
  heightPx: number;
  /** Custom property of the colour. */
  colour: string;
  isProblem: boolean;
}

const BAND = '--accent-soft';
const COLOURS: Record<string, string> = { provisional: '--line-strong', success: '--go', redirect: '--warn', failure: '--stop', packet: '--line-strong' };

/** At most one a pixel of the strip: where several rows share one, it has the first one's colour, and a problem where any is one. */
export function minimapTicks(rows: readonly LadderRow[], tops: Float64Array, mode: ColourMode, heightPx: number): Tick[] {
  const total = tops.at(-1) ?? 0;
  if (total === 0 || heightPx <= 0) return [];
  const share = Math.min(1, heightPx / total);
  const ticks: Tick[] = [];
  for (let px = 0; px < heightPx && px / share < total;) {
    const first = rowAt(tops, px / share);
    const next = Math.max(first + 1, Math.ceil(rowAt(tops, (px + 1) / share)));
    const among = rows.slice(first, next);
    const row = among[0];
    const rowPx = share < 1 ? 1 : Math.max(1, ((tops[first + 1] ?? 0) - (tops[first] ?? 0)) * share - 1);
    if (row) ticks.push({ atPx: px, heightPx: rowPx, colour: colourOf(row, mode), isProblem: among.some(isBad) });
    px = share < 1 ? px + 1 : Math.max(px + 1, (tops[first + 1] ?? 0) * share);
  }
  return ticks;
}

function isBad(row: LadderRow): boolean {
  return row.kind === 'arrow' && isProblem(row.arrow);
}

function colourOf(row: LadderRow, mode: ColourMode): string {
  if (row.kind === 'band') return BAND;
  const tone = toneOf(row.arrow, mode).slice('tone-'.length);
  return COLOURS[tone] ?? `--tx-${tone}`;
}
