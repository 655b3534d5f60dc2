/** How smoothly a ladder scrolls: Chromium's frames while the wheel turns through it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { removeFolder } from '../e2e/support/browser.ts';

const ROOT = join(import.meta.dirname, '../..');
const TYPES: Record<string, string> = { html: 'text/html', js: 'text/javascript', css: 'text/css' };

export interface LadderPage {
  url: string;
  browser: Browser;
  close(): Promise<void>;
}

/** The page of test/bench/ladder-page, built and served. */
export async function openLadderPage(): Promise<LadderPage> {
  const folder = mkdtempSync(join(tmpdir(), 'rung-ladder-'));
  const built = spawnSync(process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '-c', 'test/bench/ladder-page/vite.config.ts', '--logLevel', 'error'], {
    cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, LADDER_PAGE: folder },
  });
  if (built.status !== 0) throw new Error('the page with the ladder could not be built, see above');
  const server = createServer(({ url = '/' }, response) => {
    const path = url.split('?')[0] === '/' ? '/index.html' : url.split('?')[0] ?? '';
    try {
      const bytes = readFileSync(join(folder, path));
      response.writeHead(200, { 'content-type': TYPES[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream' }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] });
  return {
    browser, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      await browser.close();
      server.close();
      removeFolder(folder);
    },
  };
}

export interface Frames {
  median: number;
  p99: number;
  /** Frames that took more than two of sixty a second. */
  late: number;
  count: number;
}

/** Milliseconds from frame to frame while the wheel turns for `seconds`. */
export async function measureScrolling(page: Page, seconds: number): Promise<Frames> {
  await page.locator('.scroller').waitFor();
  await page.mouse.move(400, 400);
  await page.evaluate(() => {
    const frames: number[] = [];
    Object.assign(globalThis, { frames });
    let last = performance.now();
    const tick = (now: number): void => {
      frames.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const endMs = performance.now() + seconds * 1000;
  while (performance.now() < endMs) {
    await page.mouse.wheel(0, 400);
    await page.waitForTimeout(30);
  }
  const scrolled = await page.evaluate(() => document.querySelector('.scroller')?.scrollTop ?? 0);
  if (scrolled < 1000) throw new Error(`the wheel moved the ladder by ${scrolled} pixels only`);
  const frames = await page.evaluate(() => (globalThis as unknown as { frames: number[] }).frames.slice(10));
  const sorted = frames.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
  return { median: at(0.5), p99: at(0.99), late: frames.filter((ms) => ms > 34).length, count: frames.length };
}
