/** `rung web`: the phone with its UI in a browser, until SIGINT or SIGTERM. */
import { join } from 'node:path';
import type { RungError } from '../../../src-shared/errors.ts';
import { createWorkerEngine } from '../../media/engine/worker-engine.ts';
import type { Softphone } from '../../softphone.ts';
import { createSoftphone } from '../../softphone.ts';
import { createFileSecrets } from '../../store/secrets.ts';
import type { NodePlatform } from '../node-platform.ts';
import { openNodePlatform } from '../node-platform.ts';
import { isLoopback } from './host-names.ts';
import { openBrowser } from './open-browser.ts';
import type { PageHub } from '../page-hub.ts';
import { createPageHub } from '../page-hub.ts';
import type { WebHost } from './web-host.ts';
import { startWebHost } from './web-host.ts';

export interface WebOptions {
  /** Default 127.0.0.1. */
  host?: string | undefined;
  /** Default: the usual one, or any free one where that is taken. 0: any free one. */
  port?: number | undefined;
  /** Show it in the browser. */
  open: boolean;
  dataDir?: string | undefined;
}

/** The same at each start where possible: a browser remembers the permission for the microphone by host and port. */
const USUAL_PORT = 7464;
const RENDERER = join(import.meta.dirname, '../../../dist/renderer');
const EXIT_NETWORK = 3;

/** Gives the exit status: 0, or 3 where the port or the data directory cannot be had (said on stderr). */
export async function runWeb(options: WebOptions): Promise<number> {
  const hub = createPageHub();
  const platform = openNodePlatform({ directory: options.dataDir, onStoreError: (error) => hub.emit('notice', error) });
  if (!platform.ok) return fail(platform.error);
  const phone = createPhone(platform.value, hub);
  const host = await openHost(options, platform.value, phone, hub);
  if (!host.ok) {
    await phone.stop();
    return fail(host.error);
  }
  tell(options, platform.value, host.value);
  const status = await phone.start();
  if (status.error) console.error(`rung: ${status.error.message}`);
  if (options.open) openBrowser(host.value.oneTimeUrl);

  await interrupted();
  await phone.stop();
  await host.value.close();
  return 0;
}

function createPhone(platform: NodePlatform, hub: PageHub): Softphone {
  const engine = createWorkerEngine();
  engine.attachDevice(hub.audio);
  return createSoftphone({ ...platform, secrets: createFileSecrets(platform.directory), engine, host: 'web', emit: hub.emit });
}

async function openHost(options: WebOptions, platform: NodePlatform, phone: Softphone, hub: PageHub): ReturnType<typeof startWebHost> {
  const at = (port: number): ReturnType<typeof startWebHost> =>
    startWebHost({
      host: options.host ?? '127.0.0.1',
      port,
      folder: RENDERER,
      random: platform.random,
      onPage: (page) => hub.attach(page, phone.handlers),
    });
  if (options.port !== undefined) return await at(options.port);
  const usual = await at(USUAL_PORT);
  return !usual.ok && usual.error.code === 'port-in-use' ? await at(0) : usual;
}

function tell(options: WebOptions, platform: NodePlatform, host: WebHost): void {
  console.log(`Rung: ${host.oneTimeUrl}`);
  if (platform.recovered) console.error(`rung: ${platform.recovered.message}`);
  if (options.host !== undefined && !isLoopback(options.host)) {
    console.error('rung: others on the network can reach this page, and nothing on the way is encrypted. Browsers give it no microphone.');
  }
}

function fail(error: RungError): number {
  console.error(`rung: ${error.message}`);
  return EXIT_NETWORK;
}

/** A second signal ends the process at once. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(130);
        asked = true;
        resolve();
      });
    }
  });
}
