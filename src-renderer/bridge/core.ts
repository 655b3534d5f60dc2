/** The core as the stores see it: the contract's calls and events, surviving lost connections. */
import type { InjectionKey } from 'vue';
import { inject } from 'vue';
import type { EventData, EventName, MethodName, Params, Reply } from '../../src-shared/contract.ts';
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { Client } from '../../src-shared/rpc.ts';
import { client } from '../../src-shared/rpc.ts';
import type { Bridge, BridgeState } from './bridge.ts';

export interface Core {
  /** Rejects with RungFailure; with `connection-lost` at once while there is no connection. */
  call<M extends MethodName>(method: M, ...params: Params<M> extends undefined ? [] : [Params<M>]): Promise<Reply<M>>;
  /** Stays subscribed over reconnections. */
  on<E extends EventName>(event: E, listener: (data: EventData<E>) => void): () => void;
  onState(listener: (state: BridgeState) => void): () => void;
  connect(): void;
  readonly bridge: Bridge;
}

export const coreKey: InjectionKey<Core> = Symbol('core');

/** Only inside a component or store of an app that provides it. */
export function useCore(): Core {
  const core = inject(coreKey);
  if (!core) throw new Error('no core was provided to this app');
  return core;
}

/** One RPC client for each connection: what was under way when the old one broke is rejected, not left hanging. */
export function createCore(bridge: Bridge): Core {
  type Subscription = { event: EventName; listener: (data: never) => void; stop: (() => void) | undefined };
  const subscriptions = new Set<Subscription>();
  let current: Client | undefined;

  function renew(): void {
    current?.close();
    current = client(bridge);
    for (const subscription of subscriptions) attach(subscription, current);
  }

  function attach(subscription: Subscription, to: Client): void {
    subscription.stop = to.on(subscription.event, subscription.listener as (data: unknown) => void);
  }

  function drop(): void {
    current?.close();
    current = undefined;
  }

  bridge.onState((state) => (state === 'open' ? renew() : drop()));

  return {
    bridge,
    connect: () => bridge.open(),
    call(method, ...params) {
      if (current) return current.call(method, ...params);
      return Promise.reject(new RungFailure(rungError('connection-lost', 'There is no connection to the core. Rung is reconnecting.')));
    },
    on(event, listener) {
      const subscription: Subscription = { event, listener: listener as (data: never) => void, stop: undefined };
      subscriptions.add(subscription);
      if (current) attach(subscription, current);
      return () => {
        subscription.stop?.();
        subscriptions.delete(subscription);
      };
    },
    onState: (listener) => bridge.onState(listener),
  };
}
