import { defineStore } from 'pinia';
import { ref, shallowRef, watch } from 'vue';
import type { CallRecord, Outcome } from '../../src-shared/model.ts';
import { useCore } from '../bridge/core.ts';
import { useUi } from './ui.ts';

const PAGE = 200;
const TYPING_PAUSE_MS = 120;

/** The call history as far as it has been scrolled to, newest first, filtered by the core. */
export const useHistory = defineStore('history', () => {
  const core = useCore();
  const ui = useUi();
  const rows = shallowRef<CallRecord[]>([]);
  const query = ref('');
  const outcome = ref<Outcome | ''>('');
  const complete = ref(false);
  const loading = ref(false);
  let generation = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function load(beforeMs: number | undefined): Promise<void> {
    const mine = ++generation;
    loading.value = true;
    try {
      const page = await core.call('history.list', {
        limit: PAGE,
        ...(query.value.trim() && { query: query.value.trim() }),
        ...(outcome.value && { outcome: outcome.value }),
        ...(beforeMs !== undefined && { beforeMs }),
      });
      // A slower answer to an older question must not overwrite a newer one.
      if (mine !== generation) return;
      rows.value = beforeMs === undefined ? page : [...rows.value, ...page];
      complete.value = page.length < PAGE;
    } catch (error) {
      if (mine === generation) ui.tellFailure(error);
    } finally {
      if (mine === generation) loading.value = false;
    }
  }

  const reload = (): Promise<void> => load(undefined);

  function reloadSoon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void reload(), TYPING_PAUSE_MS);
  }

  function more(): void {
    const last = rows.value.at(-1);
    if (last && !complete.value && !loading.value) void load(last.startedAtMs);
  }

  watch([query, outcome], reloadSoon);

  return {
    rows, query, outcome, complete, loading, reload, reloadSoon, more,
    remove: (id: string) => core.call('history.remove', { id }).then(reload).catch(ui.tellFailure),
    clear: () => core.call('history.clear').then(reload).catch(ui.tellFailure),
  };
});
