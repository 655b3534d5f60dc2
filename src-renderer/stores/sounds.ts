import { defineStore } from 'pinia';
import { ref } from 'vue';
import type { Sound } from '../../src-shared/model.ts';
import { useCore } from '../bridge/core.ts';
import { useUi } from './ui.ts';

/** A multiple of three: base64 pieces can then be decoded one by one. */
const PIECE_BYTES = 384 * 1024;

/** The sounds that can be played into calls and to those on hold, as the core keeps them. */
export const useSounds = defineStore('sounds', () => {
  const core = useCore();
  const ui = useUi();
  const list = ref<Sound[]>([]);
  /** 0 to 1 while a file goes over. */
  const progress = ref<number>();

  async function load(): Promise<void> {
    list.value = await core.call('sound.list');
  }

  /** The name that it has now; undefined where the core refused it. */
  async function add(file: File): Promise<string | undefined> {
    const name = file.name.slice(-100);
    try {
      for (let offset = 0; offset < file.size || offset === 0; offset += PIECE_BYTES) {
        progress.value = offset / Math.max(1, file.size);
        const bytes = new Uint8Array(await file.slice(offset, offset + PIECE_BYTES).arrayBuffer());
        await core.call('sound.put', { name, offset, total: Math.max(1, file.size), data: toBase64(bytes) });
      }
      await load();
      return name;
    } catch (error) {
      ui.tellFailure(error);
      return undefined;
    } finally {
      progress.value = undefined;
    }
  }

  async function remove(name: string): Promise<void> {
    await core.call('sound.remove', { name }).catch(ui.tellFailure);
    await load().catch(ui.tellFailure);
  }

  return { list, progress, load: () => load().catch(ui.tellFailure), add, remove };
});

function toBase64(bytes: Uint8Array): string {
  let text = '';
  // One argument a byte: so many fit on any stack.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
