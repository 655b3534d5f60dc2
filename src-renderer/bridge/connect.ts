import type { Bridge } from './bridge.ts';
import type { RungPreload } from './electron-bridge.ts';
import { electronBridge } from './electron-bridge.ts';
import { websocketBridge } from './websocket-bridge.ts';

/** Under Electron the preload's bridge, else a WebSocket to the host that served this page. */
export function connectBridge(): Bridge {
  const preload = (globalThis as { rung?: RungPreload }).rung;
  if (preload) return electronBridge(preload);
  const url = new URL('ws', location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return websocketBridge(url.href);
}
