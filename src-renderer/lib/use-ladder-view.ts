/** What a ladder pane shows of its messages: which are wanted, what is folded, as a ladder and as rows. */
import type { ComputedRef, Ref } from 'vue';
import { computed, ref, shallowRef } from 'vue';
import type { LadderFilter } from '../../src-shared/ladder/filter.ts';
import { noFilter } from '../../src-shared/ladder/filter.ts';
import type { Ladder } from '../../src-shared/ladder/ladder.ts';
import { buildLadder } from '../../src-shared/ladder/ladder.ts';
import { isProblem, shownLadder } from '../../src-shared/ladder/shown.ts';
import type { MediaSpan, TracedMessage } from '../../src-shared/model.ts';
import { isSip } from '../../src-shared/traced-packet.ts';
import { useLadderLook } from '../stores/ladder-look.ts';
import type { LadderRow } from './ladder-rows.ts';
import { ladderRows, messageKey } from './ladder-rows.ts';
import { useCalmly } from './use-calmly.ts';

export interface LadderView {
  /** All of it. */
  ladder: ComputedRef<Ladder>;
  /** What the filter and the folds leave of it. */
  shown: ComputedRef<Ladder>;
  rows: ComputedRef<LadderRow[]>;
  filter: Ref<LadderFilter>;
  /** Opens what an arrow stands for, or folds it again. */
  turn(seq: number): void;
  /** Shows the ports of a host apart, or folds them again. */
  turnHost(host: string): void;
  /** Makes sure that this message has a row of its own. */
  uncover(seq: number): void;
  /** The next row, or the one before, that is worth a look; -1: none. */
  problemFrom(index: number, step: 1 | -1): number;
  indexOf(key: string): number;
}

/** `guilty`: shown whatever else is; `withPackets`: so is what is no SIP. */
export function useLadderView(source: () => { messages: TracedMessage[]; media: MediaSpan[]; guilty?: ReadonlyMap<number, unknown> | undefined; withPackets?: boolean | undefined }): LadderView {
  const look = useLadderLook();
  const filter = ref<LadderFilter>(noFilter);
  const turned = shallowRef<ReadonlySet<number>>(new Set());

  const unfolded = shallowRef<ReadonlySet<string>>(new Set());

  // Before lanes are made of them: hosts of packets that are not shown have none.
  const wanted = computed(() => {
    const { messages, guilty, withPackets } = source();
    return look.showPackets || withPackets || messages.every(isSip) ? messages : messages.filter((message) => isSip(message) || guilty?.has(message.seq) === true);
  });
  const built = useCalmly(() => [wanted.value, source().media, unfolded.value] as const, (drawing) => buildLadder(...drawing));
  const drawn = useCalmly(
    () => [built.value, { filter: filter.value, foldRepeats: look.foldRepeats, foldPings: look.foldPings, turned: turned.value }] as const,
    ([ladder, options]) => {
      const shown = shownLadder(ladder, options);
      const rows = ladderRows(shown);
      return { shown, rows, places: new Map(rows.map((row, index) => [row.key, index])) };
    },
  );
  const rows = computed(() => drawn.value.rows);

  const flipped = <T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> => (set.has(value) ? new Set([...set].filter((one) => one !== value)) : new Set([...set, value]));

  return {
    ladder: computed(() => built.value),
    shown: computed(() => drawn.value.shown),
    rows, filter,
    turn: (seq) => void (turned.value = flipped(turned.value, seq)),
    turnHost: (host) => void (unfolded.value = flipped(unfolded.value, host)),
    uncover(seq) {
      filter.value = noFilter;
      if (drawn.value.places.has(messageKey(seq))) return;
      // Inside a group: all groups are opened rather than sought.
      look.openAll();
      turned.value = new Set();
    },
    problemFrom(index, step) {
      // With nothing selected, backwards begins at the end.
      for (let at = (index < 0 && step < 0 ? rows.value.length : index) + step; at >= 0 && at < rows.value.length; at += step) {
        const row = rows.value[at];
        if (row?.kind === 'arrow' && isProblem(row.arrow)) return at;
      }
      return -1;
    },
    indexOf: (key) => drawn.value.places.get(key) ?? -1,
  };
}
