/** An account as a new user adds it, in a real browser, with Kamailio as the server and baresip as the other person. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Kamailio } from '../interop/support/kamailio.ts';
import { startKamailio } from '../interop/support/kamailio.ts';
import type { Lab } from '../interop/support/lab.ts';
import { createLab, missing } from '../interop/support/lab.ts';
import type { WebApp } from './support/browser.ts';
import { newProfile, openApp, removeFolder, startBrowser, startWebApp } from './support/browser.ts';
import { handsOn } from './support/hands.ts';

const absent = missing('chromium', 'kamailio', 'baresip', 'sox', 'espeak-ng', 'nc', 'jq', '/usr/bin/python3');

describe.skipIf(absent.length > 0)(`an account${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let server: Kamailio;
  let browser: Browser;
  let profile: BrowserContext;
  let app: WebApp;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    lab = createLab();
    server = startKamailio(lab);
    lab.run('baresip/start.sh', lab.folder, '1002', `kam=${server.file}`, `src=${lab.reference('speechB')}`, 'codecs=PCMA,PCMU');
    browser = await startBrowser(lab.reference('speechA'));
    profile = await newProfile(browser);
    app = await startWebApp();
    ({ page, problems } = await openApp(profile, app.url));
    page.setDefaultTimeout(15_000);
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
    lab.stop();
    removeFolder(app.dataDir);
  });

  const state = (): ReturnType<Page['getByTestId']> => page.getByTestId('call-state').first();

  it('with a wrong password is told so in words before anything is saved', async () => {
    const hands = handsOn(page);
    await hands.click(page.getByText('Add an account'));
    await hands.click(page.getByTestId('account-add'));
    await hands.type(`1001@${server.domain}`);
    await hands.click(page.getByTestId('account-password'));
    await hands.type('not the password');
    await hands.click(page.getByTestId('account-test'));
    await expect.poll(() => page.getByTestId('account-test-result').textContent()).toMatch(/does not accept user name and password/);
    await hands.click(page.getByTestId('account-cancel'));
    expect(await page.getByTestId('account-row').count()).toBe(0);
    expect(server.bindings('1001')).toEqual([]);
    await hands.click(page.getByTestId('nav-phone'));
  });

  it('and the first call to a number take fewer than ten interactions', async () => {
    const hands = handsOn(page);
    await hands.click(page.getByText('Add an account'));
    await hands.click(page.getByTestId('account-add'));
    await hands.type(`1001@${server.domain}`);
    await hands.click(page.getByTestId('account-password'));
    await hands.type(lab.env('kamailio')['KAM_PASS'] ?? '');
    await hands.press('Enter');
    await expect.poll(() => page.getByTestId('account-state').textContent()).toMatch(/registered, \d+ s left/);
    await hands.type('1002');
    await hands.press('Enter');
    await expect.poll(() => state().textContent()).toBe('Connected');
    expect(hands.count()).toBeLessThan(10);
    expect(server.bindings('1001')).toHaveLength(1);
    await page.getByTestId('hangup').click();
    await expect.poll(() => state().textContent()).toBe('Ended');
    expect(await page.getByTestId('diagnosis').count(), 'all is well').toBe(0);
  });

  it('is called: the card says for which account, and the call is answered and ended', async () => {
    lab.run('baresip/ctl.sh', lab.folder, '1002', 'dial', server.uri('1001'));
    const card = page.getByTestId('incoming-card');
    await card.waitFor();
    expect(await card.textContent()).toContain(`for 1001@${server.domain}`);
    await page.keyboard.press('Enter');
    await expect.poll(() => state().textContent()).toBe('Connected');
    await expect.poll(() => page.getByTestId('ladder-arrow').last().getAttribute('data-label')).toBe('ACK');
    await page.getByTestId('hangup').click();
    await expect.poll(() => state().textContent()).toBe('Ended');
  });

  it('calls nobody: the card says why, and leads to the guilty message', async () => {
    await page.getByTestId('dial-input').fill('nosuchname');
    await page.getByTestId('dial-input').press('Enter');
    // The call before may have been too short to be without blame.
    const why = page.getByTestId('diagnosis-item').filter({ hasText: '404' });
    await expect.poll(() => why.textContent()).toMatch(/404.*RFC 3261/);
    await why.getByTestId('diagnosis-show').press('Enter');
    await expect.poll(() => page.locator('[data-testid="ladder"] [aria-selected="true"]').textContent()).toContain('404');
    await expect.poll(() => page.getByTestId('inspector-raw').textContent()).toContain('404');
    expect(problems).toEqual([]);
  });
});
