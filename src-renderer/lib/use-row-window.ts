/** Which rows of a long ladder are in the page. Rows keep their place in the page's tree and get new content: making and removing a
 *  hundred of them with each turn of the wheel is what costs frames. */
import { useEventListener, useResizeObserver } from '@vueuse/core';
import type { ComputedRef, Ref } from 'vue';
import { computed, shallowRef, watch } from 'vue';

export interface WindowRow {
  /** Same slot, same element. */
  slot: number;
  index: number;
}
export interface RowWindow {
  rows: ComputedRef<WindowRow[]>;
  /** What can be seen of the list, in its pixels. */
  view: Ref<{ top: number; height: number }>;
  scrollTo(topPx: number): void;
  /** `nearest`: as little as is needed to see it. */
  scrollToIndex(index: number, place: 'nearest' | 'end'): void;
}

/** Rows above and below what is seen, in pixels, and in which steps the window moves. */
const MARGIN_PX = 480;
const STEP_ROWS = 8;
/** In a page that has no layout yet. */
const UNKNOWN_HEIGHT_PX = 600;

/** `tops`: where each row begins, and where the last one ends. `headPx`: what sticks to the scroller's top and covers rows. */
export function useRowWindow(scroller: Ref<HTMLElement | undefined>, tops: Ref<Float64Array>, headPx: number): RowWindow {
  const view = shallowRef({ top: 0, height: UNKNOWN_HEIGHT_PX });
  const first = shallowRef(0);
  const end = shallowRef(0);

  function look(): void {
    const element = scroller.value;
    view.value = { top: element?.scrollTop ?? 0, height: Math.max(0, (element?.clientHeight || UNKNOWN_HEIGHT_PX) - headPx) };
    const count = tops.value.length - 1;
    const from = rowAt(tops.value, view.value.top - MARGIN_PX);
    const to = rowAt(tops.value, view.value.top + view.value.height + MARGIN_PX);
    first.value = Math.floor(from / STEP_ROWS) * STEP_ROWS;
    end.value = Math.min(count, Math.ceil((to + 1) / STEP_ROWS) * STEP_ROWS);
  }
  useEventListener(scroller, 'scroll', look, { passive: true });
  useResizeObserver(scroller, look);
  watch([scroller, tops], look, { immediate: true, flush: 'sync' });

  /** As many as the largest window so far: an index that leaves gives its slot to one that comes. */
  let slots = STEP_ROWS;
  const rows = computed(() => {
    slots = Math.max(slots, Math.ceil((end.value - first.value) / STEP_ROWS) * STEP_ROWS);
    return Array.from({ length: Math.max(0, end.value - first.value) }, (_, at): WindowRow => ({ slot: (first.value + at) % slots, index: first.value + at }));
  });

  function scrollTo(topPx: number): void {
    if (!scroller.value) return;
    scroller.value.scrollTop = Math.max(0, topPx);
    look();
  }

  return {
    rows, view, scrollTo,
    scrollToIndex(index, place) {
      const [top = 0, bottom = 0] = [tops.value[index], tops.value[index + 1]];
      const { top: seen, height } = view.value;
      if (place === 'end' || bottom > seen + height) scrollTo(bottom - height);
      else if (top < seen) scrollTo(top);
    },
  };
}

/** Index of the row that this many pixels fall into; the first or the last one beyond the ends. */
export function rowAt(tops: Float64Array, px: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= px) low = middle;
    else high = middle - 1;
  }
  return low;
}
