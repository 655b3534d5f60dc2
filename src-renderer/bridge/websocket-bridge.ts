/** The bridge of the web host: one WebSocket, text messages for the contract, binary ones for audio. */
import type { Bridge, BridgeState } from './bridge.ts';
import { bytesOf, createListeners, samplesOf } from './bridge.ts';

/** Audio that queues in the socket would only be heard late: rather drop it. */
const MAX_QUEUED_BYTES = 64 * 1024;
const RETRY_FIRST_MS = 300;
const RETRY_MAX_MS = 5_000;

/** What of a WebSocket and a window is needed: tests give their own. */
export interface SocketWorld {
  create(url: string): WebSocket;
  setTimeout(run: () => void, delayMs: number): unknown;
}

const realWorld: SocketWorld = {
  create: (url) => new WebSocket(url),
  setTimeout: (run, delayMs) => setTimeout(run, delayMs),
};

/** Reconnects for ever, slower each time up to five seconds. */
export function websocketBridge(url: string, world: SocketWorld = realWorld): Bridge {
  const messages = createListeners<unknown>();
  const audio = createListeners<Int16Array>();
  const states = createListeners<BridgeState>();
  let state: BridgeState = 'connecting';
  let socket: WebSocket | undefined;
  let retryMs = RETRY_FIRST_MS;

  function become(next: BridgeState): void {
    if (state === next) return;
    state = next;
    states.tell(next);
  }

  function receive(data: unknown): void {
    if (data instanceof ArrayBuffer) return audio.tell(samplesOf(data));
    if (typeof data !== 'string') return;
    const message = parseJson(data);
    if (message !== undefined) messages.tell(message);
  }

  function open(): void {
    const opening = world.create(url);
    opening.binaryType = 'arraybuffer';
    socket = opening;
    opening.onopen = () => {
      retryMs = RETRY_FIRST_MS;
      become('open');
    };
    opening.onmessage = (event) => receive(event.data);
    opening.onclose = () => {
      if (socket !== opening) return;
      socket = undefined;
      become('lost');
      world.setTimeout(open, retryMs);
      retryMs = Math.min(retryMs * 2, RETRY_MAX_MS);
    };
  }

  return {
    open,
    post(message) {
      if (state === 'open') socket?.send(JSON.stringify(message));
    },
    on: messages.add,
    postAudio(frame) {
      if (state === 'open' && socket && socket.bufferedAmount < MAX_QUEUED_BYTES) socket.send(bytesOf(frame));
    },
    onAudio: audio.add,
    onState(listener) {
      listener(state);
      return states.add(listener);
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
