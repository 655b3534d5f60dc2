import { existsSync } from 'node:fs';
import type { Effort } from '../compare.ts';
import type { Frames } from '../ladder-scroll.ts';
import { measureScrolling, openLadderPage } from '../ladder-scroll.ts';
import type { Table } from '../table.ts';
import { median } from '../table.ts';

const ARROWS = 10_000;
const KINDS = { 'a ladder': `messages=${ARROWS}`, 'empty rows': `empty=${ARROWS}` };

export async function benchLadderScroll({ rounds, isQuick }: Effort): Promise<Table[]> {
  const title = `Scrolling through ${ARROWS} rows with the wheel: Chromium, from frame to frame`;
  const columns = ['', 'median ms', 'p99 ms', 'over 34 ms', 'frames'];
  if (!existsSync('/usr/bin/chromium')) return [{ title, columns, rows: [], notes: ['Not measured: /usr/bin/chromium missing.'] }];
  const measured: Record<string, Frames[]> = { 'a ladder': [], 'empty rows': [] };
  const { browser, url, close } = await openLadderPage();
  try {
    for (let round = 0; round < rounds; round++) {
      for (const [kind, query] of Object.entries(KINDS)) {
        const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
        await page.goto(`${url}/?${query}`);
        measured[kind]?.push(await measureScrolling(page, isQuick ? 3 : 10));
        await page.close();
      }
    }
  } finally {
    await close();
  }
  const of = (kind: string, figure: keyof Frames): number => median((measured[kind] ?? []).map((frames) => frames[figure]));
  const figures = ['median', 'p99', 'late', 'count'] as const;
  const rows: Table['rows'] = Object.keys(KINDS).map((kind) => [kind, ...figures.map((figure) => of(kind, figure))]);
  rows.push(['ratio', of('a ladder', 'median') / of('empty rows', 'median'), of('a ladder', 'p99') / of('empty rows', 'p99'), '', '']);
  return [{ title, columns, rows, notes: ['Medians of the rounds. Without a graphics card Chromium draws in software: the list of empty rows says what this machine can do.'] }];
}
