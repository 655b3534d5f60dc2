/** A joined session in the engine's beat: all its sources as one sound, to the ear and to recordings. */
import type { Clock, Endpoint } from '../../ports.ts';
import { createDeviceBridge } from '../device-bridge.ts';
import type { BeatMember } from '../beat-member.ts';
import { frameSamples } from '../frame.ts';
import { createGain } from '../gain.ts';
import type { GroupEvent, GroupMedium, GroupSource } from '../group-port.ts';
import type { Recorder } from '../recorder.ts';
import type { GroupReceiver } from './receiver.ts';
import { createGroupReceiver } from './receiver.ts';
import type { Source } from './source.ts';

export interface GroupStream extends BeatMember {
  receive(medium: number, bytes: Uint8Array, from: Endpoint): void;
  setHeard(on: boolean): void;
  mute(medium: number, ssrc: number, muted: boolean): void;
  addRecorder(recorder: Recorder): void;
  /** Hands over what it still holds. */
  removeRecorder(recorder: Recorder): void;
  close(): void;
}

export interface GroupStreamOptions {
  clock: Clock;
  media: readonly GroupMedium[];
  sampleRateHz: number;
  onEvent: (event: GroupEvent) => void;
}

const FIGURES_TICKS = 25;

export function createGroupStream({ clock, media, sampleRateHz, onEvent }: GroupStreamOptions): GroupStream {
  const receivers = media.map(createGroupReceiver);
  const silence = (): Int16Array => new Int16Array(frameSamples(sampleRateHz));
  const nothing = silence();
  const heard = silence();
  const voice = silence();
  const sum = new Int32Array(nothing.length);
  const limiter = createGain();
  const bridge = createDeviceBridge(sampleRateHz);
  const recorders = new Set<Recorder>();
  let isHeard = false;
  let ticks = 0;

  function mix(dueMs: number): void {
    let voices = 0;
    for (const { sources } of receivers) {
      for (const source of sources.all.values()) {
        source.play(voice, dueMs);
        if (source.isMuted) continue;
        if (voices++ === 0) sum.fill(0);
        for (let i = 0; i < sum.length; i++) sum[i]! += voice[i]!;
      }
    }
    if (voices === 0) heard.fill(0);
    else limiter.limit(sum, heard);
  }

  function tellFigures(): void {
    ticks++;
    if (ticks % FIGURES_TICKS !== 0) return;
    const sources = receivers.flatMap((receiver, medium) => figuresOf(receiver, medium, clock.nowMs()));
    onEvent({ kind: 'figures', figures: { sources, packets: receivers.map(({ packets }) => packets) } });
  }

  return {
    sampleRateHz: () => sampleRateHz,
    usesDevice: () => isHeard,
    needsHalfTicks: () => false,
    receive: (medium, bytes, from) => receivers[medium]?.receive(bytes, from, clock.nowMs()),
    setHeard: (on) => void (isHeard = on),
    mute(medium, ssrc, muted) {
      const source = receivers[medium]?.sources.all.get(ssrc);
      if (source) source.isMuted = muted;
    },
    addRecorder: (recorder) => void recorders.add(recorder),
    removeRecorder(recorder) {
      if (recorders.delete(recorder)) recorder.finish();
    },
    hear(dueMs, ear) {
      mix(dueMs);
      if (isHeard) bridge.toDevice(heard, ear);
    },
    speak() {
      for (const recorder of recorders) recorder.tick(nothing, heard);
      tellFigures();
    },
    halfTick() {},
    skip(count) {
      for (const recorder of recorders) recorder.skip(count);
    },
    close() {
      for (const recorder of recorders) recorder.finish();
      recorders.clear();
      for (const { sources } of receivers) sources.close();
    },
  };
}

function figuresOf({ sources }: GroupReceiver, medium: number, nowMs: number): GroupSource[] {
  return Array.from(sources.all.values(), (source) => sourceFigures(source, medium, nowMs));
}

function sourceFigures(source: Source, medium: number, nowMs: number): GroupSource {
  const { ssrc, address, received: packets, lost, jitterMs, peak: level, isMuted, coding } = source;
  source.peak = 0;
  return { ssrc, medium, address, codec: coding.codec, packets, lost, jitterMs, level, isMuted, silentForMs: nowMs - source.lastPacketAtMs };
}
