import { defineStore } from 'pinia';
import { ref, watch } from 'vue';
import type { AudioProblem } from '../audio/engine.ts';
import { createAudioEngine } from '../audio/engine.ts';
import { useCore } from '../bridge/core.ts';
import { useSettings } from './settings.ts';
import { useUi } from './ui.ts';

/** The page as the core's sound card: opens and closes with `audio.wanted`, tells levels and troubles. */
export const useAudio = defineStore('audio', () => {
  const core = useCore();
  const settings = useSettings();
  const ui = useUi();
  const running = ref(false);
  const microphoneLevel = ref(0);
  const speakerLevel = ref(0);
  const problem = ref<AudioProblem | ''>('');

  const engine = createAudioEngine({
    frame: (samples) => core.bridge.postAudio(samples),
    levels(microphone, speaker) {
      microphoneLevel.value = microphone;
      speakerLevel.value = speaker;
    },
    problem(what) {
      problem.value = what;
      ui.inform(what);
    },
  });

  async function wanted(sampleRateHz: number | null): Promise<void> {
    running.value = sampleRateHz !== null;
    if (sampleRateHz === null) return engine.stop();
    problem.value = '';
    await engine.start(sampleRateHz, settings.current);
  }

  /** Offers this page's microphone and loudspeaker, on each connection. */
  function begin(): void {
    if (typeof AudioWorkletNode === 'undefined') return;
    core.on('audio.wanted', ({ sampleRateHz }) => void wanted(sampleRateHz).catch(ui.tellFailure));
    core.bridge.onAudio(engine.play);
    addEventListener('pointerdown', engine.wake);
    addEventListener('keydown', engine.wake);
    core.onState((state) => {
      if (state === 'open') void core.call('audio.attach', { ready: true }).catch(ui.tellFailure);
      else void wanted(null);
    });
    watch(() => [settings.current.microphone, settings.current.speaker, settings.current.echoCancellation,
      settings.current.noiseSuppression, settings.current.autoGainControl].join(), () => void engine.apply(settings.current));
  }

  return { running, microphoneLevel, speakerLevel, problem, begin };
});
