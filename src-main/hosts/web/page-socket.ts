/** One open page: contract messages as JSON text, audio as binary Int16 little endian, mono. */
import type { WebSocket } from 'ws';
import type { UiPage } from '../page-hub.ts';

/** Half a second of 16 kHz audio: what has not left by then would only be heard late. */
const MAX_QUEUED_AUDIO_BYTES = 16_000;
/** A page that takes nothing for so long is given up; it reconnects and loads everything anew. */
const MAX_QUEUED_BYTES = 16 * 1024 * 1024;
/** 20 ms at 192 kHz: no honest frame is longer. */
const MAX_FRAME_BYTES = 7_680;

export function createPage(socket: WebSocket): UiPage {
  const listeners = new Set<(message: unknown) => void>();
  const page: UiPage = {
    channel: {
      post(message) {
        if (socket.readyState !== socket.OPEN) return;
        if (socket.bufferedAmount > MAX_QUEUED_BYTES) return socket.terminate();
        socket.send(JSON.stringify(message));
      },
      on(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    sendAudio(frame) {
      if (socket.readyState !== socket.OPEN || socket.bufferedAmount > MAX_QUEUED_AUDIO_BYTES) return;
      socket.send(bytesOf(frame));
    },
    onAudio: () => {},
    onClose: () => {},
  };

  socket.on('message', (data, isBinary) => {
    const bytes = data as Buffer;
    if (isBinary) return bytes.length <= MAX_FRAME_BYTES ? page.onAudio(samplesOf(bytes)) : undefined;
    const message = parseJson(bytes.toString('utf8'));
    if (message === undefined) return;
    for (const listener of listeners) listener(message);
  });
  // A protocol error; `close` follows.
  socket.on('error', () => {});
  socket.on('close', () => page.onClose());
  return page;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function samplesOf(bytes: Buffer): Int16Array {
  const samples = new Int16Array(bytes.length >> 1);
  for (let i = 0; i < samples.length; i++) samples[i] = bytes.readInt16LE(i * 2);
  return samples;
}

function bytesOf(samples: Int16Array): Buffer {
  const bytes = Buffer.allocUnsafe(samples.length * 2);
  samples.forEach((sample, i) => bytes.writeInt16LE(sample, i * 2));
  return bytes;
}
