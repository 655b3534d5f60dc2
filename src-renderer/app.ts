/** Puts the application together around a bridge. The real entry (main.ts) and the test entry (test/ui/fake-app) share it. */
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import type { Bridge } from './bridge/bridge.ts';
import { coreKey, createCore } from './bridge/core.ts';
import { createRungI18n } from './i18n/i18n.ts';
import { startSync } from './stores/sync.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/lists.css';
import './styles/tones.css';

export function startApp(bridge: Bridge): void {
  const core = createCore(bridge);
  const app = createApp(App);
  app.provide(coreKey, core);
  app.use(createPinia());
  app.use(createRungI18n());
  app.runWithContext(() => startSync(core));
  app.mount('#app');
  core.connect();
}
