import { defineStore } from 'pinia';
import { ref } from 'vue';
import { asRungError } from '../../src-shared/rpc.ts';
import type { RungError } from '../../src-shared/errors.ts';

export const viewNames = ['phone', 'people', 'calls', 'trace', 'sessions', 'settings'] as const;
export type ViewName = (typeof viewNames)[number];

export interface Notice {
  id: number;
  tone: 'error' | 'info';
  /** Either an error of the core, or a key of the catalogue. */
  error?: RungError;
  key?: string;
  /** What stands in the catalogue's sentence. */
  values?: Record<string, string>;
}

export type CallPanel = 'play' | 'gain';

const MAX_NOTICES = 4;

/** Which view is shown, what is being typed into the dial field, and what the person is to be told. */
export const useUi = defineStore('ui', () => {
  const view = ref<ViewName>('phone');
  const shortcutsOpen = ref(false);
  const dialText = ref('');
  /** Replaced each time something asks for the dial field's focus: with all of it selected, or to type on at its end. */
  const dialFocus = ref<{ caret: 'all' | 'end' }>({ caret: 'all' });
  /** The call whose transfer panel is open. */
  const transferring = ref('');
  /** What is open on which call's card. */
  const callPanel = ref<{ id: string; panel: CallPanel | '' }>({ id: '', panel: '' });
  const notices = ref<Notice[]>([]);
  let nextId = 1;

  function push(notice: Omit<Notice, 'id'>): void {
    const same = notices.value.some((old) => old.key === notice.key && !notice.values && old.error?.code === notice.error?.code
      && old.error?.message === notice.error?.message);
    if (same) return;
    notices.value = [...notices.value, { ...notice, id: nextId++ }].slice(-MAX_NOTICES);
  }

  function focusDial(caret: 'all' | 'end' = 'all'): void {
    view.value = 'phone';
    dialFocus.value = { caret };
  }

  return {
    view, shortcutsOpen, dialText, dialFocus, notices, transferring, callPanel,
    /** An error of the core that belongs to no call and no form. */
    tell: (error: RungError) => push({ tone: 'error', error }),
    /** Anything caught. */
    tellFailure: (error: unknown) => push({ tone: 'error', error: asRungError(error) }),
    /** A sentence of the catalogue (`notice.<key>`). */
    inform: (key: string, values?: Record<string, string>) => push({ tone: 'info', key, ...(values && { values }) }),
    /** What was told by `inform` is no longer so. */
    withdraw(key: string): void {
      notices.value = notices.value.filter((notice) => notice.key !== key);
    },
    dismiss(id: number): void {
      notices.value = notices.value.filter((notice) => notice.id !== id);
    },
    focusDial,
    askTransfer(id: string): void {
      view.value = 'phone';
      transferring.value = id;
    },
    openCallPanel(id: string, panel: CallPanel): void {
      view.value = 'phone';
      callPanel.value = { id, panel };
    },
    /** Puts an address that came from outside into the dial field. Whether it is dialled is for the person to say. */
    requestDial(target: string): void {
      shortcutsOpen.value = false;
      dialText.value = target;
      focusDial('end');
    },
  };
});
