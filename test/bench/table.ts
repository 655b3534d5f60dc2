/** One table of the report, as it is printed (Markdown) and as it stands in the JSON. */
export interface Table {
  title: string;
  columns: string[];
  rows: (string | number)[][];
  /** What could not be measured, and what to know when reading it. */
  notes: string[];
}

export function printTable({ title, columns, rows, notes }: Table): void {
  const cells = [columns, ...rows.map((row) => row.map(shown))];
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)));
  const line = (row: string[]): string => `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  console.log(['', `**${title}**`, '', line(cells[0]!), rule, ...cells.slice(1).map(line), ...notes.map((note) => `\n${note}`)].join('\n'));
}

/** Three figures are as much as a bench knows. */
function shown(cell: string | number): string {
  if (typeof cell === 'string') return cell;
  if (Number.isInteger(cell) || Math.abs(cell) >= 100) return Math.round(cell).toLocaleString('en-US').replaceAll(',', ' ');
  return cell.toPrecision(3);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
