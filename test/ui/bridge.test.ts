import { describe, expect, it, vi } from 'vitest';
import { createCore } from '../../src-renderer/bridge/core.ts';
import { electronBridge } from '../../src-renderer/bridge/electron-bridge.ts';
import { bytesOf, samplesOf } from '../../src-renderer/bridge/bridge.ts';
import { websocketBridge } from '../../src-renderer/bridge/websocket-bridge.ts';
import { createFakeBridge } from '../fakes/fake-bridge.ts';

/** Sockets that open and close when the test says so. */
function fakeSockets() {
  const sockets: { onopen?: () => void; onclose?: () => void; onmessage?: (event: { data: unknown }) => void; sent: unknown[]; bufferedAmount: number; send(data: unknown): void }[] = [];
  const timers: { run: () => void; delayMs: number }[] = [];
  return {
    sockets, timers,
    world: {
      create: () => {
        const sent: unknown[] = [];
        const socket = { sent, bufferedAmount: 0, send: (data: unknown) => void sent.push(data) };
        sockets.push(socket);
        return socket as unknown as WebSocket;
      },
      setTimeout: (run: () => void, delayMs: number) => timers.push({ run, delayMs }),
    },
  };
}

describe('the WebSocket bridge', () => {
  it('carries JSON as text and audio as bytes', () => {
    const { world, sockets } = fakeSockets();
    const bridge = websocketBridge('ws://x/ws', world);
    const messages: unknown[] = [];
    const frames: Int16Array[] = [];
    bridge.on((message) => messages.push(message));
    bridge.onAudio((frame) => frames.push(frame));
    bridge.open();
    bridge.post({ lost: true });
    sockets[0]?.onopen?.();
    bridge.post({ kind: 'call' });
    bridge.postAudio(Int16Array.of(1, -2));
    expect(sockets[0]?.sent).toEqual(['{"kind":"call"}', bytesOf(Int16Array.of(1, -2))]);
    sockets[0]?.onmessage?.({ data: '{"a":1}' });
    sockets[0]?.onmessage?.({ data: 'not json' });
    sockets[0]?.onmessage?.({ data: bytesOf(Int16Array.of(-32_768, 32_767)) });
    expect(messages).toEqual([{ a: 1 }]);
    expect(frames).toEqual([Int16Array.of(-32_768, 32_767)]);
  });

  it('reconnects, slower each time, and at once again after success', () => {
    const { world, sockets, timers } = fakeSockets();
    const bridge = websocketBridge('ws://x/ws', world);
    const states: string[] = [];
    bridge.onState((state) => states.push(state));
    bridge.open();
    sockets[0]?.onopen?.();
    for (let i = 0; i < 7; i++) {
      sockets.at(-1)?.onclose?.();
      timers.at(-1)?.run();
    }
    expect(timers.map((timer) => timer.delayMs)).toEqual([300, 600, 1200, 2400, 4800, 5000, 5000]);
    sockets.at(-1)?.onopen?.();
    sockets.at(-1)?.onclose?.();
    expect(timers.at(-1)?.delayMs).toBe(300);
    expect(states).toEqual(['connecting', 'open', 'lost', 'open', 'lost']);
  });

  it('drops audio that would only queue', () => {
    const { world, sockets } = fakeSockets();
    const bridge = websocketBridge('ws://x/ws', world);
    bridge.open();
    sockets[0]?.onopen?.();
    if (sockets[0]) sockets[0].bufferedAmount = 1_000_000;
    bridge.postAudio(new Int16Array(160));
    expect(sockets[0]?.sent).toEqual([]);
  });

  it('ignores the odd byte of a broken frame', () => expect(samplesOf(new ArrayBuffer(5))).toHaveLength(2));
});

describe('the Electron bridge', () => {
  it('understands frames as samples and as bytes', () => {
    let hear: (frame: unknown) => void = () => undefined;
    const bridge = electronBridge({ post: vi.fn(), on: () => () => undefined, postAudio: vi.fn(), onAudio: (listener) => ((hear = listener), () => undefined) });
    const frames: Int16Array[] = [];
    bridge.onAudio((frame) => frames.push(frame));
    hear(Int16Array.of(7));
    hear(new Uint8Array(bytesOf(Int16Array.of(8))));
    hear('nonsense');
    expect(frames).toEqual([Int16Array.of(7), Int16Array.of(8)]);
  });
});

describe('the core over a broken connection', () => {
  it('rejects what was under way and what comes after, and hears events again when it is back', async () => {
    const { bridge, coreSide, become } = createFakeBridge();
    const core = createCore(bridge);
    const heard: string[] = [];
    core.on('call.removed', ({ id }) => heard.push(id));
    core.connect();
    const underWay = core.call('history.clear');
    become('lost');
    await expect(underWay).rejects.toMatchObject({ error: { code: 'connection-lost' } });
    await expect(core.call('history.clear')).rejects.toMatchObject({ error: { code: 'connection-lost' } });
    become('open');
    coreSide.post({ kind: 'event', event: 'call.removed', data: { id: 'c1' } });
    await Promise.resolve();
    expect(heard).toEqual(['c1']);
  });
});
