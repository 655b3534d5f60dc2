/** Sound between the media engine and an AudioPort, which may live in different threads: two rings of samples. */
import type { AudioPort } from '../../ports.ts';
import { frameSamples } from '../frame.ts';
import type { SampleRingMemory } from '../sample-ring.ts';
import { allocateRing, openRing } from '../sample-ring.ts';

export interface DeviceMemory {
  captured: SampleRingMemory;
  played: SampleRingMemory;
}

/** More than a second at 48 kHz, a power of two. */
const RING_SAMPLES = 65_536;

export function allocateDevice(shared: boolean): DeviceMemory {
  return { captured: allocateRing(RING_SAMPLES, shared), played: allocateRing(RING_SAMPLES, shared) };
}

/** The engine's end. */
export interface EngineDevice {
  /** The rate that the sessions which use it need; null: none does. */
  want(sampleRateHz: number | null): void;
  /** The microphone's next frame, at that rate; silence where it is late. */
  capture(into: Int16Array): void;
  play(frame: Int16Array): void;
}

/** So much captured sound is a backlog (a stalled thread), not a reserve. */
const BACKLOG_FRAMES = 10;
/** A reserve that is never touched for so long is delay for nothing: the microphone's clock is faster than ours. */
const RESERVE_TICKS = 500;

export function createEngineDevice(memory: DeviceMemory, onWanted: (sampleRateHz: number | null) => void, onPlayed: () => void): EngineDevice {
  const captured = openRing(memory.captured);
  const played = openRing(memory.played);
  let wantedHz: number | null = null;
  let leastReserve = Infinity;
  let ticks = 0;

  /** A microphone slower than our clock runs dry now and then: one frame of silence, which becomes the reserve. A faster one builds
   *  up a reserve that nobody needs: one frame is dropped. */
  function trim(frameLength: number): void {
    if (captured.length > BACKLOG_FRAMES * frameLength) captured.skip(captured.length - frameLength);
    leastReserve = Math.min(leastReserve, captured.length);
    ticks++;
    if (ticks < RESERVE_TICKS) return;
    if (leastReserve >= frameLength) captured.skip(frameLength);
    leastReserve = Infinity;
    ticks = 0;
  }

  return {
    want(sampleRateHz) {
      if (sampleRateHz === wantedHz) return;
      wantedHz = sampleRateHz;
      captured.skip(captured.length);
      onWanted(wantedHz);
    },
    capture(into) {
      if (!captured.read(into)) into.fill(0);
      trim(into.length);
    },
    play(frame) {
      if (played.write(frame)) onPlayed();
    },
  };
}

/** The AudioPort's end. */
export interface PortSide {
  attach(port: AudioPort | null): void;
  want(sampleRateHz: number | null): void;
  /** Hands what the engine has played to the port. */
  drain(): void;
}

export function createPortSide(memory: DeviceMemory): PortSide {
  const captured = openRing(memory.captured);
  const played = openRing(memory.played);
  let port: AudioPort | null = null;
  let wantedHz: number | null = null;

  return {
    attach(next) {
      if (port && wantedHz !== null) port.want(null);
      if (port) port.onCapture = () => {};
      port = next;
      if (!port) return;
      port.onCapture = (frame) => {
        // A port that changes its rate may still deliver a frame of the one before.
        if (wantedHz !== null && frame.length === frameSamples(wantedHz)) captured.write(frame);
      };
      if (wantedHz !== null) port.want(wantedHz);
    },
    want(sampleRateHz) {
      wantedHz = sampleRateHz;
      played.skip(played.length);
      port?.want(wantedHz);
    },
    drain() {
      if (wantedHz === null) return played.skip(played.length);
      const frameLength = frameSamples(wantedHz);
      if (played.length > BACKLOG_FRAMES * frameLength) played.skip(played.length - frameLength);
      for (;;) {
        const frame = new Int16Array(frameLength);
        if (!played.read(frame)) return;
        port?.play(frame);
      }
    },
  };
}
