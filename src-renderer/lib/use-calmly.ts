import type { ShallowRef } from 'vue';
import { onActivated, onDeactivated, onScopeDispose, shallowRef, watch } from 'vue';

const SOONEST_MS = 80;
/** After work of one unit of time, this many pass before the next: a long ladder grows in larger steps, and scrolls in between. */
const REST = 6;

/** What `build` makes of its source, made anew when the source changes, but never so often that nothing else gets its turn,
 *  nor sooner than `soonestMs` after the last time. */
export function useCalmly<S, T>(source: () => S, build: (source: S) => T, soonestMs = SOONEST_MS): ShallowRef<T> {
  const built = shallowRef(build(source())) as ShallowRef<T>;
  let restUntilMs = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** In a view that is kept but not shown, nothing is built until it is shown again. */
  let hidden = false;

  function renew(): void {
    timer = undefined;
    const startMs = performance.now();
    built.value = build(source());
    const endMs = performance.now();
    restUntilMs = endMs + Math.max(soonestMs, (endMs - startMs) * REST);
  }

  watch(source, () => {
    const waitMs = restUntilMs - performance.now();
    if (hidden || timer !== undefined) return;
    if (waitMs <= 0) renew();
    else timer = setTimeout(renew, waitMs);
  });
  onDeactivated(() => {
    hidden = true;
    clearTimeout(timer);
    timer = undefined;
  });
  onActivated(() => {
    if (hidden) renew();
    hidden = false;
  });
  onScopeDispose(() => clearTimeout(timer));
  return built;
}
