/** One line of a text ladder: lanes as posts, arrows and bands between them. */
import { shortened } from './printable.ts';

export interface TextGrid {
  lanes: number;
  /** Characters from one lane to the next. */
  spacing: number;
  /** Characters before the first lane. */
  margin: number;
}

const POST = '│';
const HEAD_RIGHT = '▶';
const HEAD_LEFT = '◀';
const MARGIN = 8;
const MIN_SPACING = 16;
/** Characters that an arrow needs beside its label: dashes and head. */
const ARROW_DRESS = 7;

export const LINE = '─';
export const REPEATED_LINE = '┄';
const BAND_FILL = '▓';

/** As wide as the longest text needs, no wider than the terminal allows, never too narrow to read. */
export function gridFor(lanes: number, longestText: number, width: number, timeColumns: number): TextGrid {
  const gaps = Math.max(1, lanes - 1);
  const available = Math.floor((width - MARGIN * 2 - timeColumns) / gaps);
  return { lanes, spacing: Math.max(MIN_SPACING, Math.min(longestText + ARROW_DRESS, available)), margin: MARGIN };
}

function blankRow(grid: TextGrid): string[] {
  const row = new Array<string>(grid.margin * 2 + (grid.lanes - 1) * grid.spacing + 1).fill(' ');
  for (let lane = 0; lane < grid.lanes; lane++) row[position(grid, lane)] = POST;
  return row;
}

function position(grid: TextGrid, lane: number): number {
  return grid.margin + lane * grid.spacing;
}

/** Writes text into the row; characters beyond its end are left out. */
function put(row: string[], at: number, text: string): void {
  [...text].forEach((character, i) => {
    if (at + i >= 0 && at + i < row.length) row[at + i] = character;
  });
}

/** Names centred on their posts. */
export function headerRow(grid: TextGrid, names: readonly string[]): string {
  const row = new Array<string>(blankRow(grid).length).fill(' ');
  names.forEach((name, lane) => {
    const text = shortened(name, Math.max(MIN_SPACING, grid.spacing) - 1);
    const start = Math.max(0, Math.min(position(grid, lane) - Math.floor([...text].length / 2), row.length - [...text].length));
    put(row, start, text);
  });
  return row.join('').trimEnd();
}

export function emptyRow(grid: TextGrid): string {
  return blankRow(grid).join('');
}

/** `│──INVITE──▶│` */
export function arrowRow(grid: TextGrid, from: number, to: number, label: string, line: string): string {
  const row = blankRow(grid);
  if (from === to) {
    return `${row.slice(0, position(grid, from) + 1).join('')} ↺ ${label}`.padEnd(row.length);
  }
  const left = position(grid, Math.min(from, to));
  const right = position(grid, Math.max(from, to));
  row.fill(line, left + 1, right);
  const rightwards = to > from;
  row[rightwards ? right - 1 : left + 1] = rightwards ? HEAD_RIGHT : HEAD_LEFT;
  put(row, left + (rightwards ? 3 : 4), shortened(label, right - left - ARROW_DRESS + 2));
  return row.join('');
}

/** `│▓▓ RTP PCMA … ▓▓│`, its text in the middle. */
export function bandRow(grid: TextGrid, from: number, to: number, label: string): string {
  const row = blankRow(grid);
  const left = position(grid, Math.min(from, to));
  const right = from === to ? row.length : position(grid, Math.max(from, to));
  row.fill(BAND_FILL, left + 1, right);
  const text = ` ${shortened(label, right - left - ARROW_DRESS)} `;
  put(row, left + 1 + Math.max(0, Math.floor((right - left - 1 - [...text].length) / 2)), text);
  return row.join('');
}
