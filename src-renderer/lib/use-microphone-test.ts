import type { Ref } from 'vue';
import { onScopeDispose, ref } from 'vue';
import { listDevices, resolveDevice, wishFor } from '../audio/devices.ts';
import type { MicrophoneProblem } from '../audio/microphone.ts';
import { openMicrophone, stopStream } from '../audio/microphone.ts';
import { followSink } from '../audio/sink.ts';
import { useSettings } from '../stores/settings.ts';

export type MicrophoneTest = 'off' | 'level' | 'recording' | 'playing';

const LEVEL_EVERY_MS = 60;
const RECORDING_MS = 3_000;

/** Speaking at a meter, and hearing oneself: three seconds, then out of the chosen loudspeaker. */
export function useMicrophoneTest(): {
  state: Ref<MicrophoneTest>;
  level: Ref<number>;
  /** Each resolves with what is wrong, or ''. */
  showLevel(): Promise<MicrophoneProblem | ''>;
  hearMyself(): Promise<MicrophoneProblem | ''>;
  stop(): void;
} {
  const settings = useSettings();
  const state = ref<MicrophoneTest>('off');
  const level = ref(0);
  let ends: (() => void)[] = [];
  /** Counts tests, so that a slow permission question starts none that was given up. */
  let test = 0;

  function stop(): void {
    test++;
    for (const end of ends) end();
    ends = [];
    state.value = 'off';
    level.value = 0;
  }
  onScopeDispose(stop);

  /** Undefined when it was given up meanwhile, or there is no microphone. */
  async function open(): Promise<{ stream: MediaStream | undefined; problem: MicrophoneProblem | '' }> {
    stop();
    const mine = test;
    const { id, isMissing } = resolveDevice(wishFor(settings.current, 'microphone'), 'audioinput', await listDevices());
    const { stream, problem } = await openMicrophone(id, settings.current);
    if (stream && mine !== test) stopStream(stream);
    if (!stream || mine !== test) return { stream: undefined, problem: problem ?? '' };
    ends.push(() => stopStream(stream));
    showPeaks(stream);
    return { stream, problem: problem ?? (isMissing ? 'microphoneGone' : '') };
  }

  function showPeaks(stream: MediaStream): void {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      level.value = samples.reduce((max, sample) => Math.max(max, Math.abs(sample)), 0);
    }, LEVEL_EVERY_MS);
    ends.push(() => {
      clearInterval(timer);
      void context.close();
    });
  }

  async function showLevel(): Promise<MicrophoneProblem | ''> {
    const { stream, problem } = await open();
    if (stream) state.value = 'level';
    return problem;
  }

  async function hearMyself(): Promise<MicrophoneProblem | ''> {
    const { stream, problem } = await open();
    if (stream) record(stream);
    return problem;
  }

  function record(stream: MediaStream): void {
    const mine = test;
    const recorder = new MediaRecorder(stream);
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => void parts.push(data);
    recorder.onstop = () => void (mine === test && playBack(new Blob(parts)));
    recorder.start();
    state.value = 'recording';
    const timer = setTimeout(() => recorder.stop(), RECORDING_MS);
    ends.push(() => clearTimeout(timer));
  }

  async function playBack(recording: Blob): Promise<void> {
    stop();
    const mine = test;
    const context = new AudioContext();
    ends.push(() => void context.close());
    state.value = 'playing';
    await followSink(context, wishFor(settings.current, 'speaker'));
    const sound = await recording.arrayBuffer().then((bytes) => context.decodeAudioData(bytes)).catch(() => undefined);
    if (mine !== test) return;
    if (!sound) return stop();
    const source = context.createBufferSource();
    source.buffer = sound;
    source.connect(context.destination);
    source.onended = () => {
      if (mine === test) stop();
    };
    source.start();
  }

  return { state, level, showLevel, hearMyself, stop };
}
