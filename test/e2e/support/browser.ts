/** Debian's Chromium with a WAV as microphone, and the web host as a user starts it. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { expect } from 'vitest';

const BIN = fileURLToPath(new URL('../../../bin/rung.js', import.meta.url));

export interface WebApp {
  /** Opens the session, once. */
  readonly url: string;
  /** For a profile that has the session already. */
  readonly home: string;
  readonly dataDir: string;
  /** SIGINT, and wait: a proper end. */
  stop(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
}

/** `rung web` on any free port, with its data in `dataDir` (a new folder without it). */
export async function startWebApp(dataDir = mkdtempSync(join(tmpdir(), 'rung-e2e-'))): Promise<WebApp> {
  const child: ChildProcess = spawn(process.execPath, [BIN, 'web', '--no-open', '--port', '0'], {
    env: { ...process.env, RUNG_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (data: Buffer) => {
      text += data.toString();
      const found = /http:\S+/.exec(text);
      if (found) resolve(found[0]);
    });
    void exited.then(() => reject(new Error(`rung web ended: ${text}`)));
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await exited;
  };
  return { url, home: new URL(url).origin, dataDir, stop: () => end('SIGINT'), kill: () => end('SIGKILL') };
}

/** `microphone`: the WAV that getUserMedia gives. */
export async function startBrowser(microphone: string): Promise<Browser> {
  return await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-audio-capture=${microphone}`,
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}

export type Theme = 'light' | 'dark';

/** One person's browser profile: the session cookie that the one-time address was exchanged for stays in it. */
export async function newProfile(browser: Browser, options: { width?: number; height?: number; theme?: Theme; bypassCSP?: boolean } = {}): Promise<BrowserContext> {
  return await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    colorScheme: options.theme ?? 'light',
    permissions: ['microphone'],
    locale: 'en-GB',
    bypassCSP: options.bypassCSP ?? false,
  });
}

/** A page at the app, its dial field ready. Uncaught errors and CSP violations end up in `problems`. */
export async function openApp(profile: BrowserContext, url: string): Promise<{ page: Page; problems: string[] }> {
  const page = await profile.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(url);
  await page.getByTestId('dial-input').waitFor();
  return { page, problems };
}

export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

/** axe finds nothing, and nothing spills over the side. `name` tells which screen it was. */
export async function expectFitting(page: Page, name: string): Promise<void> {
  await settled(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map((node) => `${name} ${id}: ${node.html} ${node.failureSummary ?? ''}`))).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), `${name}: wider than the window`).toBeLessThanOrEqual(0);
}

/** Views are fetched when first shown, and what still fades in has not its colours yet. */
async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor({ state: 'attached' });
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map((animation) => animation.finished));
  });
}
