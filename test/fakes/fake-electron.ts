/** As much of Electron as the host touches, with its semantics: messages between page and main process are structured clones. */
import { EventEmitter } from 'node:events';

export interface FakeFrame {
  url: string;
}

/** A page with its preload's view of IPC. */
export interface FakePage {
  contents: FakeContents;
  /** The preload's `ipcRenderer`. */
  ipcRenderer: {
    send(channel: string, value: unknown): void;
    on(channel: string, listener: (event: unknown, value: unknown) => void): void;
    off(channel: string, listener: (event: unknown, value: unknown) => void): void;
  };
  /** Sends as another frame would: an iframe, a frame that is gone (null). */
  sendFrom(frame: FakeFrame | null, channel: string, value: unknown): void;
}

export interface FakeContents {
  mainFrame: FakeFrame;
  destroyed: boolean;
  isDestroyed(): boolean;
  send(channel: string, value: unknown): void;
}

export function createFakeIpc(): { ipcMain: EventEmitter; createPage: (url: string) => FakePage } {
  const ipcMain = new EventEmitter();

  function createPage(url: string): FakePage {
    const renderer = new EventEmitter();
    const contents: FakeContents = {
      mainFrame: { url },
      destroyed: false,
      isDestroyed: () => contents.destroyed,
      send: (channel, value) => void renderer.emit(channel, {}, structuredClone(value)),
    };
    const sendFrom: FakePage['sendFrom'] = (frame, channel, value) => {
      ipcMain.emit(channel, { sender: contents, senderFrame: frame }, structuredClone(value));
    };
    return {
      contents,
      sendFrom,
      ipcRenderer: {
        send: (channel, value) => sendFrom(contents.mainFrame, channel, value),
        on: (channel, listener) => void renderer.on(channel, listener),
        off: (channel, listener) => void renderer.off(channel, listener),
      },
    };
  }

  return { ipcMain, createPage };
}
