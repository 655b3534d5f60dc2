/** Hears what the page plays: every AudioNode that is connected to a context's destination is also recorded. */
import { writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

interface Recorder {
  chunks: Float32Array[];
  sampleRate: number;
}

/** Before the call: taps the audio graph of the page. */
export async function recordSpeaker(page: Page): Promise<void> {
  await page.evaluate(() => {
    const recorder: Recorder = { chunks: [], sampleRate: 0 };
    (globalThis as { speaker?: Recorder }).speaker = recorder;
    const connect = AudioNode.prototype.connect;
    AudioNode.prototype.connect = function (this: AudioNode, ...args: unknown[]) {
      const target = args[0];
      const result = (connect as (...given: unknown[]) => AudioNode).apply(this, args);
      if (target instanceof AudioDestinationNode) tap(this);
      return result;
    } as typeof connect;

    function tap(node: AudioNode): void {
      const context = node.context as AudioContext;
      const processor = context.createScriptProcessor(1024, 1, 1);
      recorder.sampleRate = context.sampleRate;
      processor.onaudioprocess = (event) => recorder.chunks.push(event.inputBuffer.getChannelData(0).slice());
      node.connect(processor);
      (connect as (...given: unknown[]) => AudioNode).call(processor, context.destination);
    }
  });
}

/** After the call: what was played, as a mono 16-bit WAV. */
export async function savedRecording(page: Page, path: string): Promise<void> {
  const { samples, sampleRate } = await page.evaluate(() => {
    const recorder = (globalThis as { speaker?: Recorder }).speaker;
    const samples = (recorder?.chunks ?? []).flatMap((chunk) => Array.from(chunk, (value) => Math.round(Math.max(-1, Math.min(1, value)) * 32_767)));
    return { samples, sampleRate: recorder?.sampleRate ?? 0 };
  });
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.length * 2, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.length * 2, 40);
  writeFileSync(path, Buffer.concat([header, Buffer.from(Int16Array.from(samples).buffer)]));
}
