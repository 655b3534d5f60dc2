/** Each part of the ladder on calls of real peers (test/captures), opened as a user opens them: axe finds nothing, nothing spills over, and the
 *  pictures of docs/tour.md are what the program looks like now (`RUNG_SCREENSHOTS=1` keeps them). */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../interop/support/lab.ts';
import { createLab, missing } from '../interop/support/lab.ts';
import type { WebApp } from './support/browser.ts';
import { expectFitting, newProfile, openApp, removeFolder, startBrowser, startWebApp } from './support/browser.ts';

const absent = missing('chromium', 'sox', 'espeak-ng', '/usr/bin/python3');
const PICTURES = fileURLToPath(new URL('../../docs/screenshots', import.meta.url));
const CAPTURES = fileURLToPath(new URL('../captures', import.meta.url));
const keep = process.env['RUNG_SCREENSHOTS'];

const looks = [
  { theme: 'light', width: 1600, height: 1000, isShown: true },
  { theme: 'dark', width: 1024, height: 800, isShown: false },
] as const;

describe.skipIf(absent.length > 0)(`the ladder's parts${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let browser: Browser;
  beforeAll(async () => {
    lab = createLab();
    browser = await startBrowser(lab.reference('speechA'));
  });
  afterAll(async () => {
    await browser.close();
    lab.stop();
  });

  for (const { isShown, ...look } of looks) {
    describe(`${look.theme}, ${look.width} wide`, () => {
      let app: WebApp;
      let profile: BrowserContext;
      let page: Page;
      beforeAll(async () => {
        app = await startWebApp();
        profile = await newProfile(browser, look);
        ({ page } = await openApp(profile, app.url));
        page.setDefaultTimeout(30_000);
        await page.getByTestId('nav-trace').click();
      });
      afterAll(async () => {
        await profile.close();
        await app.stop();
        removeFolder(app.dataDir);
      });

      async function open(name: string, calls = 1): Promise<void> {
        await page.getByTestId('file-chooser').setInputFiles(join(CAPTURES, `${name}.pcap`));
        await page.getByTestId('file-tab').filter({ hasText: `${name}.pcap` }).waitFor();
        await expect.poll(() => page.getByTestId('file-call').count()).toBeGreaterThanOrEqual(calls);
      }
      /** The ladder of the call whose row has this in it, with nothing selected yet. */
      async function choose(text: string): Promise<void> {
        await page.getByTestId('file-call').filter({ hasText: text }).first().click();
        await page.getByTestId('ladder-arrow').first().waitFor();
      }
      const arrow = (label: string, nth = 0) => page.getByTestId('ladder-arrow').filter({ hasText: label }).nth(nth);
      const tab = (name: string) => page.getByTestId('inspector').getByRole('tab', { name }).click();
      async function lookAt(name: string): Promise<void> {
        const picture = `tour-${name}`;
        await expectFitting(page, `${picture} ${look.theme} ${look.width}`);
        if (keep && isShown) await page.screenshot({ path: join(PICTURES, `${picture}.png`), animations: 'disabled' });
      }

      it('line by line, the offer and its answer, the state, the sound', async () => {
        await open('call');
        await choose('INVITE');
        await arrow('INVITE').click();
        await page.getByTestId('inspector-line').first().waitFor();
        await lookAt('lines');
        await arrow('200 Answering').click();
        await tab('SDP');
        await page.getByTestId('negotiation').waitFor();
        await lookAt('sdp');
        await tab('State');
        await page.getByTestId('inspector-state').waitFor();
        await lookAt('state');
        await page.getByTestId('ladder-band').first().click();
        await lookAt('band');
      });

      it('the sum of a digest', async () => {
        await open('call-stale');
        await choose('INVITE');
        await arrow('INVITE', 1).click();
        await tab('Digest');
        await page.getByTestId('digest').waitFor();
        await lookAt('digest');
      });

      it('two messages, one beside the other', async () => {
        await arrow('INVITE', 0).click();
        await arrow('INVITE', 1).click({ modifiers: ['Control'] });
        await page.getByTestId('inspector-diff').waitFor();
        await lookAt('diff');
      });

      it('calls that belong together', async () => {
        await open('attended-transfer', 2);
        await choose('INVITE');
        await page.getByTestId('ladder-related').click();
        await page.getByTestId('ladder-links').waitFor();
        await lookAt('transfer');
      });

      it('the two sides of a border controller', async () => {
        await open('legs-hidden', 2);
        await choose('INVITE');
        await page.getByTestId('ladder-related').click();
        await page.getByTestId('ladder-links').waitFor();
        expect(await page.getByTestId('ladder-band').count()).toBe(1);
        await lookAt('legs');
      });

      it('why it failed', async () => {
        await open('fail-codecs');
        await choose('INVITE');
        await page.getByTestId('diagnosis').waitFor();
        await lookAt('why');
      });
    });
  }
});
