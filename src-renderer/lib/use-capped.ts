/** Lists that a hostile message can make as long as it likes: a screenful at first, all of it when asked for. */
import type { ComputedRef } from 'vue';
import { computed, ref, watch } from 'vue';

export interface Capped<T> {
  shown: ComputedRef<readonly T[]>;
  /** How many more there are. */
  hidden: ComputedRef<number>;
  showAll(): void;
}

/** Starts anew whenever the list is another one. */
export function useCapped<T>(list: () => readonly T[], limit: number): Capped<T> {
  const isWhole = ref(false);
  watch(list, () => (isWhole.value = false));
  const shown = computed(() => (isWhole.value ? list() : list().slice(0, limit)));
  return { shown, hidden: computed(() => list().length - shown.value.length), showAll: () => (isWhole.value = true) };
}
