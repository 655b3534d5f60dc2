/** The composition root: builds the phone from its ports and offers it as the contract's handlers. */
import type { EventData, EventName, Handlers } from '../src-shared/contract.ts';
import type { AudioPort, Clock, Network, Random, Resolver, Secrets } from './ports.ts';
import type { MediaEngine } from './media/engine-port.ts';
import type { Store } from './store/store.ts';

export interface SoftphoneOptions {
  clock: Clock;
  random: Random;
  network: Network;
  resolver: Resolver;
  secrets: Secrets;
  store: Store;
  engine: MediaEngine;
  audio: AudioPort;
  host: 'electron' | 'web' | 'cli' | 'test';
  emit: <E extends EventName>(event: E, data: EventData<E>) => void;
}
export interface Softphone {
  handlers: Handlers;
  /** Opens sockets, registers accounts. A socket that cannot be had is told by `network.changed`, not thrown. */
  start(): Promise<void>;
  /** Ends calls (BYE/CANCEL), un-registers, closes everything. */
  stop(): Promise<void>;
}

export function createSoftphone(_options: SoftphoneOptions): Softphone {
  throw new Error('written by the lead');
}
