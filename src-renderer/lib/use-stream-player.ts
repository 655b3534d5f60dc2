import type { ComputedRef, Ref } from 'vue';
import { onDeactivated, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { wavHeader } from '../../src-shared/audio/wav-write.ts';
import type { StreamSound } from '../../src-shared/capture/stream-sound.ts';
import type { Playing } from '../audio/stream-player.ts';
import { playSound } from '../audio/stream-player.ts';
import type { OpenDocument } from '../capture/open-document.ts';
import { useSettings } from '../stores/settings.ts';
import { useUi } from '../stores/ui.ts';
import { saveFile } from './save-file.ts';

export interface StreamPlayer {
  /** Of the stream that sounds, or is being decoded; -1: none. */
  playingId: Ref<number>;
  positionMs: Ref<number>;
  durationMs: Ref<number>;
  /** Plays it, or stops it where it plays. */
  toggle(id: number): Promise<void>;
  /** As WAV. */
  save(id: number, name: string): Promise<void>;
}

const LOOK_EVERY_MS = 100;

/** The sound of a document's streams. Whoever leaves the document hears no more of it. */
export function useStreamPlayer(document: ComputedRef<OpenDocument>): StreamPlayer {
  const ui = useUi();
  const settings = useSettings();
  const playingId = ref(-1);
  const positionMs = ref(0);
  const durationMs = ref(0);
  const playing = shallowRef<Playing>();
  let looking: ReturnType<typeof setInterval> | undefined;

  function stop(): void {
    clearInterval(looking);
    playing.value?.stop();
    playing.value = undefined;
    playingId.value = -1;
    positionMs.value = 0;
  }

  async function decoded(id: number): Promise<StreamSound | undefined> {
    const sound = await document.value.sound(id);
    if (sound.ok) return sound.value;
    ui.tell(sound.error);
    return undefined;
  }

  async function toggle(id: number): Promise<void> {
    const wasPlaying = playingId.value === id;
    stop();
    if (wasPlaying) return;
    playingId.value = id;
    const sound = await decoded(id);
    if (playingId.value !== id) return;
    if (!sound) return stop();
    const { speaker, speakerLabel } = settings.current;
    try {
      const begun = await playSound(sound, { id: speaker, label: speakerLabel }, stop);
      if (playingId.value !== id) return begun.stop();
      playing.value = begun;
      durationMs.value = begun.durationMs;
      looking = setInterval(() => (positionMs.value = begun.positionMs()), LOOK_EVERY_MS);
    } catch (error) {
      stop();
      ui.tellFailure(error);
    }
  }

  async function save(id: number, name: string): Promise<void> {
    const sound = await decoded(id);
    if (!sound) return;
    const header = wavHeader({ sampleRateHz: sound.sampleRateHz, channels: 1, dataBytes: sound.pcm.byteLength });
    saveFile(name, 'audio/wav', new Blob([Uint8Array.from(header), sound.pcm]));
  }

  watch(document, stop);
  onDeactivated(stop);
  onScopeDispose(stop);
  return { playingId, positionMs, durationMs, toggle, save };
}
