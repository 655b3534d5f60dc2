import { describe, expect, it } from 'vitest';
import type { Handlers } from '../../../src-shared/contract.ts';
import type { Client } from '../../../src-shared/rpc.ts';
import { client } from '../../../src-shared/rpc.ts';
import { RungFailure, rungError } from '../../../src-shared/errors.ts';
import type { PageHub, UiPage } from '../../../src-main/hosts/page-hub.ts';
import { createPageHub } from '../../../src-main/hosts/page-hub.ts';
import { fakeHandlers } from './fake-handlers.ts';

interface Tab {
  core: Client;
  page: UiPage;
  /** Rates of `audio.wanted`, in order. */
  wanted: (number | null)[];
  played: Int16Array[];
}

/** A browser tab: everything goes through JSON text, as on the WebSocket. */
function openTab(hub: PageHub, handlers: Handlers = fakeHandlers()): Tab {
  const toCore = new Set<(message: unknown) => void>();
  const toPage = new Set<(message: unknown) => void>();
  const deliver = (listeners: Set<(message: unknown) => void>, message: unknown): void => {
    const text = JSON.stringify(message);
    for (const listener of listeners) listener(JSON.parse(text));
  };
  const channel = (mine: typeof toCore, others: typeof toCore): UiPage['channel'] => ({
    post: (message) => deliver(others, message),
    on(listener) {
      mine.add(listener);
      return () => void mine.delete(listener);
    },
  });
  const played: Int16Array[] = [];
  const page: UiPage = { channel: channel(toCore, toPage), sendAudio: (frame) => played.push(frame), onAudio: () => {}, onClose: () => {} };
  hub.attach(page, handlers);
  const core = client(channel(toPage, toCore));
  const wanted: (number | null)[] = [];
  core.on('audio.wanted', ({ sampleRateHz }) => wanted.push(sampleRateHz));
  return { core, page, wanted, played };
}

const frame = Int16Array.of(1, 2, 3);

describe('calls over JSON', () => {
  it('answer nothing, null, lists and errors as what they are', async () => {
    const { core } = openTab(
      createPageHub(),
      fakeHandlers({
        'call.answer': () => undefined,
        'history.clear': () => undefined,
        'history.get': () => null,
        'history.list': () => [],
        'call.hangup': () => {
          throw new RungFailure(rungError('no-such-call', 'There is no such call.', { id: 'x' }));
        },
      }),
    );
    expect(await core.call('call.answer', { id: 'x' })).toBeUndefined();
    expect(await core.call('history.clear')).toBeUndefined();
    expect(await core.call('history.get', { id: 'x' })).toBeNull();
    expect(await core.call('history.list', { limit: 1 })).toEqual([]);
    await expect(core.call('call.hangup', { id: 'x' })).rejects.toMatchObject({ error: { code: 'no-such-call', params: { id: 'x' } } });
    await expect(core.call('history.list', { limit: 0 })).rejects.toMatchObject({ error: { code: 'bad-parameters' } });
  });

  it('go to the core while events go to all pages', () => {
    const hub = createPageHub();
    const heard: string[] = [];
    for (const name of ['a', 'b']) openTab(hub).core.on('notice', ({ code }) => heard.push(`${name}:${code}`));
    hub.emit('notice', rungError('x', 'X.'));
    expect(heard).toEqual(['a:x', 'b:x']);
  });
});

describe('sound', () => {
  it('is carried by the page that is ready, from when it is wanted', async () => {
    const hub = createPageHub();
    const captured: Int16Array[] = [];
    hub.audio.onCapture = (samples) => captured.push(samples);
    const tab = openTab(hub);
    await tab.core.call('audio.attach', { ready: true });
    tab.page.onAudio(frame);
    expect(captured).toEqual([]);
    hub.audio.want(8000);
    tab.page.onAudio(frame);
    hub.audio.play(frame);
    expect([captured, tab.played]).toEqual([[frame], [frame]]);
    hub.audio.want(null);
    expect(tab.wanted).toEqual([null, 8000, null]);
  });

  it('moves to the page that came last, and the other closes its microphone', async () => {
    const hub = createPageHub();
    const [first, second] = [openTab(hub), openTab(hub)];
    const captured: Int16Array[] = [];
    hub.audio.onCapture = (samples) => captured.push(samples);
    hub.audio.want(8000);
    await first.core.call('audio.attach', { ready: true });
    await second.core.call('audio.attach', { ready: true });
    expect([first.wanted, second.wanted]).toEqual([[8000, null], [8000]]);
    hub.audio.play(frame);
    first.page.onAudio(Int16Array.of(9));
    second.page.onAudio(frame);
    expect([first.played, second.played, captured]).toEqual([[], [frame], [frame]]);
  });

  it('comes back to the page that is left', async () => {
    const hub = createPageHub();
    const [first, second] = [openTab(hub), openTab(hub)];
    await first.core.call('audio.attach', { ready: true });
    await second.core.call('audio.attach', { ready: true });
    hub.audio.want(8000);
    second.page.onClose();
    expect(first.wanted.at(-1)).toBe(8000);
    hub.audio.play(frame);
    expect(first.played).toEqual([frame]);
    await first.core.call('audio.attach', { ready: false });
    expect(first.wanted.at(-1)).toBeNull();
    hub.audio.play(frame);
    expect(first.played).toHaveLength(1);
  });

  it('goes on after the page was reloaded', async () => {
    const hub = createPageHub();
    const before = openTab(hub);
    await before.core.call('audio.attach', { ready: true });
    hub.audio.want(8000);
    before.page.onClose();
    hub.audio.play(frame);
    const after = openTab(hub);
    await after.core.call('audio.attach', { ready: true });
    expect(after.wanted).toEqual([8000]);
  });
});
