import type { IpcMain, WebContents } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AUDIO_CHANNEL, MESSAGE_CHANNEL } from '../../../src-main/hosts/electron/channels.ts';
import { linkPage } from '../../../src-main/hosts/electron/ipc.ts';
import type { FakePage } from '../../fakes/fake-electron.ts';
import { createFakeIpc } from '../../fakes/fake-electron.ts';

let page: FakePage;
let stranger: FakePage;
let link: ReturnType<typeof linkPage>;
let received: unknown[];
let captured: Int16Array[];

beforeEach(() => {
  const { ipcMain, createPage } = createFakeIpc();
  page = createPage('app://rung/index.html');
  stranger = createPage('app://rung/index.html');
  link = linkPage(ipcMain as unknown as IpcMain, page.contents as unknown as WebContents);
  received = [];
  captured = [];
  link.channel.on((message) => received.push(message));
  link.onAudio = (frame) => captured.push(frame);
});

describe('IPC takes messages', () => {
  it('of the main frame of its window', () => {
    page.ipcRenderer.send(MESSAGE_CHANNEL, { kind: 'call', id: 1 });
    expect(received).toEqual([{ kind: 'call', id: 1 }]);
  });

  it('and of nobody else', () => {
    stranger.ipcRenderer.send(MESSAGE_CHANNEL, 'another window');
    page.sendFrom({ url: 'app://rung/index.html' }, MESSAGE_CHANNEL, 'a frame inside the page');
    page.sendFrom(null, MESSAGE_CHANNEL, 'a frame that is gone');
    page.contents.mainFrame.url = 'https://evil.example/';
    page.ipcRenderer.send(MESSAGE_CHANNEL, 'a page of another origin');
    page.contents.mainFrame.url = 'app://rung.evil.example/';
    page.ipcRenderer.send(MESSAGE_CHANNEL, 'an origin that only begins like ours');
    expect(received).toEqual([]);
  });

  it('no longer when it is closed, which the hub is told', () => {
    const closed = vi.fn();
    link.onClose = closed;
    link.close();
    expect(closed).toHaveBeenCalledOnce();
    page.ipcRenderer.send(MESSAGE_CHANNEL, 'late');
    expect(received).toEqual([]);
  });
});

describe('IPC sends', () => {
  it('messages to the page, and none to a window that is gone', () => {
    const seen = vi.fn();
    page.ipcRenderer.on(MESSAGE_CHANNEL, (_event, value) => seen(value));
    link.channel.post({ kind: 'event' });
    page.contents.destroyed = true;
    link.channel.post({ kind: 'late' });
    expect(seen.mock.calls).toEqual([[{ kind: 'event' }]]);
  });

  it('audio frames as copies: the engine reuses its buffer', () => {
    const seen: Int16Array[] = [];
    page.ipcRenderer.on(AUDIO_CHANNEL, (_event, value) => seen.push(value as Int16Array));
    const frame = Int16Array.of(1, 2, 3);
    link.sendAudio(frame);
    frame.fill(0);
    expect(seen).toEqual([Int16Array.of(1, 2, 3)]);
  });
});

describe('audio from the page', () => {
  it('is taken as Int16 frames only', () => {
    page.ipcRenderer.send(AUDIO_CHANNEL, Int16Array.of(1, 2));
    page.ipcRenderer.send(AUDIO_CHANNEL, new Float32Array(160));
    page.ipcRenderer.send(AUDIO_CHANNEL, new Int16Array(1_000_000));
    page.ipcRenderer.send(AUDIO_CHANNEL, 'noise');
    expect(captured).toEqual([Int16Array.of(1, 2)]);
  });
});
