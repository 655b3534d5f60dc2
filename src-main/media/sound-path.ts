/** The sample rate of a session's sound, and whatever depends on it. */
import type { DeviceBridge } from './device-bridge.ts';
import { createDeviceBridge } from './device-bridge.ts';
import { frameSamples } from './frame.ts';
import type { InbandDetector } from './inband-detector.ts';
import { createInbandDetector } from './inband-detector.ts';
import type { InbandDtmf } from './inband-dtmf.ts';
import { createInbandDtmf } from './inband-dtmf.ts';
import type { SourceInput } from './sources.ts';

export interface SoundPath {
  sampleRateHz: number;
  /** What the peer says in this tick, and what we say. */
  heard: Int16Array;
  frame: Int16Array;
  /** Silence, never written to. */
  nothing: Int16Array;
  bridge: DeviceBridge;
  inbandDtmf: InbandDtmf;
  detector: InbandDetector;
  /** Filled in each tick. */
  input: SourceInput;
}

export function createSoundPath(sampleRateHz: number): SoundPath {
  const silence = (): Int16Array => new Int16Array(frameSamples(sampleRateHz));
  const nothing = silence();
  return {
    sampleRateHz,
    heard: silence(),
    frame: silence(),
    nothing,
    bridge: createDeviceBridge(sampleRateHz),
    inbandDtmf: createInbandDtmf(sampleRateHz),
    detector: createInbandDetector(sampleRateHz),
    input: { captured: nothing, heard: nothing },
  };
}
