/** What the person hears of one call: the peer, louder or softer, and tones that nobody else hears. */
import type { DeviceBridge } from './device-bridge.ts';
import { INITIAL_RATE_HZ, frameSamples } from './frame.ts';
import { createGain } from './gain.ts';
import { mixInto } from './mixer.ts';
import type { SignalTone, Tone } from './tones.ts';
import { createRecordingTone, createSignalTone } from './tones.ts';

export interface Earpiece {
  useRate(sampleRateHz: number): void;
  isUsed(): boolean;
  setSink(sink: 'device' | 'none'): void;
  setGainDb(db: number): void;
  setLocalTone(tone: SignalTone | null): void;
  setRecordingTone(on: boolean): void;
  /** `heard` stays as it is. */
  play(heard: Int16Array, bridge: DeviceBridge, ear: Int16Array): void;
}

export function createEarpiece(): Earpiece {
  const gain = createGain();
  let rateHz = INITIAL_RATE_HZ;
  let sum = new Int16Array(frameSamples(rateHz));
  let extra = new Int16Array(sum.length);
  let isHeard = false;
  let signal: SignalTone | null = null;
  let tone: Tone | undefined;
  let beep: Tone | undefined;

  function setLocalTone(next: SignalTone | null): void {
    signal = next;
    tone = next ? createSignalTone(next, rateHz) : undefined;
  }

  function setRecordingTone(on: boolean): void {
    beep = on ? createRecordingTone(rateHz) : undefined;
  }

  function add(sound: Tone): void {
    sound.read(extra);
    mixInto(sum, extra);
  }

  return {
    useRate(sampleRateHz) {
      rateHz = sampleRateHz;
      sum = new Int16Array(frameSamples(rateHz));
      extra = new Int16Array(sum.length);
      setLocalTone(signal);
      setRecordingTone(beep !== undefined);
    },
    isUsed: () => isHeard || tone !== undefined,
    setSink: (sink) => void (isHeard = sink === 'device'),
    setGainDb: gain.setDb,
    setLocalTone,
    setRecordingTone,
    play(heard, bridge, ear) {
      if (!isHeard && !tone) return;
      if (isHeard) sum.set(heard);
      else sum.fill(0);
      gain.apply(sum);
      if (tone) add(tone);
      if (beep && isHeard) add(beep);
      bridge.toDevice(sum, ear);
    },
  };
}
