/** Between a session's sound path and the sound card, whose rates may differ: several calls share one card. */
import { frameSamples } from './frame.ts';
import { mixInto } from './mixer.ts';
import { createRateMatcher } from './stream-resampler.ts';

export interface DeviceBridge {
  /** The microphone's frame at the session's rate; valid until the next call. */
  fromDevice(captured: Int16Array): Int16Array;
  /** Adds the session's frame to what the person hears. */
  toDevice(frame: Int16Array, ear: Int16Array): void;
}

export function createDeviceBridge(sampleRateHz: number): DeviceBridge {
  const said = new Int16Array(frameSamples(sampleRateHz));
  const down = createRateMatcher();
  const up = createRateMatcher();
  let heard = new Int16Array(0);

  return {
    fromDevice(captured) {
      if (captured.length === said.length) return captured;
      down.process(captured, said);
      return said;
    },
    toDevice(frame, ear) {
      if (ear.length === frame.length) return mixInto(ear, frame);
      if (heard.length !== ear.length) heard = new Int16Array(ear.length);
      up.process(frame, heard);
      mixInto(ear, heard);
    },
  };
}
