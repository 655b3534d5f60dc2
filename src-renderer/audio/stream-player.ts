/** Plays one decoded stream at a time through the chosen loudspeaker. */
import type { StreamSound } from '../../src-shared/capture/stream-sound.ts';
import type { DeviceWish } from './devices.ts';
import { followSink } from './sink.ts';

export interface Playing {
  durationMs: number;
  positionMs(): number;
  /** `onEnd` is not told of this. */
  stop(): void;
}

/** Resolves when it sounds; rejects where there is no loudspeaker. */
export async function playSound({ pcm, sampleRateHz }: StreamSound, speaker: DeviceWish, onEnd: () => void): Promise<Playing> {
  const context = new AudioContext();
  await followSink(context, speaker);
  await context.resume();
  const buffer = context.createBuffer(1, Math.max(1, pcm.length), sampleRateHz);
  buffer.copyToChannel(Float32Array.from(pcm, (sample) => sample / 32_768), 0);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(context.destination);
  const startedAtS = context.currentTime;
  let isOver = false;
  source.onended = () => {
    end();
    onEnd();
  };
  source.start();

  function end(): void {
    if (!isOver) void context.close();
    isOver = true;
  }

  return {
    durationMs: buffer.duration * 1000,
    positionMs: () => Math.min(buffer.duration, context.currentTime - startedAtS) * 1000,
    stop() {
      source.onended = null;
      if (!isOver) source.stop();
      end();
    },
  };
}
