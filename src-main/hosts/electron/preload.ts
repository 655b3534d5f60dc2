/** The page's only way to the main process: one pair for messages, one for audio frames; never ipcRenderer itself.
 *  Bundled into one CommonJS file, since a sandboxed preload can load nothing else. */
import { contextBridge, ipcRenderer } from 'electron';
import { AUDIO_CHANNEL, MESSAGE_CHANNEL } from './channels.ts';

function listen(channel: string, listener: (value: unknown) => void): () => void {
  const handle = (_event: unknown, value: unknown): void => listener(value);
  ipcRenderer.on(channel, handle);
  return () => void ipcRenderer.off(channel, handle);
}

contextBridge.exposeInMainWorld('rung', {
  post: (message: unknown) => ipcRenderer.send(MESSAGE_CHANNEL, message),
  on: (listener: (message: unknown) => void) => listen(MESSAGE_CHANNEL, listener),
  // Copied by structured clone, never transferred: MessagePortMain loses transferred buffers.
  postAudio: (frame: Int16Array) => ipcRenderer.send(AUDIO_CHANNEL, frame),
  onAudio: (listener: (frame: unknown) => void) => listen(AUDIO_CHANNEL, listener),
});
