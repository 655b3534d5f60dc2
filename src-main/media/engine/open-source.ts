import type { RungError } from '../../../src-shared/errors.ts';
import { ok } from '../../../src-shared/result.ts';
import type { Result } from '../../../src-shared/result.ts';
import type { AudioSource } from '../engine-port.ts';
import type { FrameSource } from '../sources.ts';
import { createToneSource, createWavSource, deviceSource, echoSource, silenceSource } from '../sources.ts';
import { openWav } from './wav-files.ts';

/** Error: `wav-unreadable`. */
export async function openSource(source: AudioSource): Promise<Result<FrameSource, RungError>> {
  switch (source.kind) {
    case 'device':
      return ok(deviceSource);
    case 'silence':
      return ok(silenceSource);
    case 'echo':
      return ok(echoSource);
    case 'tone':
      return ok(createToneSource(source.frequencyHz, source.level));
    case 'wav': {
      const audio = await openWav(source.path);
      return audio.ok ? ok(createWavSource(audio.value, source.loop)) : audio;
    }
  }
}
