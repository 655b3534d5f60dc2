/** Runs on the audio thread: microphone blocks to 20 ms frames, frames to loudspeaker blocks. Built as a file of its own. */
import { createFramer, createPlaybackRing } from './playback-ring.ts';

/** The audio thread's globals, which TypeScript's DOM library leaves out. */
declare const sampleRate: number;
declare function registerProcessor(name: string, processor: unknown): void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

const FRAMES_PER_SECOND = 50;

class RungAudioProcessor extends AudioWorkletProcessor {
  readonly ring = createPlaybackRing(Math.round(sampleRate / FRAMES_PER_SECOND));
  readonly capture = createFramer(Math.round(sampleRate / FRAMES_PER_SECOND), (frame) => {
    this.port.postMessage(frame, [frame.buffer]);
  });
  readonly silence = new Float32Array(128);

  constructor() {
    super();
    this.port.onmessage = (event: MessageEvent<Int16Array>) => this.ring.push(event.data);
  }

  /** Without a microphone the input is empty: then silence is captured, so that the call's packets keep their pace. */
  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0];
    if (output) this.ring.pull(output);
    this.capture(inputs[0]?.[0] ?? this.silence);
    return true;
  }
}

registerProcessor('rung-audio', RungAudioProcessor);
