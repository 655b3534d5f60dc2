/** What the UI tests share: the application's stores and components on the fake core, under vitest's fake timers. */
import type { VueWrapper } from '@vue/test-utils';
import { mount } from '@vue/test-utils';
import type { Pinia } from 'pinia';
import { createPinia, setActivePinia } from 'pinia';
import { vi } from 'vitest';
import type { Component } from 'vue';
import { createApp } from 'vue';
import type { Clock } from '../../src-main/ports.ts';
import type { TracedMessage } from '../../src-shared/model.ts';
import type { Core } from '../../src-renderer/bridge/core.ts';
import { coreKey, createCore } from '../../src-renderer/bridge/core.ts';
import type { Locale } from '../../src-renderer/i18n/i18n.ts';
import { createRungI18n } from '../../src-renderer/i18n/i18n.ts';
import { startSync } from '../../src-renderer/stores/sync.ts';
import type { FakeBridge } from '../fakes/fake-bridge.ts';
import { createFakeBridge } from '../fakes/fake-bridge.ts';
import type { FakeCore } from '../fakes/fake-core.ts';
import { createFakeCore } from '../fakes/fake-core.ts';

/** The timers that vitest has replaced: `vi.useFakeTimers()` first. */
const timerClock: Clock = {
  nowMs: () => Date.now(),
  wallMs: () => Date.now(),
  setTimer(delayMs, fire) {
    const timer = setTimeout(fire, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};

export interface Fixture {
  fake: FakeCore;
  wire: FakeBridge;
  core: Core;
  mount(component: Component, props?: Record<string, unknown>): VueWrapper;
}

/** Connected, with its first state loaded. */
export async function fixture(furnished: 'empty' | 'full' = 'empty', locale: Locale = 'en'): Promise<Fixture> {
  vi.useFakeTimers({ now: Date.UTC(2026, 2, 1, 12) });
  const wire = createFakeBridge();
  const fake = createFakeCore({ clock: timerClock, furnished, channel: wire.coreSide });
  const core = createCore(wire.bridge);
  const pinia: Pinia = createPinia();
  const i18n = createRungI18n(locale);
  const app = createApp({});
  app.provide(coreKey, core);
  app.use(pinia);
  setActivePinia(pinia);
  app.runWithContext(() => startSync(core));
  core.connect();
  await settle();
  // App.vue's place for menus.
  document.body.innerHTML = '<aside id="overlays"></aside>';
  return {
    fake, wire, core,
    mount: (component, props = {}) => mount(component, {
      props, attachTo: document.body, global: { plugins: [pinia, i18n], provide: { [coreKey as symbol]: core } },
    }),
  };
}

/** Lets messages go to and fro, and what is gathered for a frame be shown. */
export async function settle(ms = 200): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

export function message(seq: number, changes: Partial<TracedMessage> = {}): TracedMessage {
  return {
    seq, atMs: 1_000 + seq * 10, direction: 'out', transport: 'udp', local: '192.0.2.1:5060', remote: '192.0.2.2:5060', start: 'OPTIONS sip:b@192.0.2.2 SIP/2.0',
    callId: 'x@y', method: 'OPTIONS', cseq: seq, branch: `z9hG4bK${seq}`, fromTag: 'a', toTag: '', hasSdp: false, raw: 'OPTIONS sip:b@192.0.2.2 SIP/2.0\r\nCall-ID: x@y\r\n\r\n', ...changes,
  };
}

/** Things that SIP text may hold and that must stay text. */
export const HOSTILE = `<img src=x onerror=alert(1)>\u202e"'${'A'.repeat(5_000)}\u0000{{ 1 + 1 }}`;
