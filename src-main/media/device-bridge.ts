/** Between a session's sound path and the sound card, whose rates may differ: several calls share one card. */
import { frameSamples, rateOfFrame } from './frame.ts';
import { mixInto } from './mixer.ts';
import type { StreamResampler } from './stream-resampler.ts';
import { createStreamResampler } from './stream-resampler.ts';

export interface DeviceBridge {
  /** The microphone's frame at the session's rate; valid until the next call. */
  fromDevice(captured: Int16Array): Int16Array;
  /** Adds the session's frame to what the person hears. */
  toDevice(frame: Int16Array, ear: Int16Array): void;
}

export function createDeviceBridge(sampleRateHz: number): DeviceBridge {
  const said = new Int16Array(frameSamples(sampleRateHz));
  let deviceRateHz = sampleRateHz;
  let down: StreamResampler | undefined;
  let up: StreamResampler | undefined;
  let heard = new Int16Array(0);

  function meet(rateHz: number): void {
    if (rateHz === deviceRateHz) return;
    deviceRateHz = rateHz;
    const differs = rateHz !== sampleRateHz;
    down = differs ? createStreamResampler(rateHz, sampleRateHz) : undefined;
    up = differs ? createStreamResampler(sampleRateHz, rateHz) : undefined;
    heard = new Int16Array(frameSamples(rateHz));
  }

  return {
    fromDevice(captured) {
      meet(rateOfFrame(captured));
      if (!down) return captured;
      down.process(captured, said);
      return said;
    },
    toDevice(frame, ear) {
      meet(rateOfFrame(ear));
      if (!up) return mixInto(ear, frame);
      up.process(frame, heard);
      mixInto(ear, heard);
    },
  };
}
