/** Runs on the audio thread, at the card's pace and rate: microphone blocks to frames for the core, the core's frames to loudspeaker
 *  blocks. Built as a file of its own. */
import { createElasticBuffer } from '../../src-shared/audio/elastic-buffer.ts';
import { createFramer } from './framer.ts';
import type { ToWorklet, WorkletOptions } from './worklet-messages.ts';

/** The audio thread's globals, which TypeScript's DOM library leaves out. */
declare const sampleRate: number;
declare function registerProcessor(name: string, processor: unknown): void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

const FRAMES_PER_SECOND = 50;

class RungAudioProcessor extends AudioWorkletProcessor {
  coreHz;
  playback;
  capture;
  readonly silence = new Float32Array(128);

  constructor({ processorOptions }: { processorOptions: WorkletOptions }) {
    super();
    this.coreHz = processorOptions.sampleRateHz;
    this.playback = this.playbackAt(this.coreHz);
    this.capture = this.captureAt(this.coreHz);
    this.port.onmessage = ({ data }: MessageEvent<ToWorklet>) => {
      if (data instanceof Int16Array) return this.play(data);
      this.coreHz = data.sampleRateHz;
      this.playback = this.playbackAt(this.coreHz);
      this.capture = this.captureAt(this.coreHz);
    };
  }

  /** A frame of the rate before may still come after the change. */
  play(frame: Int16Array): void {
    if (frame.length === this.coreHz / FRAMES_PER_SECOND) this.playback.write(frame);
  }

  playbackAt(coreHz: number): ReturnType<typeof createElasticBuffer> {
    return createElasticBuffer(coreHz, sampleRate);
  }

  captureAt(coreHz: number): ReturnType<typeof createFramer> {
    return createFramer(sampleRate, coreHz, (frame) => this.port.postMessage(frame, [frame.buffer]));
  }

  /** Without a microphone the input is empty: then silence is captured, so that meters and clocks go on. */
  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0];
    if (output) this.playback.read(output);
    this.capture(inputs[0]?.[0] ?? this.silence);
    return true;
  }
}

registerProcessor('rung-audio', RungAudioProcessor);
