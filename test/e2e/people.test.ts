/** People in a real browser: texts both ways, a transfer, a call taken over the busy lamp; the peers are other Rungs. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Lab } from '../interop/support/lab.ts';
import { createLab, missing } from '../interop/support/lab.ts';
import type { RungProcess } from '../interop/support/rung.ts';
import { runRung, startRung } from '../interop/support/rung.ts';
import type { WebApp } from './support/browser.ts';
import { newProfile, openApp, removeFolder, startBrowser, startWebApp } from './support/browser.ts';

const absent = missing('chromium', 'sox', 'espeak-ng', '/usr/bin/python3');

describe.skipIf(absent.length > 0)(`people${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let browser: Browser;
  let profile: BrowserContext;
  let app: WebApp;

  beforeAll(async () => {
    lab = createLab();
    browser = await startBrowser(lab.reference('speechA'));
    profile = await newProfile(browser);
    app = await startWebApp();
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
    lab.stop();
    removeFolder(app.dataDir);
  });

  function answering(...more: string[]): RungProcess {
    const rung = startRung(['answer', '--listen', '127.0.0.1:0', '--tone', '440', '--json', ...more]);
    onTestFinished(() => rung.kill());
    return rung;
  }

  async function ownPort(page: Page): Promise<string> {
    await page.getByTestId('nav-settings').click();
    await page.getByTestId('settings-network').click();
    const text = await page.getByTestId('network-listening').textContent();
    return /:(\d+)/.exec(text ?? '')?.[1] ?? '';
  }

  it('write to each other, and see what was refused', async () => {
    const { page, problems } = await openApp(profile, app.url);
    const port = await ownPort(page);
    const sent = await runRung(['message', `sip:rung@127.0.0.1:${port}`, 'Hello <b>there</b>', '--from', '"Ada" <sip:ada@127.0.0.1:9>', '--json']);
    expect(sent.summary).toMatchObject({ status: 200 });
    await expect.poll(() => page.getByTestId('unread').textContent()).toBe('1');
    await page.getByTestId('nav-people').click();
    await page.getByTestId('conversation-row').click();
    await expect.poll(() => page.getByTestId('chat-message').allTextContents()).toEqual([expect.stringContaining('Hello <b>there</b>')]);
    await page.getByTestId('chat-text').fill('Nobody listens on port 9');
    await page.getByTestId('chat-text').press('Enter');
    await expect.poll(() => page.getByTestId('chat-message').last().getAttribute('data-state'), { timeout: 10_000 }).toBe('failed');
    expect(problems).toEqual([]);
    await page.close();
  });

  it('are sent on: a blind transfer from the keyboard', async () => {
    const bob = answering();
    const carol = answering('--count', '1', '--duration', '1');
    const { page, problems } = await openApp(profile, app.home);
    await page.getByTestId('dial-input').fill(`sip:bob@${await bob.listening()}`);
    await page.getByTestId('dial-input').press('Enter');
    await page.getByText('Connected').first().waitFor();
    await page.keyboard.press('t');
    await page.getByTestId('transfer-target').fill(`sip:carol@${await carol.listening()}`);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByTestId('transfer-state').textContent(), { timeout: 10_000 }).toMatch(/done/);
    await carol.until(({ event, state }) => event === 'call' && state === 'confirmed');
    await expect.poll(() => page.getByTestId('call-card').first().getAttribute('data-state'), { timeout: 10_000 }).toBe('ended');
    expect(await carol.exited).toBe(0);
    expect(carol.events.find(({ event }) => event === 'summary')).toMatchObject({ received: expect.any(Number) });
    expect(problems).toEqual([]);
    await page.close();
  });

  it('are joined: an attended transfer with the mouse', async () => {
    const bob = answering();
    const carol = answering();
    const { page, problems } = await openApp(profile, app.home);
    for (const peer of [bob, carol]) {
      await page.getByTestId('dial-input').fill(`sip:peer@${await peer.listening()}`);
      await page.getByTestId('dial-button').click();
      await peer.until(({ event, state }) => event === 'call' && state === 'confirmed');
    }
    const card = page.getByTestId('call-card').first();
    await card.getByTestId('transfer').click();
    await card.getByTestId('transfer-join').click();
    // Both parts of ours end; theirs goes on between the two.
    await expect.poll(() => page.locator('[data-testid="call-card"]:not([data-state="ended"])').count(), { timeout: 10_000 }).toBe(0);
    await expect.poll(() => [bob, carol].map((peer) => peer.events.filter(({ event, state }) => event === 'call' && state === 'confirmed').length), { timeout: 10_000 }).toEqual([2, 2]);
    expect(problems).toEqual([]);
    await page.close();
  });
});
