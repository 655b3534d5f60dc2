/** The first call as a new user makes it, in a real browser, against baresip; then the history after a restart. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databasePath } from '../../src-main/store/data-dir.ts';
import { openStore } from '../../src-main/store/store.ts';
import type { Lab } from '../interop/support/lab.ts';
import { createLab, missing } from '../interop/support/lab.ts';
import type { WebApp } from './support/browser.ts';
import { newProfile, openApp, removeFolder, startBrowser, startWebApp } from './support/browser.ts';
import { recordSpeaker, savedRecording } from './support/speaker.ts';

const absent = missing('chromium', 'baresip', 'tshark', 'dumpcap', 'sox', 'espeak-ng', '/usr/bin/python3');

/** On its way the sound is resampled by Chromium (8 kHz file, its card's rate) and by the worklet, and the pace at which the engine reads
 *  it follows the card's clock: phases shift, so the waveform says little (10 to 12 dB SNR on a quiet machine) and STOI what counts (.98).
 *  The page that carries the sound also draws; where it is late for the first time, there is a gap. */
const score = ['--loop', '--min-snr', '6', '--min-stoi', '0.94', '--max-lost', '0.1', '--max-gain', '20', '--max-gap', '250'];

describe.skipIf(absent.length > 0)(`the first call${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let browser: Browser;
  let profile: BrowserContext;
  let app: WebApp;
  /** A test that is tried again calls again. */
  let calls = 0;

  async function dial(page: Page, uri: string): Promise<void> {
    calls++;
    await page.getByTestId('dial-input').fill(uri);
    await page.getByTestId('dial-button').click();
  }

  beforeAll(async () => {
    lab = createLab();
    lab.run('baresip/start.sh', lab.folder, 'bob', `src=${lab.reference('speechB')}`);
    browser = await startBrowser(lab.reference('speechA'));
    profile = await newProfile(browser);
    app = await startWebApp(unprocessed());
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
    lab.stop();
    removeFolder(app.dataDir);
  });

  async function arrows(page: Page): Promise<string[]> {
    return await page.getByTestId('ladder-arrow').evaluateAll((elements) => elements.map((element) => element.getAttribute('data-label') ?? ''));
  }

  it('to the echo works with no setting touched', async () => {
    const { page, problems } = await openApp(profile, app.url);
    calls++;
    await page.getByTestId('dial-input').fill('sip:echo@local');
    await page.getByTestId('dial-input').press('Enter');
    await expect.poll(() => arrows(page), { timeout: 10_000 }).toEqual(['INVITE (SDP)', '180 Ringing', '200 OK (SDP)', 'ACK']);
    await page.getByTestId('hangup').click();
    await expect.poll(() => arrows(page), { timeout: 10_000 }).toHaveLength(6);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('to baresip: it hears the microphone, the page plays what it says, the ladder is what tshark saw', { retry: 1 }, async () => {
    const uri = lab.env('bob')['BS_URI'] ?? '';
    const port = lab.env('bob')['BS_SIP'] ?? '';
    lab.run('lib/capture.sh', 'start', lab.folder, 'call', `udp port ${port}`);
    const { page, problems } = await openApp(profile, app.home);
    await recordSpeaker(page);
    await dial(page, uri);
    await page.getByText('Connected').first().waitFor();
    await page.waitForTimeout(9000);
    await page.getByTestId('hangup').click();
    await expect.poll(() => arrows(page), { timeout: 10_000 }).toContain('BYE');
    await expect.poll(async () => (await arrows(page)).at(-1)).toBe('200 OK');
    // tshark counts nothing as one.
    await page.getByTestId('ladder-view').click();
    // It is remembered: a second run finds it off already.
    await page.getByRole('menuitemcheckbox', { name: 'Fold retransmissions' }).uncheck();
    await page.keyboard.press('Escape');
    const drawn = await arrows(page);
    lab.run('lib/capture.sh', 'stop', lab.folder, 'call');

    const heard = join(lab.folder, 'page-heard.wav');
    await savedRecording(page, heard);
    const atBaresip = lab.score('speech', lab.reference('speechA'), lab.baresipHeard('bob'), ...score);
    expect(atBaresip.ok, atBaresip.text).toBe(true);
    const atPage = lab.score('speech', lab.reference('speechB'), heard, ...score);
    expect(atPage.ok, atPage.text).toBe(true);
    expect(drawn.map(startOf)).toEqual(tsharkStarts(join(lab.folder, 'call.pcap')));
    expect(problems).toEqual([]);
    await page.close();
  });

  it('is in the history with its ladder after a restart; a call cut off by kill -9 is there as interrupted', async () => {
    const { page } = await openApp(profile, app.home);
    await dial(page, 'sip:echo@local');
    await page.getByText('Connected').first().waitFor();
    await page.waitForTimeout(600);
    await app.kill();
    await page.close();

    app = await startWebApp(app.dataDir);
    const again = await openApp(profile, app.url);
    await again.page.getByTestId('nav-calls').click();
    const rows = again.page.getByTestId('history-row');
    await expect.poll(() => rows.count()).toBe(calls);
    await expect.poll(() => rows.first().textContent()).toMatch(/interrupted/i);
    await rows.first().click();
    await expect.poll(() => arrows(again.page)).toEqual(['INVITE (SDP)', '180 Ringing', '200 OK (SDP)', 'ACK']);
    await rows.nth(1).click();
    await expect.poll(async () => (await arrows(again.page)).slice(-2)).toEqual(['BYE', '200 OK']);
    await again.page.close();
  });
});

/** A data folder whose settings leave the microphone as it is: echo canceller, noise suppressor and gain control change the
 *  wave, and the wave is what is scored. */
function unprocessed(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rung-e2e-'));
  const opened = openStore(databasePath(folder), Date.now());
  if (!opened.ok) throw new Error(opened.error.message);
  opened.value.store.settings.save({ echoCancellation: false, noiseSuppression: false, autoGainControl: false });
  opened.value.store.close();
  return folder;
}

/** `INVITE (SDP)` is `INVITE`; `200 OK (SDP)` is `200`. */
function startOf(label: string): string {
  return label.split(' ')[0] ?? '';
}

function tsharkStarts(pcap: string): string[] {
  const output = execFileSync('tshark', ['-n', '-r', pcap, '-Y', 'sip', '-T', 'fields', '-e', 'sip.Method', '-e', 'sip.Status-Code'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return output.trim().split('\n').map((line) => line.trim());
}
