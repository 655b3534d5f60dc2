/** The page's sound card for the core: microphone and loudspeaker at the card's own rate, frames at the rate that the core asks for. */
import type { Settings } from '../../src-shared/model.ts';
import { listDevices, resolveDevice, wishFor } from './devices.ts';
import { peak } from './framer.ts';
import type { MicrophoneProblem, Processing } from './microphone.ts';
import { openMicrophone, stopStream } from './microphone.ts';
import { setSink } from './sink.ts';
import type { ToWorklet, WorkletOptions } from './worklet-messages.ts';
import workletUrl from './worklet.ts?worker&url';

/** What can be wrong; each is a notice of the catalogue. */
export interface AudioProblems {
  microphone: MicrophoneProblem | '';
  speaker: 'speakerGone' | '';
  /** Both ways: the browser starts no sound before a click, or cannot at all. */
  sound: 'audioAsleep' | 'audioFailed' | '';
}

export interface AudioEngineEvents {
  frame(samples: Int16Array): void;
  /** Peaks of the last frames, 0 to 1, some fifteen times a second. */
  levels(microphone: number, speaker: number): void;
  /** Told when it changes; '' when all is well again. */
  problem<Part extends keyof AudioProblems>(part: Part, problem: AudioProblems[Part]): void;
}

export interface AudioEngine {
  /** Opens both ways; when they are open, only changes the rate. Without a microphone there is silence. */
  start(sampleRateHz: number, choice: Settings): Promise<void>;
  stop(): Promise<void>;
  /** Takes over other devices while running, and looks again which ones are there. */
  apply(choice: Settings): Promise<void>;
  play(frame: Int16Array): void;
  /** To be called in a user's gesture: browsers start no sound before one. */
  wake(): void;
}

const FRAMES_PER_LEVEL = 12;
/** A context that was allowed to start runs by then. */
const ASLEEP_AFTER_MS = 600;

interface Graph {
  context: AudioContext;
  node: AudioWorkletNode;
  sink: string;
  microphone?: Microphone | undefined;
}
interface Microphone {
  stream: MediaStream;
  source: MediaStreamAudioSourceNode;
  id: string;
  group: string;
  processing: string;
}

export function createAudioEngine(events: AudioEngineEvents): AudioEngine {
  let graph: Graph | undefined;
  let choice: Settings;
  /** Counts starts and stops, so that a slow permission question cannot revive a call that is over. */
  let generation = 0;
  let frames = 0;
  let loudest = 0;
  let loudestPlayed = 0;
  const problems: AudioProblems = { microphone: '', speaker: '', sound: '' };
  const followMicrophone = oneAtATime(takeMicrophone);
  const followSpeaker = oneAtATime(takeSpeaker);

  function tell<Part extends keyof AudioProblems>(part: Part, problem: AudioProblems[Part]): void {
    if (problems[part] === problem) return;
    problems[part] = problem;
    events.problem(part, problem);
  }

  function captured(samples: Int16Array): void {
    events.frame(samples);
    loudest = Math.max(loudest, peak(samples));
    if (++frames % FRAMES_PER_LEVEL !== 0) return;
    events.levels(loudest, loudestPlayed);
    loudest = 0;
    loudestPlayed = 0;
  }

  async function start(sampleRateHz: number, next: Settings): Promise<void> {
    choice = next;
    if (graph) return post(graph, { sampleRateHz });
    const mine = ++generation;
    const context = new AudioContext({ latencyHint: 'interactive' });
    try {
      await context.audioWorklet.addModule(workletUrl);
    } catch {
      tell('sound', 'audioFailed');
      return context.close();
    }
    if (mine !== generation) return context.close();
    const processorOptions: WorkletOptions = { sampleRateHz };
    const node = new AudioWorkletNode(context, 'rung-audio', { outputChannelCount: [1], processorOptions });
    node.port.onmessage = (event: MessageEvent<Int16Array>) => captured(event.data);
    node.connect(context.destination);
    graph = { context, node, sink: 'default' };
    watchContext(graph);
    await Promise.all([followSpeaker(), followMicrophone()]);
  }

  function watchContext(of: Graph): void {
    const { context } = of;
    const look = (): void => {
      if (graph === of) tell('sound', context.state === 'running' ? '' : 'audioAsleep');
    };
    context.onstatechange = look;
    // The loudspeaker went away under the context, or could not be opened.
    context.addEventListener('error', () => {
      of.sink = '';
      void followSpeaker();
    });
    void context.resume();
    setTimeout(look, ASLEEP_AFTER_MS);
  }

  async function takeSpeaker(): Promise<void> {
    const to = graph;
    const { id, isMissing } = resolveDevice(wishFor(choice, 'speaker'), 'audiooutput', await listDevices());
    if (!to || graph !== to) return;
    const isSet = to.sink === id || (await setSink(to.context, id));
    to.sink = isSet ? id : 'default';
    if (graph === to) tell('speaker', isSet && !isMissing ? '' : 'speakerGone');
  }

  async function takeMicrophone(): Promise<void> {
    const to = graph;
    const wanted = resolveDevice(wishFor(choice, 'microphone'), 'audioinput', await listDevices());
    if (!to || graph !== to) return;
    const processing = processingKey(choice);
    if (to.microphone && isAsWanted(to.microphone, wanted, processing)) return tellMicrophone(to.microphone.id, wanted.isMissing);
    const opened = await openMicrophone(wanted.id, choice);
    if (graph !== to) return opened.stream && stopStream(opened.stream);
    closeMicrophone(to);
    if (opened.stream) connect(to, { stream: opened.stream, id: opened.id, group: wanted.group, processing });
    tell('microphone', opened.problem ?? (wanted.isMissing ? 'microphoneGone' : ''));
    if (wanted.isUnsure && opened.stream) await lookAgain(to);
  }

  /** Now that names are told, the chosen one may be there under another id. */
  async function lookAgain(to: Graph): Promise<void> {
    const { isUnsure, id } = resolveDevice(wishFor(choice, 'microphone'), 'audioinput', await listDevices());
    if (graph === to && !isUnsure && id !== to.microphone?.id) void followMicrophone();
    void followSpeaker();
  }

  function tellMicrophone(id: string, isMissing: boolean): void {
    tell('microphone', isMissing && id === 'default' ? 'microphoneGone' : '');
  }

  function connect(to: Graph, opened: Omit<Microphone, 'source'>): void {
    const source = to.context.createMediaStreamSource(opened.stream);
    source.connect(to.node);
    to.microphone = { ...opened, source };
    opened.stream.getAudioTracks()[0]?.addEventListener('ended', () => {
      if (to.microphone?.stream === opened.stream) void followMicrophone();
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
    for (const part of ['microphone', 'speaker', 'sound'] as const) tell(part, '');
    await old.context.close();
  }

  return {
    start,
    stop,
    async apply(next) {
      choice = next;
      if (graph) await Promise.all([followSpeaker(), followMicrophone()]);
    },
    wake() {
      if (graph && graph.context.state !== 'running') void graph.context.resume();
    },
    play(frame) {
      if (!graph) return;
      loudestPlayed = Math.max(loudestPlayed, peak(frame));
      post(graph, frame);
    },
  };
}

function post({ node }: Graph, message: ToWorklet): void {
  node.port.postMessage(message, message instanceof Int16Array ? [message.buffer] : []);
}

/** The switches take effect only when a microphone is opened. */
function processingKey({ echoCancellation, noiseSuppression, autoGainControl }: Processing): string {
  return [echoCancellation, noiseSuppression, autoGainControl].join();
}

function isAsWanted(microphone: Microphone, wanted: { id: string; group: string }, processing: string): boolean {
  const isLive = microphone.stream.getAudioTracks().some((track) => track.readyState === 'live');
  if (!isLive || microphone.id !== wanted.id || microphone.processing !== processing) return false;
  const isSameGroup = microphone.group === '' || microphone.group === wanted.group;
  // Unknown until names are told.
  microphone.group ||= wanted.group;
  return isSameGroup;
}

/** Devices come and go in bursts: while one look is going on, any number of wishes is one further look after it. */
function oneAtATime(run: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  let isWaiting = false;
  return () => {
    if (isWaiting) return last;
    isWaiting = true;
    last = last.catch(() => undefined).then(() => {
      isWaiting = false;
      return run();
    });
    return last;
  };
}

function closeMicrophone(graph: Graph): void {
  if (!graph.microphone) return;
  const { source, stream } = graph.microphone;
  graph.microphone = undefined;
  source.disconnect();
  stopStream(stream);
}
