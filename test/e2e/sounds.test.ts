/** What a call's card offers besides talking, in a real browser: recorded, joined with another, with a sound played; then heard again in the
 *  history. axe and the width of the window at each step, light and dark. `RUNG_SCREENSHOTS=FOLDER` keeps pictures. */
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../interop/support/lab.ts';
import { createLab, missing } from '../interop/support/lab.ts';
import type { WebApp } from './support/browser.ts';
import { expectFitting, newProfile, openApp, removeFolder, startBrowser, startWebApp } from './support/browser.ts';

const absent = missing('chromium', 'sox', 'espeak-ng', '/usr/bin/python3');
const keep = process.env['RUNG_SCREENSHOTS'];

describe.skipIf(absent.length > 0)(`sounds of a call${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let browser: Browser;
  let app: WebApp;
  let profile: BrowserContext;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    lab = createLab();
    browser = await startBrowser(lab.reference('speechA'));
    app = await startWebApp();
    profile = await newProfile(browser);
    ({ page, problems } = await openApp(profile, app.url));
    page.setDefaultTimeout(20_000);
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
    removeFolder(app.dataDir);
    lab.stop();
  });

  async function inspect(name: string): Promise<void> {
    for (const [theme, width, height] of [['light', 1600, 1000], ['dark', 1024, 700]] as const) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height });
      await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe(theme);
      await expectFitting(page, `${name} ${theme} ${width}`);
      if (keep) await page.screenshot({ path: join(keep, `${name}-${theme}-${width}.png`), animations: 'disabled' });
    }
  }

  const dialEcho = async (calls: number): Promise<void> => {
    await page.getByTestId('dial-input').fill('sip:echo@local');
    await page.getByTestId('dial-input').press('Enter');
    await expect.poll(() => page.locator('[data-testid="call-card"][data-state="confirmed"]').count(), { timeout: 20_000 }).toBe(calls);
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  };

  it('by keyboard: record, loudness, a sound that is added and played', async () => {
    await dialEcho(1);
    await page.keyboard.press('r');
    await page.getByTestId('recording').waitFor();
    await page.keyboard.press('g');
    await page.getByTestId('gain-speakerDb').fill('6');
    await expect.poll(() => page.getByTestId('gain-panel').innerText()).toContain('6 dB');
    await inspect('gain');
    await page.getByTestId('gain-speakerDb').press('Escape');
    await page.getByTestId('gain-panel').waitFor({ state: 'detached' });
    await page.keyboard.press('p');
    await page.getByTestId('play-panel').waitFor();
    await page.getByTestId('sound-file').setInputFiles(lab.reference('speechB'));
    await expect.poll(() => page.getByTestId('play-sound').inputValue()).toBe('speechB.wav');
    await page.getByTestId('play-start').click();
    await page.getByTestId('playing').waitFor();
    await page.getByTestId('play-pause').click();
    await expect.poll(() => page.getByTestId('playing').innerText()).toContain('paused');
    await inspect('play');
    await page.getByTestId('play-sound').press('Escape');
    await page.getByTestId('play-panel').waitFor({ state: 'detached' });
  });

  it('two calls in a conference, and one out of it again', async () => {
    await dialEcho(2);
    await page.keyboard.press('c');
    await expect.poll(() => page.getByTestId('in-conference').count()).toBe(2);
    await inspect('conference');
    await page.keyboard.press('c');
    await expect.poll(() => page.getByTestId('in-conference').count()).toBe(0);
  });

  it('the recording is in the history, and can be heard', async () => {
    while (await page.getByTestId('hangup').count() > 0) await page.getByTestId('hangup').first().click();
    await page.getByTestId('nav-calls').click();
    await page.getByTestId('history-recorded').first().waitFor();
    await page.locator('[data-testid="history-row"]', { has: page.getByTestId('history-recorded') }).click();
    await page.getByTestId('recording-listen').click();
    const player = page.getByTestId('recording-player');
    // Wideband: some ten megabytes come in pieces.
    await expect.poll(() => player.evaluate((audio) => (audio as HTMLAudioElement).duration), { timeout: 20_000 }).toBeGreaterThan(1);
    await inspect('recording');
  });

  it('in the settings', async () => {
    await page.getByTestId('nav-settings').click();
    await page.getByTestId('settings-audio').click();
    await page.getByTestId('hold-music-choice').selectOption('speechB.wav');
    await page.getByTestId('recording-tone').scrollIntoViewIfNeeded();
    await inspect('settings-sounds');
    expect(problems).toEqual([]);
  });
});
