import { onScopeDispose, ref } from 'vue';
import type { Ref } from 'vue';

/** Epoch milliseconds, renewed each second while the component lives. */
export function useNow(): Ref<number> {
  const now = ref(Date.now());
  const timer = setInterval(() => (now.value = Date.now()), 1_000);
  onScopeDispose(() => clearInterval(timer));
  return now;
}
