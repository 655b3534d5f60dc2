import type { Clock, Network, Random } from '../../ports.ts';
import type { MediaEngine } from '../engine-port.ts';
import { allocateDevice, createEngineDevice, createPortSide } from './device-link.ts';
import { createLocalEngine } from './local-engine.ts';
import { clockWaitUntil } from './wait-until.ts';

export interface InThreadEngineOptions {
  clock: Clock;
  random: Random;
  network: Pick<Network, 'bindUdp' | 'bindMulticast'>;
}

/** The engine without its Worker: the same code under whatever clock and network it is given. For tests under virtual time. */
export function createInThreadEngine({ clock, random, network }: InThreadEngineOptions): MediaEngine {
  const memory = allocateDevice(false);
  const port = createPortSide(memory, clock.nowMs);
  const device = createEngineDevice(memory, clock.nowMs, { onWanted: port.want, onPlayed: port.drain });
  const engine = createLocalEngine({ clock, random, ...network, waitUntil: clockWaitUntil(clock), device });
  return { ...engine, attachDevice: port.attach };
}
