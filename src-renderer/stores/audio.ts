import { defineStore } from 'pinia';
import { computed, reactive, ref, watch } from 'vue';
import type { AudioProblems } from '../audio/engine.ts';
import { createAudioEngine } from '../audio/engine.ts';
import { useCore } from '../bridge/core.ts';
import { useSettings } from './settings.ts';
import { useUi } from './ui.ts';

const audioSettings = ['microphone', 'microphoneLabel', 'speaker', 'speakerLabel', 'echoCancellation', 'noiseSuppression', 'autoGainControl'] as const;

/** The page as the core's sound card: opens and closes with `audio.wanted`, tells levels and troubles. */
export const useAudio = defineStore('audio', () => {
  const core = useCore();
  const settings = useSettings();
  const ui = useUi();
  const isWanted = ref(false);
  const microphoneLevel = ref(0);
  const speakerLevel = ref(0);
  const problems = reactive<AudioProblems>({ microphone: '', speaker: '', sound: '' });
  /** A context that does not run hears and plays nothing: then only the core knows levels. */
  const running = computed(() => isWanted.value && problems.sound === '');

  const engine = createAudioEngine({
    frame: (samples) => core.bridge.postAudio(samples),
    levels(microphone, speaker) {
      microphoneLevel.value = microphone;
      speakerLevel.value = speaker;
    },
    problem(part, problem) {
      if (problems[part] !== '') ui.withdraw(problems[part]);
      problems[part] = problem;
      if (problem !== '') ui.inform(problem);
    },
  });

  async function wanted(sampleRateHz: number | null): Promise<void> {
    isWanted.value = sampleRateHz !== null;
    if (sampleRateHz === null) return engine.stop();
    await engine.start(sampleRateHz, settings.current);
  }

  /** Devices that came or went, and a microphone that was allowed or forbidden meanwhile, count in the running call. */
  function watchDevices(): void {
    const look = (): void => void engine.apply(settings.current);
    watch(() => audioSettings.map((key) => settings.current[key]).join('\n'), look);
    (navigator.mediaDevices as MediaDevices | undefined)?.addEventListener('devicechange', look);
    void navigator.permissions?.query({ name: 'microphone' }).then((status) => status.addEventListener('change', look), () => undefined);
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
    watchDevices();
  }

  return { running, microphoneLevel, speakerLevel, problems, begin };
});
