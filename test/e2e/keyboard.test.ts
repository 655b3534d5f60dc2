/** A whole call, its messages, the history and the settings without a mouse. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, describe, it } from 'vitest';
import type { Lab } from '../interop/support/lab.ts';
import { createLab, missing } from '../interop/support/lab.ts';
import type { WebApp } from './support/browser.ts';
import { newProfile, openApp, removeFolder, startBrowser, startWebApp } from './support/browser.ts';
import { tabTo } from './support/hands.ts';

const absent = missing('chromium', 'sox', 'espeak-ng', '/usr/bin/python3');

describe.skipIf(absent.length > 0)(`without a mouse${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let browser: Browser;
  let profile: BrowserContext;
  let app: WebApp;
  let page: Page;

  beforeAll(async () => {
    lab = createLab();
    browser = await startBrowser(lab.reference('speechA'));
    profile = await newProfile(browser);
    app = await startWebApp();
    ({ page } = await openApp(profile, app.url));
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
    lab.stop();
    removeFolder(app.dataDir);
  });

  const state = (): Promise<string | null> => page.getByTestId('call-state').first().textContent();
  const pressed = (control: string): Promise<string | null> => page.getByTestId(control).getAttribute('aria-pressed');

  it('dials, reads the messages, mutes, holds, resumes and hangs up', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('sip:echo@local');
    await page.keyboard.press('Enter');
    await expect.poll(state, { timeout: 10_000 }).toBe('Connected');

    await tabTo(page, '[data-testid="ladder"] [role="listbox"]');
    await page.keyboard.press('Home');
    await expect.poll(() => page.getByTestId('inspector-raw').textContent()).toMatch(/^INVITE sip:echo/);
    await tabTo(page, '[data-testid="inspector"] [role="tab"]');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.getByRole('tab', { name: 'SDP' }).getAttribute('aria-selected')).toBe('true');
    expect(await page.getByTestId('inspector').textContent()).toContain('PCMA');

    await page.keyboard.press('m');
    await expect.poll(() => pressed('mute')).toBe('true');
    await page.keyboard.press('h');
    await expect.poll(state).toBe('On hold');
    await page.keyboard.press('h');
    await expect.poll(state).toBe('Connected');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect.poll(state).toBe('Ended');
  });

  it('opens the history and the settings', async () => {
    await page.keyboard.press('Control+3');
    await tabTo(page, '.calls .left [role="listbox"]');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.getByTestId('ladder-arrow').first().getAttribute('data-label')).toBe('INVITE (SDP)');
    await page.keyboard.press('Control+6');
    await tabTo(page, '[data-testid="account-add"]');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('account-user');
  });
});
