/** The real world for a phone that keeps its data: what every host with a data directory gives to `createSoftphone`. */
import type { RungError } from '../../src-shared/errors.ts';
import { ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import { createNodeResolver } from '../net/dns.ts';
import { createNodeNetwork } from '../net/network.ts';
import { createNodeClock } from '../net/node-clock.ts';
import { createNodeRandom } from '../net/node-random.ts';
import type { Clock, Network, Random, Resolver } from '../ports.ts';
import { databasePath, dataDirectory } from '../store/data-dir.ts';
import type { Store } from '../store/store.ts';
import { openStore } from '../store/store.ts';

export interface NodePlatform {
  clock: Clock;
  random: Random;
  network: Network;
  resolver: Resolver;
  store: Store;
  /** Where the database is, and the passwords of hosts without a keyring. */
  directory: string;
  /** `RUNG_SAP_INTERFACE`: for tests, which send no multicast out of the machine. */
  sapInterface: string | undefined;
  /** The database was damaged and has been begun anew: tell the person. */
  recovered?: RungError;
}

/** `directory` instead of the usual place. `onStoreError` hears of history that could not be written.
 *  Errors: `store-not-writable`, `store-too-new`. */
export function openNodePlatform(
  options: { directory?: string | undefined; onStoreError?: (error: RungError) => void } = {},
): Result<NodePlatform, RungError> {
  const directory = options.directory ?? dataDirectory();
  const clock = createNodeClock();
  const opened = openStore(databasePath(directory), clock.wallMs(), options.onStoreError);
  if (!opened.ok) return opened;
  return ok({ clock, random: createNodeRandom(), network: createNodeNetwork(), resolver: createNodeResolver(), directory, sapInterface: process.env['RUNG_SAP_INTERFACE'], ...opened.value });
}
