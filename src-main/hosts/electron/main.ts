/** The desktop app: one window around the phone. What can be tested without Electron stands in the files beside. */
import { join } from 'node:path';
import { BrowserWindow, app, ipcMain, powerMonitor, protocol, safeStorage, session, shell } from 'electron';
import { createWorkerEngine } from '../../media/engine/worker-engine.ts';
import type { Softphone } from '../../softphone.ts';
import { createSoftphone } from '../../softphone.ts';
import { createFileSecrets } from '../../store/secrets.ts';
import { openNodePlatform } from '../node-platform.ts';
import type { PageHub } from '../page-hub.ts';
import { createPageHub } from '../page-hub.ts';
import { declareAppScheme, serveApp } from './app-protocol.ts';
import type { OpenedFile } from './files.ts';
import { fileIn } from './files.ts';
import { linkPage } from './ipc.ts';
import { SCHEMES, linkIn } from './links.ts';
import { guardNavigation, guardPermissions } from './security.ts';
import { sealedSecrets } from './secrets.ts';
import { focusWindow, showWindow, windowOptions } from './window.ts';

// Bundled into dist/main; page and preload lie beside it.
const DIST = join(import.meta.dirname, '..');

const hub = createPageHub();
let window: BrowserWindow | undefined;

app.enableSandbox();
declareAppScheme(protocol);
guardNavigation(app, shell);

if (app.requestSingleInstanceLock()) void run();
else app.quit();

async function run(): Promise<void> {
  app.on('second-instance', (_event, args, folder) => {
    open(linkIn(args));
    openFile(fileIn(args, folder));
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    open(linkIn([url]));
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    openFile(fileIn([path], '/'));
  });
  await app.whenReady();
  for (const scheme of SCHEMES) app.setAsDefaultProtocolClient(scheme);
  serveApp(protocol, join(DIST, 'renderer'));
  guardPermissions(session.defaultSession);

  const phone = await createPhone();
  endWith(phone);
  await openWindow(phone, hub);
  await phone.start();
  powerMonitor.on('resume', phone.wake);
  open(linkIn(process.argv));
  openFile(fileIn(process.argv.slice(1), process.cwd()));
}

async function createPhone(): Promise<Softphone> {
  const platform = openNodePlatform({ directory: app.getPath('userData'), onStoreError: (error) => hub.emit('notice', error) });
  if (!platform.ok) {
    const { dialog } = await import('electron');
    dialog.showErrorBox('Rung', platform.error.message);
    app.exit(1);
    throw new Error(platform.error.message);
  }
  const { secrets, warning } = await sealedSecrets(safeStorage, createFileSecrets(platform.value.directory), process.platform);
  const engine = createWorkerEngine();
  engine.attachDevice(hub.audio);
  for (const notice of [warning, platform.value.recovered]) if (notice) hub.emit('notice', notice);
  return createSoftphone({ ...platform.value, secrets, engine, host: 'electron', emit: hub.emit });
}

async function openWindow(phone: Softphone, pages: PageHub): Promise<void> {
  window = new BrowserWindow(windowOptions(join(DIST, 'preload/preload.cjs')));
  const { webContents } = window;
  let page: ReturnType<typeof linkPage> | undefined;
  // Each load of the page is a page of its own: what the one before had asked for is over.
  webContents.on('did-navigate', () => {
    page?.close();
    page = linkPage(ipcMain, webContents);
    pages.attach(page, phone.handlers);
  });
  await showWindow(window);
}

/** A link only fills the dial field. */
function open(link: string | undefined): void {
  if (window) focusWindow(window);
  if (link !== undefined) hub.emit('dial.requested', { target: link });
}

/** It is only shown. */
function openFile(file: OpenedFile | undefined): void {
  if (file) hub.emit('file.opened', file);
}

/** Closing the window ends the app, after BYE and un-REGISTER. */
function endWith(phone: Softphone): void {
  let ended = false;
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    void phone.stop().finally(() => {
      ended = true;
      app.quit();
    });
  });
}
