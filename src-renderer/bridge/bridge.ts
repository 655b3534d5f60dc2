/** The wire between this page and the core: contract messages (JSON) and audio frames, over whatever the host offers. */
import type { Channel } from '../../src-shared/rpc.ts';

export type BridgeState = 'connecting' | 'open' | 'lost';

export interface Bridge extends Channel {
  /** One 20 ms frame, mono, at the rate of `audio.wanted`. Dropped while not connected. */
  postAudio(frame: Int16Array): void;
  onAudio(listener: (frame: Int16Array) => void): () => void;
  /** Told at once with the present state, then on each change. After `lost` the bridge reconnects by itself. */
  onState(listener: (state: BridgeState) => void): () => void;
  open(): void;
}

/** A set of listeners, as each bridge needs three of them. */
export interface Listeners<T> {
  add(listener: (value: T) => void): () => void;
  tell(value: T): void;
}

export function createListeners<T>(): Listeners<T> {
  const all = new Set<(value: T) => void>();
  return {
    add(listener) {
      all.add(listener);
      return () => void all.delete(listener);
    },
    tell(value) {
      for (const listener of all) listener(value);
    },
  };
}

/** Int16 little endian bytes (the wire's order) as samples; an odd last byte is dropped. */
export function samplesOf(bytes: ArrayBuffer): Int16Array {
  const view = new DataView(bytes);
  const samples = new Int16Array(bytes.byteLength >> 1);
  for (let i = 0; i < samples.length; i++) samples[i] = view.getInt16(i * 2, true);
  return samples;
}

/** Samples as little endian bytes. */
export function bytesOf(samples: Int16Array): ArrayBuffer {
  const bytes = new ArrayBuffer(samples.length * 2);
  const view = new DataView(bytes);
  for (let i = 0; i < samples.length; i++) view.setInt16(i * 2, samples[i] ?? 0, true);
  return bytes;
}
