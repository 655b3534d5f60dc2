/** The desktop app's main and preload as they are, around a fake `electron`: window, contract over IPC, a call, a proper end. */
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RungPreload } from '../../../src-renderer/bridge/electron-bridge.ts';
import { electronBridge } from '../../../src-renderer/bridge/electron-bridge.ts';
import type { Call } from '../../../src-shared/model.ts';
import type { Client } from '../../../src-shared/rpc.ts';
import { client } from '../../../src-shared/rpc.ts';
import type { FakePage } from '../../fakes/fake-electron.ts';
import { createFakeIpc } from '../../fakes/fake-electron.ts';

const data = mkdtempSync(join(tmpdir(), 'rung-electron-'));
const { ipcMain, createPage } = createFakeIpc();
const page: FakePage = createPage('app://rung/index.html');
const webContents = Object.assign(new EventEmitter(), page.contents);
let exposed: RungPreload | undefined;
let quits = 0;
const powerMonitor = new EventEmitter();
const windowCalls: string[] = [];

const app = Object.assign(new EventEmitter(), {
  enableSandbox: () => windowCalls.push('sandbox'),
  requestSingleInstanceLock: () => true,
  whenReady: async () => {},
  setAsDefaultProtocolClient: () => true,
  getPath: () => data,
  quit() {
    quits++;
    app.emit('before-quit', { preventDefault: () => {} });
  },
  exit: () => {},
});

class BrowserWindow extends EventEmitter {
  readonly webContents = Object.assign(webContents, { mainFrame: page.contents.mainFrame });
  async loadURL(url: string): Promise<void> {
    windowCalls.push(url);
    page.contents.mainFrame.url = url;
    webContents.emit('did-navigate');
    this.emit('ready-to-show');
  }
  show = (): void => void windowCalls.push('show');
  focus = (): void => void windowCalls.push('focus');
  isMinimized = (): boolean => false;
}

vi.mock('electron', () => ({
  app,
  BrowserWindow,
  powerMonitor,
  ipcMain,
  protocol: { registerSchemesAsPrivileged: () => windowCalls.push('scheme'), handle: () => {} },
  session: { defaultSession: { setPermissionRequestHandler: () => {}, setPermissionCheckHandler: () => {} } },
  shell: { openExternal: async () => {} },
  safeStorage: {
    isAsyncEncryptionAvailable: async () => true,
    getSelectedStorageBackend: () => 'gnome_libsecret',
    encryptStringAsync: async (text: string) => Buffer.from(text),
    decryptStringAsync: async (bytes: Buffer) => ({ result: bytes.toString(), shouldReEncrypt: false }),
  },
  contextBridge: { exposeInMainWorld: (_name: string, value: RungPreload) => void (exposed = value) },
  // The fake IPC compares frames and contents by identity, as Electron's events do.
  ipcRenderer: {
    ...page.ipcRenderer,
    send: (channel: string, value: unknown) =>
      void ipcMain.emit(channel, { sender: webContents, senderFrame: page.contents.mainFrame }, structuredClone(value)),
  },
}));

describe('the desktop app', () => {
  let core: Client;
  const seen: Call[] = [];
  const requested: string[] = [];
  const files: { name: string; content: string }[] = [];

  beforeAll(async () => {
    await import('../../../src-main/hosts/electron/preload.ts');
    await import('../../../src-main/hosts/electron/main.ts');
    await vi.waitFor(() => expect(windowCalls).toContain('show'), 10_000);
    if (!exposed) throw new Error('the preload exposed nothing');
    core = client(electronBridge(exposed));
    core.on('call.changed', (call) => void seen.push(call));
    core.on('dial.requested', ({ target }) => void requested.push(target));
    core.on('file.opened', (file) => void files.push(file));
  });
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  it('sandboxes before the window, and shows the page of its own scheme', () => {
    expect(windowCalls.slice(0, 2)).toEqual(['sandbox', 'scheme']);
    expect(windowCalls).toContain('app://rung/index.html');
  });

  it('exposes two pairs to the page and nothing of Electron', () => {
    expect(Object.keys(exposed ?? {}).sort()).toEqual(['on', 'onAudio', 'post', 'postAudio']);
  });

  it('answers the contract over IPC, errors as data', async () => {
    expect(await core.call('app.state')).toMatchObject({ host: 'electron', accounts: [] });
    await vi.waitFor(async () => expect((await core.call('app.state')).network.listening).not.toEqual([]), 10_000);
    await expect(core.call('call.dial', { target: 'sip:' })).rejects.toMatchObject({ error: { code: 'dial-bad-uri' } });
    await expect(core.call('settings.save', { sipPort: -1 } as never)).rejects.toMatchObject({ error: { code: 'bad-parameters' } });
  });

  it('makes a call to the echo', async () => {
    const { id } = await core.call('call.dial', { target: 'sip:echo@local' });
    await vi.waitFor(() => expect(seen.some((call) => call.id === id && call.state === 'confirmed')).toBe(true), 10_000);
    await core.call('call.hangup', { id });
    await vi.waitFor(() => expect(seen.at(-1)).toMatchObject({ id, state: 'ended' }), 10_000);
    expect(await core.call('history.get', { id })).toMatchObject({ outcome: 'answered' });
  });

  it('looks for its network when the machine wakes up', async () => {
    const told = vi.fn();
    core.on('network.changed', told);
    await vi.waitFor(() => expect(powerMonitor.listenerCount('resume')).toBe(1), 10_000);
    powerMonitor.emit('resume');
    await vi.waitFor(() => expect(told).toHaveBeenCalled(), 10_000);
  });

  it('hands links of a second start to the dial field', async () => {
    app.emit('second-instance', {}, ['rung', 'sip:bob@example.org']);
    await vi.waitFor(() => expect(requested).toEqual(['sip:bob@example.org']));
    expect(windowCalls).toContain('focus');
  });

  it('shows the session description of a second start', async () => {
    writeFileSync(join(data, 'music.sdp'), 'v=0\r\n');
    app.emit('second-instance', {}, ['rung', 'music.sdp'], data);
    await vi.waitFor(() => expect(files).toEqual([{ name: 'music.sdp', content: 'v=0\r\n' }]));
  });

  it('ends the phone before it quits', async () => {
    const preventDefault = vi.fn();
    app.emit('before-quit', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
    await vi.waitFor(() => expect(quits).toBe(1), 10_000);
    await expect(core.call('call.dial', { target: 'sip:echo@local' })).rejects.toMatchObject({ error: { code: 'not-ready' } });
  });
});
