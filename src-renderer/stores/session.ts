import { defineStore } from 'pinia';
import { ref } from 'vue';
import type { Reply } from '../../src-shared/contract.ts';
import type { NetworkStatus } from '../../src-shared/model.ts';
import type { BridgeState } from '../bridge/bridge.ts';

/** The connection to the core, and what the core says of itself. */
export const useSession = defineStore('session', () => {
  const connection = ref<BridgeState>('connecting');
  /** The first `app.state` has arrived: before that, empty lists mean nothing. */
  const ready = ref(false);
  const version = ref('');
  const host = ref<Reply<'app.state'>['host']>('web');
  const network = ref<NetworkStatus>({ listening: [], addresses: [] });

  function loaded(state: Reply<'app.state'>): void {
    version.value = state.version;
    host.value = state.host;
    network.value = state.network;
    ready.value = true;
  }

  return { connection, ready, version, host, network, loaded };
});
