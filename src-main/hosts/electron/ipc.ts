/** The page of the one window as the page hub sees it: contract messages and audio frames over Electron's IPC. */
import type { IpcMain, IpcMainEvent, WebContents } from 'electron';
import type { UiPage } from '../page-hub.ts';
import { APP_ORIGIN } from './app-protocol.ts';
import { AUDIO_CHANNEL, MESSAGE_CHANNEL } from './channels.ts';

/** A 60 ms frame at 48 kHz: nothing longer is audio of ours. */
const MAX_FRAME_SAMPLES = 2880;

/** Lives until `close`: one for each load of the page. */
export function linkPage(ipcMain: Pick<IpcMain, 'on' | 'off'>, contents: WebContents): UiPage & { close(): void } {
  const listeners = new Set<(message: unknown) => void>();
  const send = (name: string, value: unknown): void => {
    if (!contents.isDestroyed()) contents.send(name, value);
  };

  const onMessage = (event: IpcMainEvent, message: unknown): void => {
    if (isOurPage(event, contents)) for (const listener of listeners) listener(message);
  };
  const onAudio = (event: IpcMainEvent, frame: unknown): void => {
    if (isOurPage(event, contents) && frame instanceof Int16Array && frame.length <= MAX_FRAME_SAMPLES) page.onAudio(frame);
  };
  ipcMain.on(MESSAGE_CHANNEL, onMessage);
  ipcMain.on(AUDIO_CHANNEL, onAudio);

  const page = {
    // Structured clone copies: the engine reuses its frames.
    sendAudio: (frame: Int16Array) => send(AUDIO_CHANNEL, frame),
    onAudio: (_frame: Int16Array): void => {},
    onClose: (): void => {},
    channel: {
      post: (message: unknown) => send(MESSAGE_CHANNEL, message),
      on(listener: (message: unknown) => void) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    close() {
      ipcMain.off(MESSAGE_CHANNEL, onMessage);
      ipcMain.off(AUDIO_CHANNEL, onAudio);
      page.onClose();
    },
  };
  return page;
}

/** The main frame of our window, showing our origin. A frame that is gone is null. */
function isOurPage(event: IpcMainEvent, contents: WebContents): boolean {
  const frame = event.senderFrame;
  return event.sender === contents && frame !== null && frame === contents.mainFrame && frame.url.startsWith(`${APP_ORIGIN}/`);
}
