/** Microphone and loudspeaker in a real browser: chosen, pulled and plugged again while a call goes on. Chromium's pretended devices
 *  cannot be pulled: the page is told that they were. */
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../interop/support/lab.ts';
import { createLab, missing } from '../interop/support/lab.ts';
import type { WebApp } from './support/browser.ts';
import { newProfile, openApp, removeFolder, startBrowser, startWebApp } from './support/browser.ts';

const absent = missing('chromium', 'sox', 'espeak-ng', '/usr/bin/python3');

describe.skipIf(absent.length > 0)(`devices${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let browser: Browser;
  let profile: BrowserContext;
  let app: WebApp;

  beforeAll(async () => {
    lab = createLab();
    browser = await startBrowser(lab.reference('speechA'));
    profile = await newProfile(browser);
    app = await startWebApp(join(lab.folder, 'data'));
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
    removeFolder(app.dataDir);
    lab.stop();
  });

  const notices = (page: Page): Promise<(string | null)[]> => page.getByTestId('notice').evaluateAll((all) => all.map((one) => one.getAttribute('data-code')).sort());
  /** Of the meters of the call: what goes out, what comes in. */
  const levels = (page: Page): Promise<number[]> => page.getByTestId('call-card').getByRole('meter').evaluateAll((all) => all.map((one) => Number(one.getAttribute('aria-valuenow'))));

  it('are chosen by name, leave and come back, and the call goes on', async () => {
    const { page, problems } = await openApp(profile, app.url);
    await page.getByTestId('nav-settings').click();
    await page.getByTestId('settings-audio').click();
    await page.getByTestId('audio-test-microphone').click();
    await page.getByTestId('audio-microphone').selectOption({ label: 'Fake Audio Input 2' });
    await page.getByTestId('audio-speaker').selectOption({ label: 'Fake Audio Output 2' });
    await page.getByTestId('nav-phone').click();
    await page.getByTestId('dial-input').fill('sip:echo@local');
    await page.getByTestId('dial-input').press('Enter');
    await page.getByText('Connected').first().waitFor();
    await expect.poll(async () => Math.min(...(await levels(page))), { timeout: 20_000 }).toBeGreaterThan(30);
    expect(await notices(page)).toEqual([]);

    await setPulled(page, true);
    await expect.poll(() => notices(page), { timeout: 10_000 }).toEqual(['microphoneGone', 'speakerGone']);
    await expect.poll(async () => Math.min(...(await levels(page))), { timeout: 20_000 }).toBeGreaterThan(30);
    await setPulled(page, false);
    await expect.poll(() => notices(page), { timeout: 10_000 }).toEqual([]);
    await expect.poll(async () => Math.min(...(await levels(page))), { timeout: 20_000 }).toBeGreaterThan(30);
    expect(await page.getByText('Connected').count()).toBeGreaterThan(0);
    await page.getByTestId('hangup').click();
    expect(problems).toEqual([]);
    await page.close();
  });

  it('that are not allowed are told, and the call goes on', async () => {
    const { page } = await openApp(profile, app.home);
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    });
    await page.getByTestId('dial-input').fill('sip:echo@local');
    await page.getByTestId('dial-input').press('Enter');
    await page.getByText('Connected').first().waitFor();
    await expect.poll(() => notices(page), { timeout: 10_000 }).toEqual(['microphoneDenied']);
    await page.getByTestId('hangup').click();
    await page.close();
  });
});

/** The devices called 2 are no longer in the list, or are again. */
async function setPulled(page: Page, pulled: boolean): Promise<void> {
  await page.evaluate((isPulled) => {
    const { mediaDevices } = navigator;
    const all = MediaDevices.prototype.enumerateDevices.bind(mediaDevices);
    mediaDevices.enumerateDevices = async () => (await all()).filter(({ label }) => !isPulled || !label.endsWith('2'));
    mediaDevices.dispatchEvent(new Event('devicechange'));
  }, pulled);
}
