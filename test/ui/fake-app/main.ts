/** The real UI on the fake core, for looking at and for screenshots: `vite -c test/ui/fake-app/vite.config.ts`. Never shipped.
 *  `?furnished=full` begins with accounts and history. `window.fake` is the fake core, `window.sent` what the
 *  microphone sent. */
import '../../../src-renderer/strict-csp.ts';
import { startApp } from '../../../src-renderer/app.ts';
import type { Clock } from '../../../src-main/ports.ts';
import { createFakeCore } from '../../fakes/fake-core.ts';
import { createFakeBridge } from '../../fakes/fake-bridge.ts';

const clock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  setTimer(delayMs, fire) {
    const timer = setTimeout(fire, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};

const { bridge, coreSide, frames } = createFakeBridge();
const furnished = new URLSearchParams(location.search).get('furnished') === 'full' ? 'full' : 'empty';
Object.assign(globalThis, { fake: createFakeCore({ clock, furnished, channel: coreSide }), sent: frames });
startApp(bridge);
