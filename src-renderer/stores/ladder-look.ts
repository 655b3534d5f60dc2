import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { ColourMode } from '../lib/ladder-colours.ts';
import type { TimeMode } from '../lib/ladder-rows.ts';
import { timeModes } from '../lib/ladder-rows.ts';

/** Pixels of a message's row, by level of zoom. */
const ROW_PX = [18, 22, 26, 32, 40, 50];
const USUAL = 3;

/** How ladders are drawn, the same in every view. */
export const useLadderLook = defineStore('ladder-look', () => {
  const time = ref<TimeMode>('start');
  const colour = ref<ColourMode>('transaction');
  const foldRepeats = ref(true);
  const foldPings = ref(true);
  /** Also what is no SIP: STUN, RTCP, SAP, keep-alives. */
  const showPackets = ref(false);
  const level = ref(USUAL);

  return {
    time, colour, foldRepeats, foldPings, showPackets,
    rowPx: computed(() => ROW_PX[level.value] ?? 32),
    zoom(by: 1 | -1): void {
      level.value = Math.min(ROW_PX.length - 1, Math.max(0, level.value + by));
    },
    zoomReset(): void {
      level.value = USUAL;
    },
    nextTime(): void {
      time.value = timeModes[(timeModes.indexOf(time.value) + 1) % timeModes.length] ?? 'start';
    },
  };
});
