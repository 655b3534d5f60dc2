/** The contract over Electron's IPC: a Channel for `serve()` and an AudioPort, both for the page of one window only. */
import type { IpcMain, IpcMainEvent, WebContents } from 'electron';
import type { Channel } from '../../../src-shared/rpc.ts';
import type { AudioPort } from '../../ports.ts';
import { APP_ORIGIN } from './app-protocol.ts';
import { AUDIO_CHANNEL, MESSAGE_CHANNEL } from './channels.ts';

export interface PageLink {
  channel: Channel;
  audio: AudioPort;
  close(): void;
}

/** A 60 ms frame at 48 kHz: nothing longer is audio of ours. */
const MAX_FRAME_SAMPLES = 2880;

/** `tellWanted` announces the sample rate that the core wants, or null (contract event `audio.wanted`). */
export function linkPage(ipcMain: Pick<IpcMain, 'on' | 'off'>, contents: WebContents, tellWanted: (sampleRateHz: number | null) => void): PageLink {
  const listeners = new Set<(message: unknown) => void>();
  const send = (name: string, value: unknown): void => {
    if (!contents.isDestroyed()) contents.send(name, value);
  };

  const onMessage = (event: IpcMainEvent, message: unknown): void => {
    if (isOurPage(event, contents)) for (const listener of listeners) listener(message);
  };
  const onAudio = (event: IpcMainEvent, frame: unknown): void => {
    if (isOurPage(event, contents) && frame instanceof Int16Array && frame.length <= MAX_FRAME_SAMPLES) audio.onCapture(frame);
  };
  ipcMain.on(MESSAGE_CHANNEL, onMessage);
  ipcMain.on(AUDIO_CHANNEL, onAudio);

  const audio: AudioPort = {
    want: tellWanted,
    // A copy: the engine reuses its frames.
    play: (frame) => send(AUDIO_CHANNEL, frame.slice()),
    onCapture: () => {},
  };
  return {
    audio,
    channel: {
      post: (message) => send(MESSAGE_CHANNEL, message),
      on(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    close() {
      ipcMain.off(MESSAGE_CHANNEL, onMessage);
      ipcMain.off(AUDIO_CHANNEL, onAudio);
    },
  };
}

/** The main frame of our window, showing our origin. A frame that is gone is null. */
function isOurPage(event: IpcMainEvent, contents: WebContents): boolean {
  const frame = event.senderFrame;
  return event.sender === contents && frame !== null && frame === contents.mainFrame && frame.url.startsWith(`${APP_ORIGIN}/`);
}
