/** Sound between the media engine and an AudioPort, which may live in different threads: two rings of samples. */
import type { AudioPort } from '../../ports.ts';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '../frame.ts';
import type { SampleRingMemory } from '../sample-ring.ts';
import { allocateRing, openRing } from '../sample-ring.ts';

export interface DeviceMemory {
  captured: SampleRingMemory;
  played: SampleRingMemory;
}

/** About a second, a power of two. */
const RING_SAMPLES = 8192;

export function allocateDevice(shared: boolean): DeviceMemory {
  return { captured: allocateRing(RING_SAMPLES, shared), played: allocateRing(RING_SAMPLES, shared) };
}

/** The engine's end. */
export interface EngineDevice {
  /** Does any session use it? */
  setWanted(wanted: boolean): void;
  /** The microphone's next frame; silence where it is late. */
  capture(into: Int16Array): void;
  play(frame: Int16Array): void;
}

/** So much captured sound is a backlog (a stalled thread), not a reserve. */
const BACKLOG_SAMPLES = 10 * FRAME_SAMPLES;
/** A reserve that is never touched for so long is delay for nothing: the microphone's clock is faster than ours. */
const RESERVE_TICKS = 500;

export function createEngineDevice(memory: DeviceMemory, onWanted: (wanted: boolean) => void, onPlayed: () => void): EngineDevice {
  const captured = openRing(memory.captured);
  const played = openRing(memory.played);
  let wanted = false;
  let leastReserve = Infinity;
  let ticks = 0;

  /** A microphone slower than our clock runs dry now and then: one frame of silence, which becomes the reserve. A faster one builds
   *  up a reserve that nobody needs: one frame is dropped. */
  function trim(): void {
    if (captured.length > BACKLOG_SAMPLES) captured.skip(captured.length - FRAME_SAMPLES);
    leastReserve = Math.min(leastReserve, captured.length);
    ticks++;
    if (ticks < RESERVE_TICKS) return;
    if (leastReserve >= FRAME_SAMPLES) captured.skip(FRAME_SAMPLES);
    leastReserve = Infinity;
    ticks = 0;
  }

  return {
    setWanted(next) {
      if (next === wanted) return;
      wanted = next;
      captured.skip(captured.length);
      onWanted(wanted);
    },
    capture(into) {
      if (!captured.read(into)) into.fill(0);
      trim();
    },
    play(frame) {
      if (played.write(frame)) onPlayed();
    },
  };
}

/** The AudioPort's end. */
export interface PortSide {
  attach(port: AudioPort | null): void;
  setWanted(wanted: boolean): void;
  /** Hands what the engine has played to the port. */
  drain(): void;
}

export function createPortSide(memory: DeviceMemory): PortSide {
  const captured = openRing(memory.captured);
  const played = openRing(memory.played);
  let port: AudioPort | null = null;
  let wanted = false;

  return {
    attach(next) {
      if (port && wanted) port.want(null);
      if (port) port.onCapture = () => {};
      port = next;
      if (!port) return;
      port.onCapture = (frame) => void captured.write(frame);
      if (wanted) port.want(SAMPLE_RATE_HZ);
    },
    setWanted(next) {
      wanted = next;
      port?.want(wanted ? SAMPLE_RATE_HZ : null);
    },
    drain() {
      if (played.length > BACKLOG_SAMPLES) played.skip(played.length - FRAME_SAMPLES);
      for (;;) {
        const frame = new Int16Array(FRAME_SAMPLES);
        if (!played.read(frame)) return;
        port?.play(frame);
      }
    },
  };
}
