/** A session directory for one command: real sockets, nothing stored. */
import type { EventData, EventName } from '../../../src-shared/contract.ts';
import { defaultSapSettings } from '../../../src-shared/session-model.ts';
import { createNodeNetwork } from '../../net/network.ts';
import { createNodeClock } from '../../net/node-clock.ts';
import { createNodeRandom } from '../../net/node-random.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import { createSessions } from '../../sessions/sessions.ts';
import type { PacketTap } from '../../sip/tap-port.ts';
import { openStore } from '../../store/store.ts';
import type { Given } from './arguments.ts';
import { memorySecrets } from './memory-secrets.ts';
import { CommandError, EXIT, UsageError } from './usage-error.ts';

export interface CliSessionsOptions {
  given: Given;
  tap: PacketTap;
  emit: <E extends EventName>(event: E, data: EventData<E>) => void;
}

/** Throws CommandError (exit 3), UsageError. */
export function openSessions({ given, tap, emit }: CliSessionsOptions): Sessions {
  const clock = createNodeClock();
  const opened = openStore(':memory:', clock.wallMs());
  if (!opened.ok) throw new CommandError(opened.error, EXIT.network);
  const settings = { ...defaultSapSettings, sapTtl: ttlOf(given), sapInterface: given.text('interface') ?? 'auto' };
  return createSessions({ clock, random: createNodeRandom(), network: createNodeNetwork(), secrets: memorySecrets(), store: opened.value.store, settings: () => settings, tap, emit });
}

/** Throws UsageError. */
export function ttlOf(given: Given): number {
  const ttl = given.number('ttl') ?? defaultSapSettings.sapTtl;
  if (Number.isInteger(ttl) && ttl >= 1 && ttl <= 255) return ttl;
  throw new UsageError(`--ttl is a number from 1 to 255, not ${ttl}`);
}
