import { defineStore } from 'pinia';
import { ref } from 'vue';
import type { Reply } from '../../src-shared/contract.ts';
import type { GuardReport, NetworkStatus } from '../../src-shared/model.ts';
import type { BridgeState } from '../bridge/bridge.ts';

const MAX_REPORTS = 50;

/** The connection to the core, and what the core says of itself. */
export const useSession = defineStore('session', () => {
  const connection = ref<BridgeState>('connecting');
  /** The first `app.state` has arrived: before that, empty lists mean nothing. */
  const ready = ref(false);
  const version = ref('');
  const host = ref<Reply<'app.state'>['host']>('web');
  const network = ref<NetworkStatus>({ listening: [], addresses: [] });

  /** By source: what was turned away without an answer, newest first. */
  const turnedAway = ref<GuardReport[]>([]);

  function dropped(report: GuardReport): void {
    turnedAway.value = [report, ...turnedAway.value.filter((one) => one.source !== report.source)].slice(0, MAX_REPORTS);
  }

  function loaded(state: Reply<'app.state'>): void {
    version.value = state.version;
    host.value = state.host;
    network.value = state.network;
    ready.value = true;
  }

  return { connection, ready, version, host, network, turnedAway, loaded, dropped };
});
