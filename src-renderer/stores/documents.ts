import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { startReader } from '../capture/document-reader.ts';
import type { OpenDocument } from '../capture/open-document.ts';
import { openDocument } from '../capture/open-document.ts';
import type { ViewName } from './ui.ts';
import { useUi } from './ui.ts';

/** Each keeps its file in memory. */
const MAX_OPEN = 12;

/** The files that are opened beside the live trace. */
export const useDocuments = defineStore('documents', () => {
  const ui = useUi();
  const list = shallowRef<OpenDocument[]>([]);
  /** 0: the live trace. */
  const shownId = ref(0);
  const shown = computed(() => list.value.find(({ id }) => id === shownId.value));
  /** Replaced each time something asks for the file dialog. */
  const dialogAsked = ref({});
  let nextId = 1;

  /** Each file becomes a document; the first of them is shown. */
  function open(files: Iterable<File>): void {
    const wanted = [...files];
    if (wanted.length === 0) return;
    const room = MAX_OPEN - list.value.length;
    if (wanted.length > room) ui.inform('tooManyFiles');
    const opened = wanted.slice(0, Math.max(0, room)).map((file) => openDocument(nextId++, file, startReader()));
    list.value = [...list.value, ...opened];
    if (opened[0]) shownId.value = opened[0].id;
    ui.view = 'trace';
  }

  /** Ends reading too. */
  function close(id: number): void {
    const at = list.value.findIndex((one) => one.id === id);
    list.value[at]?.close();
    list.value = list.value.filter((one) => one.id !== id);
    if (shownId.value === id) shownId.value = (list.value[at] ?? list.value.at(-1))?.id ?? 0;
  }

  /** `view`: what is shown behind the dialog. */
  function askForFiles(view: ViewName = 'trace'): void {
    ui.view = view;
    dialogAsked.value = {};
  }

  return { list, shownId, shown, dialogAsked, open, close, askForFiles };
});
