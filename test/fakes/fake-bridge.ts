/** A bridge whose other end is in the same process, with JSON in between as on the real wire. */
import type { Channel } from '../../src-shared/rpc.ts';
import type { Bridge, BridgeState } from '../../src-renderer/bridge/bridge.ts';
import { createListeners } from '../../src-renderer/bridge/bridge.ts';

export interface FakeBridge {
  bridge: Bridge;
  coreSide: Channel;
  /** Breaks or mends the connection. */
  become(state: BridgeState): void;
  /** Frames that the page sent. */
  readonly frames: Int16Array[];
}

export function createFakeBridge(): FakeBridge {
  const toPage = createListeners<unknown>();
  const toCore = createListeners<unknown>();
  const audio = createListeners<Int16Array>();
  const states = createListeners<BridgeState>();
  const frames: Int16Array[] = [];
  let state: BridgeState = 'connecting';

  const carry = (to: { tell(message: unknown): void }) => (message: unknown): void => {
    const text = JSON.stringify(message);
    queueMicrotask(() => {
      if (state === 'open') to.tell(JSON.parse(text));
    });
  };
  function become(next: BridgeState): void {
    state = next;
    states.tell(next);
  }

  return {
    frames,
    become,
    coreSide: { post: carry(toPage), on: toCore.add },
    bridge: {
      post: carry(toCore),
      on: toPage.add,
      postAudio: (frame) => void frames.push(frame),
      onAudio: audio.add,
      onState(listener) {
        listener(state);
        return states.add(listener);
      },
      open: () => become('open'),
    },
  };
}
