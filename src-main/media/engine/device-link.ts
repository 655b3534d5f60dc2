/** Sound between the media engine and an AudioPort, which may live in different threads: two rings of samples. */
import type { ElasticBuffer } from '../../../src-shared/audio/elastic-buffer.ts';
import { createElasticBuffer } from '../../../src-shared/audio/elastic-buffer.ts';
import { toInt16 } from '../../../src-shared/audio/int16.ts';
import type { AudioPort } from '../../ports.ts';
import { frameSamples } from '../frame.ts';
import type { SampleRingMemory } from '../sample-ring.ts';
import { allocateRing, openRing } from '../sample-ring.ts';

export interface DeviceMemory {
  captured: SampleRingMemory;
  /** One double: when that was written to last, by the clock of both ends. */
  capturedAt: SampleRingMemory;
  played: SampleRingMemory;
}

/** Monotonic milliseconds that both ends count alike. */
export type NowMs = () => number;

/** More than a second at 48 kHz, a power of two. */
const RING_SAMPLES = 65_536;

export function allocateDevice(shared: boolean): DeviceMemory {
  const capturedAt = shared ? new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT) : new ArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  return { captured: allocateRing(RING_SAMPLES, shared), capturedAt, played: allocateRing(RING_SAMPLES, shared) };
}

/** The engine's end. */
export interface EngineDevice {
  /** The rate that the sessions which use it need; null: none does. */
  want(sampleRateHz: number | null): void;
  /** The microphone's next frame, at that rate; silence when nothing comes from it. */
  capture(into: Int16Array): void;
  play(frame: Int16Array): void;
}

/** So much played sound is a backlog of a stalled thread. */
const BACKLOG_FRAMES = 10;
/** What a port captures comes in frames of 5 ms, or of several such. */
const CAPTURES_PER_SECOND = 200;

/** What holds captured sound until the engine's beat, which is another clock than the port's. */
interface Microphone {
  buffer: ElasticBuffer;
  piece: Int16Array;
  samples: Float32Array;
}

function createMicrophone(sampleRateHz: number): Microphone {
  return {
    buffer: createElasticBuffer(sampleRateHz, sampleRateHz),
    piece: new Int16Array(sampleRateHz / CAPTURES_PER_SECOND),
    samples: new Float32Array(frameSamples(sampleRateHz)),
  };
}

export interface EngineDeviceEvents {
  onWanted(sampleRateHz: number | null): void;
  /** There is new sound in the ring. */
  onPlayed(): void;
}

export function createEngineDevice(memory: DeviceMemory, nowMs: NowMs, { onWanted, onPlayed }: EngineDeviceEvents): EngineDevice {
  const captured = openRing(memory.captured);
  const capturedAtMs = new Float64Array(memory.capturedAt);
  const played = openRing(memory.played);
  let wantedHz: number | null = null;
  let microphone: Microphone | undefined;

  return {
    want(sampleRateHz) {
      if (sampleRateHz === wantedHz) return;
      wantedHz = sampleRateHz;
      microphone = wantedHz === null ? undefined : createMicrophone(wantedHz);
      captured.skip(captured.length);
      onWanted(wantedHz);
    },
    capture(into) {
      if (!microphone) return void into.fill(0);
      const { buffer, piece, samples } = microphone;
      while (captured.read(piece)) buffer.write(piece);
      buffer.read(samples, Math.max(0, nowMs() - capturedAtMs[0]!));
      toInt16(samples, into);
    },
    play(frame) {
      if (played.write(frame)) onPlayed();
    },
  };
}

/** A port that changes its rate may still deliver a frame of the one before. */
function isOfRate(frame: Int16Array, sampleRateHz: number): boolean {
  return frame.length === sampleRateHz / CAPTURES_PER_SECOND || frame.length === frameSamples(sampleRateHz);
}

/** The AudioPort's end. */
export interface PortSide {
  attach(port: AudioPort | null): void;
  want(sampleRateHz: number | null): void;
  /** Hands what the engine has played to the port. */
  drain(): void;
}

export function createPortSide(memory: DeviceMemory, nowMs: NowMs): PortSide {
  const captured = openRing(memory.captured);
  const capturedAtMs = new Float64Array(memory.capturedAt);
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
        if (wantedHz === null || !isOfRate(frame, wantedHz)) return;
        captured.write(frame);
        capturedAtMs[0] = nowMs();
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
