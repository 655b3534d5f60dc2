/** The browser's sound in a test: devices that can be plugged and pulled, contexts and streams that only keep what was asked of them. */
import { vi } from 'vitest';

export interface FakeDevice {
  kind: 'audioinput' | 'audiooutput';
  deviceId: string;
  label: string;
  groupId?: string;
}

export interface FakeAudio {
  /** In the order of opening: id (`default` without one), and whether it still is open. */
  readonly microphones: FakeStream[];
  readonly contexts: FakeContext[];
  /** The list from now on; tells the page. What is pulled ends. */
  plug(devices: FakeDevice[]): void;
  /** What getUserMedia fails with; undefined: it works. */
  refuse(name: string | undefined): void;
  /** Names are told from now on, or no longer. */
  setNamed(named: boolean): void;
}

interface FakeStream {
  id: string;
  constraints: Record<string, unknown>;
  isOpen: boolean;
  pull(): void;
}

export interface FakeContext extends EventTarget {
  state: string;
  sink: string;
  /** What went to the worklet. */
  posted: unknown[];
  options: unknown;
  onstatechange: (() => void) | null;
  /** What was started has been played to its end. */
  endPlaying(): void;
}

const silentParameter = { setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined, exponentialRampToValueAtTime: () => undefined };

/** Stubs the globals; `vi.unstubAllGlobals()` takes them back. */
export function stubAudio(first: FakeDevice[]): FakeAudio {
  let devices = first;
  let refusal: string | undefined;
  let isNamed = true;
  const microphones: FakeStream[] = [];
  const contexts: FakeContext[] = [];

  const has = (kind: string, id: string): boolean => devices.some((device) => device.kind === kind && (id === 'default' || device.deviceId === id));
  const media = Object.assign(new EventTarget(), {
    enumerateDevices: async () => devices.map((device) => ({ groupId: '', ...device, ...(isNamed ? {} : { deviceId: '', label: '' }) })),
    async getUserMedia({ audio }: { audio: Record<string, unknown> & { deviceId?: { exact: string } } }) {
      const id = audio.deviceId?.exact ?? 'default';
      if (refusal !== undefined) throw new DOMException('no', refusal);
      if (!has('audioinput', id)) throw new DOMException('no', id === 'default' ? 'NotFoundError' : 'OverconstrainedError');
      isNamed = true;
      return openStream(id, audio);
    },
  });

  function openStream(id: string, constraints: Record<string, unknown>): unknown {
    const stream: FakeStream = { id, constraints, isOpen: true, pull };
    const track = Object.assign(new EventTarget(), { readyState: 'live', stop });
    function stop(): void {
      stream.isOpen = false;
      track.readyState = 'ended';
    }
    function pull(): void {
      stop();
      track.dispatchEvent(new Event('ended'));
    }
    microphones.push(stream);
    return { getTracks: () => [track], getAudioTracks: () => [track] };
  }

  class Context extends EventTarget implements FakeContext {
    state = 'running';
    sink = '';
    posted: unknown[] = [];
    options: unknown;
    onstatechange: (() => void) | null = null;
    destination = {};
    audioWorklet = { addModule: async () => undefined };
    constructor(options: unknown) {
      super();
      this.options = options;
      contexts.push(this);
    }
    async setSinkId(id: string): Promise<void> {
      if (id !== '' && !has('audiooutput', id)) throw new DOMException('no', 'NotFoundError');
      this.sink = id;
    }
    private ended: () => void = () => undefined;
    endPlaying = (): void => this.ended();
    createMediaStreamSource = () => ({ connect: () => undefined, disconnect: () => undefined });
    createAnalyser = () => ({ fftSize: 0, getFloatTimeDomainData: () => undefined });
    createGain = () => ({ gain: silentParameter, connect: (to: unknown) => to });
    createOscillator = () => ({ frequency: {}, connect: (to: unknown) => to, start: () => undefined, stop: () => undefined });
    decodeAudioData = async (): Promise<object> => ({});
    createBufferSource = () => {
      const source = { onended: () => undefined, connect: () => undefined, start: () => undefined };
      this.ended = () => source.onended();
      return source;
    };
    resume = async (): Promise<void> => undefined;
    close = async (): Promise<void> => void (this.state = 'closed');
  }
  class WorkletNode {
    port = { onmessage: null, postMessage: (message: unknown): void => void this.context.posted.push(message) };
    readonly context: Context;
    constructor(context: Context, _name: string, options: { processorOptions: unknown }) {
      this.context = context;
      context.posted.push(options.processorOptions);
    }
    connect(): void {}
    disconnect(): void {}
  }

  vi.stubGlobal('AudioContext', Context);
  vi.stubGlobal('AudioWorkletNode', WorkletNode);
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: media });
  return {
    microphones,
    contexts,
    plug(next) {
      devices = next;
      for (const stream of microphones) if (stream.isOpen && !has('audioinput', stream.id)) stream.pull();
      media.dispatchEvent(new Event('devicechange'));
    },
    refuse: (name) => void (refusal = name),
    setNamed: (named) => void (isNamed = named),
  };
}

export function microphone(deviceId: string, label = deviceId): FakeDevice {
  return { kind: 'audioinput', deviceId, label };
}

export function speaker(deviceId: string, label = deviceId): FakeDevice {
  return { kind: 'audiooutput', deviceId, label };
}
