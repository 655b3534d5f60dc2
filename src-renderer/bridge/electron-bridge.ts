/** The bridge of the desktop app: what the preload script exposes as `window.rung`. */
import type { Bridge } from './bridge.ts';
import { samplesOf } from './bridge.ts';

/** The preload's whole surface (src-main/hosts/electron/preload.ts). */
export interface RungPreload {
  post(message: unknown): void;
  on(listener: (message: unknown) => void): () => void;
  postAudio(frame: Int16Array): void;
  onAudio(listener: (frame: unknown) => void): () => void;
}

/** The main process lives as long as the window: always open. */
export function electronBridge(preload: RungPreload): Bridge {
  return {
    open: () => undefined,
    // Vue's reactive proxies cannot be structured-cloned; contract messages are plain JSON.
    post: (message) => preload.post(JSON.parse(JSON.stringify(message))),
    on: (listener) => preload.on(listener),
    postAudio: (frame) => preload.postAudio(frame),
    onAudio: (listener) => preload.onAudio((frame) => {
      const samples = frameOf(frame);
      if (samples) listener(samples);
    }),
    onState(listener) {
      listener('open');
      return () => undefined;
    },
  };
}

/** Structured clone keeps typed arrays; Node's Buffer arrives as bytes. */
function frameOf(frame: unknown): Int16Array | undefined {
  if (frame instanceof Int16Array) return frame;
  if (frame instanceof ArrayBuffer) return samplesOf(frame);
  return frame instanceof Uint8Array ? samplesOf(frame.slice().buffer) : undefined;
}
