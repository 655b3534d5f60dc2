import { defineStore } from 'pinia';
import type { WritableComputedRef } from 'vue';
import { computed, ref, watch } from 'vue';
import type { LadderLook } from '../../src-shared/ladder-look.ts';
import { defaultLadderLook, timeModeSchema } from '../../src-shared/ladder-look.ts';
import { useSettings } from './settings.ts';

/** Pixels of a message's row, by level of zoom. */
const ROW_PX = [18, 22, 26, 32, 40, 50];
const timeModes = timeModeSchema.options;

/** How ladders are drawn, the same in every view; what a person changes is remembered. */
export const useLadderLook = defineStore('ladder-look', () => {
  const settings = useSettings();
  const now = ref<LadderLook>({ ...settings.current.ladderLook });
  /** Changes that the core has not answered yet: meanwhile its answers to earlier ones are out of date. */
  let waiting = 0;
  const follow = (): void => void (now.value = { ...settings.current.ladderLook });
  watch(() => settings.current.ladderLook, () => waiting === 0 && follow());

  function change(part: Partial<LadderLook>): void {
    now.value = { ...now.value, ...part };
    waiting++;
    void settings.save({ ladderLook: now.value }).then((isTaken) => {
      waiting--;
      if (!isTaken && waiting === 0) follow();
    });
  }

  const part = <Name extends keyof LadderLook>(name: Name): WritableComputedRef<LadderLook[Name]> => computed({ get: () => now.value[name], set: (value) => change({ [name]: value }) });

  return {
    time: part('time'), colour: part('colour'), foldRepeats: part('foldRepeats'), foldPings: part('foldPings'), showPackets: part('showPackets'),
    rowPx: computed(() => ROW_PX[now.value.level] ?? 32),
    zoom: (by: 1 | -1): void => change({ level: Math.min(ROW_PX.length - 1, Math.max(0, now.value.level + by)) }),
    zoomReset: (): void => change({ level: defaultLadderLook.level }),
    nextTime: (): void => change({ time: timeModes[(timeModes.indexOf(now.value.time) + 1) % timeModes.length] ?? 'start' }),
    /** Until the look is changed again: a message that is to be seen must not be hidden by it. */
    openAll: (): void => void (now.value = { ...now.value, foldRepeats: false, foldPings: false, showPackets: true }),
  };
});
