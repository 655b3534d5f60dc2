/** The page's sound card for the core: microphone and loudspeaker at the rate that the core asks for. */
import type { Settings } from '../../src-shared/model.ts';
import { peak } from './playback-ring.ts';
import workletUrl from './worklet.ts?worker&url';

/** What can be wrong with the microphone or the loudspeaker; each is a notice of the catalogue. */
export type AudioProblem = 'microphoneDenied' | 'microphoneMissing' | 'microphoneGone' | 'speakerGone' | 'audioFailed';

export type AudioChoice = Pick<Settings, 'microphone' | 'speaker' | 'echoCancellation' | 'noiseSuppression' | 'autoGainControl'>;

export interface AudioEngineEvents {
  frame(samples: Int16Array): void;
  /** Peaks of the last frames, 0 to 1, some fifteen times a second. */
  levels(microphone: number, speaker: number): void;
  problem(problem: AudioProblem): void;
}

export interface AudioEngine {
  /** Opens both ways; resolves when sound flows (or, without a microphone, when playing works). */
  start(sampleRateHz: number, choice: AudioChoice): Promise<void>;
  stop(): Promise<void>;
  /** Takes over other devices while running. */
  apply(choice: AudioChoice): Promise<void>;
  play(frame: Int16Array): void;
  /** To be called in a user's gesture: browsers start no sound before one. */
  wake(): void;
}

const FRAMES_PER_LEVEL = 3;

type Graph = { context: AudioContext; node: AudioWorkletNode; microphone?: { stream: MediaStream; source: MediaStreamAudioSourceNode } | undefined };

export function createAudioEngine(events: AudioEngineEvents): AudioEngine {
  let graph: Graph | undefined;
  /** Counts starts and stops, so that a slow permission question cannot revive a call that is over. */
  let generation = 0;
  let frames = 0;
  let loudest = 0;
  let loudestPlayed = 0;

  function captured(samples: Int16Array): void {
    events.frame(samples);
    loudest = Math.max(loudest, peak(samples));
    if (++frames % FRAMES_PER_LEVEL !== 0) return;
    events.levels(loudest, loudestPlayed);
    loudest = 0;
    loudestPlayed = 0;
  }

  async function start(sampleRateHz: number, choice: AudioChoice): Promise<void> {
    await stop();
    const mine = ++generation;
    const context = new AudioContext({ sampleRate: sampleRateHz, latencyHint: 'interactive' });
    try {
      await context.audioWorklet.addModule(workletUrl);
    } catch {
      events.problem('audioFailed');
      return context.close();
    }
    if (mine !== generation) return context.close();
    const node = new AudioWorkletNode(context, 'rung-audio', { outputChannelCount: [1] });
    node.port.onmessage = (event: MessageEvent<Int16Array>) => captured(event.data);
    node.connect(context.destination);
    graph = { context, node };
    await Promise.all([context.resume(), useSpeaker(graph, choice.speaker), useMicrophone(graph, choice, mine)]);
  }

  async function useSpeaker({ context }: Graph, deviceId: string): Promise<void> {
    if (!(await setSink(context, deviceId))) events.problem('speakerGone');
  }

  async function useMicrophone(to: Graph, choice: AudioChoice, mine: number): Promise<void> {
    const stream = await openMicrophone(choice, events.problem);
    if (!stream) return;
    if (mine !== generation) return stopStream(stream);
    closeMicrophone(to);
    const source = to.context.createMediaStreamSource(stream);
    source.connect(to.node);
    to.microphone = { stream, source };
    stream.getAudioTracks()[0]?.addEventListener('ended', () => {
      if (to.microphone?.stream !== stream) return;
      events.problem('microphoneGone');
      void useMicrophone(to, { ...choice, microphone: 'default' }, mine);
    });
  }

  async function stop(): Promise<void> {
    generation++;
    const old = graph;
    graph = undefined;
    if (!old) return;
    closeMicrophone(old);
    old.node.port.onmessage = null;
    old.node.disconnect();
    events.levels(0, 0);
    await old.context.close();
  }

  return {
    start,
    stop,
    async apply(choice) {
      if (!graph) return;
      await Promise.all([useSpeaker(graph, choice.speaker), useMicrophone(graph, choice, generation)]);
    },
    wake: () => void graph?.context.resume(),
    play(frame) {
      if (!graph) return;
      loudestPlayed = Math.max(loudestPlayed, peak(frame));
      graph.node.port.postMessage(frame, [frame.buffer]);
    },
  };
}

function closeMicrophone(graph: Graph): void {
  if (!graph.microphone) return;
  const { source, stream } = graph.microphone;
  graph.microphone = undefined;
  source.disconnect();
  stopStream(stream);
}

export function stopStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** The chosen microphone, else the default one; undefined (and the reason told) when there is none. */
export async function openMicrophone(choice: AudioChoice, tell: (problem: AudioProblem) => void): Promise<MediaStream | undefined> {
  const { echoCancellation, noiseSuppression, autoGainControl, microphone } = choice;
  const common = { echoCancellation, noiseSuppression, autoGainControl, channelCount: 1 };
  const audio = microphone === 'default' ? common : { ...common, deviceId: { exact: microphone } };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'NotAllowedError' || name === 'SecurityError') tell('microphoneDenied');
    else if (microphone !== 'default') {
      tell('microphoneGone');
      return openMicrophone({ ...choice, microphone: 'default' }, tell);
    } else tell('microphoneMissing');
    return undefined;
  }
}

type SinkContext = AudioContext & { setSinkId?: (id: string) => Promise<void> };

/** False when the wished-for loudspeaker is not there; then the default one is used. */
export async function setSink(context: SinkContext, deviceId: string): Promise<boolean> {
  if (!context.setSinkId) return deviceId === 'default';
  try {
    await context.setSinkId(deviceId === 'default' ? '' : deviceId);
    return true;
  } catch {
    await context.setSinkId('').catch(() => undefined);
    return false;
  }
}
