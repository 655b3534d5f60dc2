/** The bridge of the desktop app: what the preload script exposes as `window.rung`. */
import type { Bridge } from './bridge.ts';
import { samplesOf } from './bridge.ts';

/** The preload's whole surface (src-main/hosts/electron/preload.ts). */
export interface RungPreload {
  post(message: unknown): void;
  on(listener: (message: unknown) => void): () => void;
  postAudio(frame: Int16Array): void;
  onAudio(listener: (frame: Int16Array | ArrayBuffer) => void): () => void;
}

/** The main process lives as long as the window: always open. */
export function electronBridge(preload: RungPreload): Bridge {
  return {
    open: () => undefined,
    // Vue's reactive proxies cannot be structured-cloned; contract messages are plain JSON.
    post: (message) => preload.post(JSON.parse(JSON.stringify(message))),
    on: (listener) => preload.on(listener),
    postAudio: (frame) => preload.postAudio(frame),
    onAudio: (listener) => preload.onAudio((frame) => listener(frame instanceof ArrayBuffer ? samplesOf(frame) : frame)),
    onState(listener) {
      listener('open');
      return () => undefined;
    },
  };
}
