import { defineStore } from 'pinia';
import { ref } from 'vue';
import type { Settings } from '../../src-shared/model.ts';
import { defaultSettings } from '../../src-shared/model.ts';
import { useCore } from '../bridge/core.ts';
import { useUi } from './ui.ts';

/** The settings as the core has them. A change shows at once and is taken back when the core refuses it. */
export const useSettings = defineStore('settings', () => {
  const core = useCore();
  const ui = useUi();
  const current = ref<Settings>({ ...defaultSettings });

  function replace(settings: Settings): void {
    current.value = settings;
  }

  /** True when the core took it. */
  async function save(change: Partial<Settings>): Promise<boolean> {
    const before = current.value;
    current.value = { ...before, ...change };
    try {
      current.value = await core.call('settings.save', change);
      return true;
    } catch (error) {
      current.value = before;
      ui.tellFailure(error);
      return false;
    }
  }

  return { current, replace, save };
});
