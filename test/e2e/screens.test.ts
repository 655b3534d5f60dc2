/** Every screen, light and dark, narrow and wide, empty and full: axe finds nothing, nothing spills over, and the pictures that
 *  README.md shows are what the program looks like now (`RUNG_SCREENSHOTS=1 npm test -- peers test/e2e/screens.test.ts` keeps them). */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Lab } from '../interop/support/lab.ts';
import { createLab, missing } from '../interop/support/lab.ts';
import { runRung, startRung } from '../interop/support/rung.ts';
import type { WebApp } from './support/browser.ts';
import { expectFitting, newProfile, openApp, removeFolder, startBrowser, startWebApp } from './support/browser.ts';

const absent = missing('chromium', 'sox', 'espeak-ng', '/usr/bin/python3');
const PICTURES = fileURLToPath(new URL('../../docs/screenshots', import.meta.url));
const CAPTURE = fileURLToPath(new URL('../captures/hold.pcap', import.meta.url));
const LOG = fileURLToPath(new URL('../unit/capture/logs/asterisk-chan-sip.log', import.meta.url));
const keep = process.env['RUNG_SCREENSHOTS'];
/** Those that README.md shows; `RUNG_SCREENSHOTS=all` keeps every one. */
const SHOWN = new Set(['call-light-1600', 'call-dark-1600', 'incoming-dark-1600', 'failed-light-1024', 'calls-light-1600', 'people-light-1600', 'trace-dark-1600', 'file-light-1600', 'sessions-light-1600', 'sessions-week-dark-1024', 'settings-account-light-1024', 'phone-empty-light-1024']);

/** Each theme and each width once; all four where the pictures are kept. */
const looks = ([
  { theme: 'light', width: 1600, height: 1000 },
  { theme: 'dark', width: 1024, height: 700 },
  { theme: 'light', width: 1024, height: 700 },
  { theme: 'dark', width: 1600, height: 1000 },
] as const).slice(0, keep ? 4 : 2);

describe.skipIf(absent.length > 0)(`the screens${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let browser: Browser;

  beforeAll(async () => {
    lab = createLab();
    browser = await startBrowser(lab.reference('speechA'));
    if (keep) mkdirSync(PICTURES, { recursive: true });
  });
  afterAll(async () => {
    await browser.close();
    lab.stop();
  });

  for (const look of looks) {
    describe(`${look.theme}, ${look.width} wide`, () => {
      let app: WebApp;
      let profile: BrowserContext;
      let page: Page;

      beforeAll(async () => {
        app = await startWebApp();
        profile = await newProfile(browser, look);
        ({ page } = await openApp(profile, app.url));
        page.setDefaultTimeout(30_000);
      });
      afterAll(async () => {
        await profile.close();
        await app.stop();
        removeFolder(app.dataDir);
      });

      async function inspect(name: string): Promise<void> {
        const picture = `${name}-${look.theme}-${look.width}`;
        await expectFitting(page, picture);
        if (keep === 'all' || (keep && SHOWN.has(picture))) await page.screenshot({ path: join(PICTURES, `${picture}.png`), animations: 'disabled' });
      }

      it('empty', async () => {
        await inspect('phone-empty');
        for (const view of ['people', 'calls', 'trace', 'sessions', 'settings']) {
          await page.getByTestId(`nav-${view}`).click();
          await inspect(`${view}-empty`);
        }
      });

      it('in a call, with a message open', async () => {
        await page.getByTestId('nav-phone').click();
        await page.getByTestId('dial-input').fill('sip:echo@local');
        await page.getByTestId('dial-input').press('Enter');
        await page.getByText('Connected').first().waitFor();
        await page.getByTestId('ladder-band').first().waitFor();
        await page.waitForTimeout(2500);
        await page.getByTestId('ladder-arrow').first().click();
        await page.getByTestId('inspector').waitFor();
        await inspect('call');
      });

      it('while another one rings', async () => {
        const calling = runRung(['call', `sip:rung@127.0.0.1:${await sipPort(page)}`, '--from', '"Ada Lovelace" <sip:ada@example.org>', '--subject', 'Project X', '--priority', 'urgent', '--ring-timeout', '20', '--json']);
        await page.getByTestId('incoming-card').waitFor();
        await inspect('incoming');
        await page.getByTestId('busy').click();
        expect((await calling).summary).toMatchObject({ status: 486 });
      });

      it('why a call failed', async () => {
        await page.getByTestId('hangup').first().click();
        await page.getByTestId('dial-input').fill('sip:nobody@127.0.0.1:9');
        await page.getByTestId('dial-input').press('Enter');
        await page.getByTestId('diagnosis-show').click();
        await page.getByTestId('inspector-raw').waitFor();
        await inspect('failed');
      });

      it('people, with a conversation', async () => {
        const port = await sipPort(page);
        await page.getByTestId('nav-people').click();
        await page.getByTestId('contact-add').click();
        await inspect('contact');
        await page.getByTestId('contact-name').fill('Bob Baumann');
        await page.getByTestId('contact-uri').fill('sip:bob@127.0.0.1:9');
        for (const what of ['dialog', 'presence']) await page.getByTestId(`watch-${what}`).click();
        await page.getByTestId('contact-save').click();
        const ada = startRung(['answer', '--listen', '127.0.0.1:0', '--json']);
        onTestFinished(() => ada.kill());
        const from = `"Ada Lovelace" <sip:ada@${await ada.listening()}>`;
        const written = await runRung(['message', `sip:rung@127.0.0.1:${port}`, 'One-way audio again: I hear you, you do not hear me.', '--from', from, '--json']);
        expect(written.code).toBe(0);
        await page.getByTestId('conversation-row').click();
        await page.getByTestId('chat-text').fill('The ladder says that your SDP has a private address. Try it with STUN.');
        await page.getByTestId('chat-text').press('Enter');
        await expect.poll(() => page.getByTestId('chat-message').last().getAttribute('data-state')).toBe('delivered');
        await inspect('people');
      });

      it('sessions, one of others joined, one of our own', async () => {
        const file = join(app.dataDir, 'studio.sdp');
        writeFileSync(file, studio());
        const others = [startRung(['sap', 'announce', file, '--interface', '127.0.0.1', '--json']), startRung(['sap', 'join', file, '--interface', '127.0.0.1', '--tone', '440', '--json'])];
        onTestFinished(() => others.forEach((other) => other.kill()));
        await page.getByTestId('nav-sessions').click();
        await page.getByTestId('session-new').click();
        await page.getByTestId('draft-name').fill('Engineering weekly');
        await page.getByTestId('draft-typed').fill('every Wednesday 10:00 for one hour');
        await inspect('sessions-form');
        await page.getByTestId('draft-text').click();
        await page.getByTestId('draft-sdp').waitFor();
        await inspect('sessions-text');
        await page.getByTestId('draft-save').click();
        await page.getByTestId('session-announcing').waitFor();
        await page.getByTestId('session-row').filter({ hasText: 'Studio A' }).click();
        await page.getByTestId('session-join').click();
        await page.getByTestId('joined-source').waitFor();
        await inspect('sessions');
        await page.getByTestId('nav-trace').click();
        await page.getByTestId('joined-strip').waitFor();
        await inspect('joined-strip');
        await page.getByTestId('nav-sessions').click();
        await page.getByTestId('joined-leave').click();
        await page.getByTestId('session-join').waitFor();
        await page.getByTestId('sessions-week').click();
        await page.getByTestId('week-next').click();
        await page.getByTestId('week-block').waitFor();
        await inspect('sessions-week');
        await page.getByTestId('sessions-keys').click();
        await inspect('sessions-keys');
      });

      it('full', async () => {
        await page.getByTestId('nav-calls').click();
        await page.getByTestId('history-row').first().waitFor();
        await page.getByTestId('history-row').last().click();
        await page.getByTestId('ladder-arrow').first().waitFor();
        await inspect('calls');
        await page.getByTestId('nav-trace').click();
        await page.getByTestId('trace-row').first().waitFor();
        await inspect('trace');
        await page.getByTestId('file-chooser').setInputFiles([CAPTURE, LOG]);
        await page.getByTestId('ladder-arrow').first().waitFor();
        expect(await page.getByTestId('file-tab').allInnerTexts()).toEqual(['hold.pcap', 'asterisk-chan-sip.log']);
        await inspect('file');
        await page.getByTestId('file-show-streams').click();
        await page.getByTestId('stream-play').first().waitFor();
        await inspect('file-streams');
        await drop(page, 'notes.txt', 'no SIP in here');
        await page.getByTestId('file-failed').waitFor();
        await inspect('file-failed');
        await page.getByTestId('nav-settings').click();
        await page.getByTestId('settings-accounts').click();
        await page.getByTestId('account-add').click();
        await page.getByTestId('account-user').waitFor();
        await inspect('settings-account');
        for (const tab of ['audio', 'network', 'appearance']) {
          await page.getByTestId(`settings-${tab}`).click();
          await inspect(`settings-${tab}`);
        }
        await page.getByTestId('settings-network').click();
        await page.getByTestId('hep-listen').click();
        await page.getByTestId('hep-address').selectOption('0.0.0.0');
        await page.getByTestId('hep-warning').waitFor();
        await inspect('settings-hep');
      });
    });
  }
});

/** A sender as AES67 has it, in a group of its own. */
function studio(): string {
  const group = `239.195.${Math.floor(Math.random() * 250)}.${1 + Math.floor(Math.random() * 250)}`;
  return [
    'v=0', 'o=- 1311738121 1311738121 IN IP4 127.0.0.1', 's=Studio A', 'i=2 channels: Left, Right', `c=IN IP4 ${group}/1`, 't=0 0', 'm=audio 15004 RTP/AVP 98', 'a=rtpmap:98 L24/48000/2', 'a=ptime:1',
    'a=ts-refclk:ptp=IEEE1588-2008:00-1D-C1-FF-FE-12-00-A4:0', 'a=mediaclk:direct=0', '',
  ].join('\r\n');
}

/** As a person would from a file manager. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(([fileName, content]) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([content], fileName));
    window.dispatchEvent(new DragEvent('dragenter', { dataTransfer, bubbles: true }));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, [name, text] as const);
}

/** The phone listens on 5060, or on a free port where that is taken: its settings say which. */
async function sipPort(page: Page): Promise<string> {
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('settings-network').click();
  const text = await page.getByTestId('network-listening').textContent();
  await page.getByTestId('nav-phone').click();
  const port = /:(\d+)/.exec(text ?? '')?.[1];
  if (port === undefined) throw new Error(`no port in "${text}"`);
  return port;
}
