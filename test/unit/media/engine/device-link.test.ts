import { describe, expect, it } from 'vitest';
import type { EngineDevice, PortSide } from '../../../../src-main/media/engine/device-link.ts';
import { allocateDevice, createEngineDevice, createPortSide } from '../../../../src-main/media/engine/device-link.ts';
import type { FakePort } from './laboratory.ts';
import { createFakePort } from './laboratory.ts';

const frame = (value: number): Int16Array => new Int16Array(160).fill(value);

function setUp(): { device: EngineDevice; side: PortSide; port: FakePort; capture: () => number } {
  const memory = allocateDevice(true);
  const side = createPortSide(memory, () => 0);
  const device = createEngineDevice(memory, () => 0, { onWanted: side.want, onPlayed: side.drain });
  const port = createFakePort();
  side.attach(port);
  const into = new Int16Array(160);
  const capture = (): number => {
    device.capture(into.fill(-1));
    return into[0]!;
  };
  return { device, side, port, capture };
}

describe('the sound card behind the rings', () => {
  it('carries frames both ways, in order', () => {
    const { device, port, capture } = setUp();
    device.want(8000);
    const heard = [1, 2, 3, 4, 5].map((value) => {
      port.onCapture(frame(value));
      return capture();
    });
    // What is kept for a late frame is 8 ms.
    expect(heard).toEqual([0, 1, 2, 3, 4]);
    device.play(frame(7));
    device.play(frame(8));
    expect(port.frames.map(([first]) => first)).toEqual([7, 8]);
  });

  it('asks for the device once, and gives it back; what it had captured before is not played later', () => {
    const { device, port, capture } = setUp();
    device.want(8000);
    device.want(8000);
    port.onCapture(frame(1));
    device.want(null);
    device.want(8000);
    expect(port.wanted).toEqual([8000, null, 8000]);
    expect(capture()).toBe(0);
  });

  it('a port that comes later is told what is wanted, one that goes is told to stop', () => {
    const { device, side, port } = setUp();
    device.want(8000);
    const other = createFakePort();
    side.attach(other);
    expect(port.wanted).toEqual([8000, null]);
    expect(other.wanted).toEqual([8000]);
    side.attach(null);
    device.play(frame(1));
    expect(other.wanted).toEqual([8000, null]);
    expect(other.frames).toEqual([]);
  });

  it('goes over to another rate, and takes no frame of the one before', () => {
    const { device, port, capture } = setUp();
    device.want(48_000);
    device.want(8000);
    expect(port.wanted).toEqual([48_000, 8000]);
    for (let n = 0; n < 5; n++) {
      port.onCapture(new Int16Array(960).fill(5));
      expect(capture()).toBe(0);
    }
    port.onCapture(frame(1));
    capture();
    port.onCapture(frame(1));
    expect(capture()).toBe(1);
  });

  it('takes frames of 5 ms, of which one in twelve comes after the beat that it was for', () => {
    const { device, port, capture } = setUp();
    device.want(8000);
    const heard = Array.from({ length: 60 }, (_, tick) => {
      const pieces = tick === 0 ? 4 : [5, 4, 3][tick % 3]!;
      for (let n = 0; n < pieces; n++) port.onCapture(new Int16Array(40).fill(7));
      return capture();
    });
    expect(heard.slice(1)).toEqual(new Array(59).fill(7));
  });

  it('a microphone that falls silent is silence, and is heard again when it comes back', () => {
    const { device, port, capture } = setUp();
    device.want(8000);
    const talk = (): number[] => Array.from({ length: 8 }, () => {
      port.onCapture(frame(900));
      return capture();
    });
    talk();
    expect([capture(), capture(), capture()].at(-1)).toBe(0);
    expect(talk().at(-1)).toBe(900);
  });

  for (const ppm of [-500, 500]) {
    it(`a microphone whose clock is ${ppm} ppm off neither gaps nor grows late in ten minutes`, () => {
      const { device, port } = setUp();
      device.want(8000);
      const into = new Int16Array(160);
      let value = 10_000;
      let captured = 0;
      const tick = (n: number): Int16Array => {
        for (; captured * 5 * (1 + ppm / 1e6) <= n * 20; captured++) port.onCapture(new Int16Array(40).fill(value));
        device.capture(into);
        return into;
      };
      let quietest = Infinity;
      let n = 0;
      for (; n < 30_000; n++) if (tick(n).length > 0 && n > 5) quietest = Math.min(quietest, into[0]!, into[80]!);
      expect(quietest).toBeGreaterThan(9_990);
      // The samples until another value comes through are the delay, the frame of 20 ms included.
      value = 20_000;
      let late = tick(n++).findIndex((sample) => sample > 15_000);
      if (late < 0) late = 160 + tick(n).findIndex((sample) => sample > 15_000);
      expect(late / 8).toBeGreaterThan(1);
      expect(late / 8).toBeLessThan(33);
    });
  }

  it('a backlog after a stall is dropped on both sides', () => {
    const { device, port, capture } = setUp();
    device.want(8000);
    for (let n = 1; n <= 40; n++) port.onCapture(frame(n));
    capture();
    port.onCapture(frame(41));
    capture();
    port.onCapture(frame(42));
    expect(capture()).toBeGreaterThanOrEqual(41);

    const late = createFakePort();
    const memory = allocateDevice(true);
    const stalled = createEngineDevice(memory, () => 0, { onWanted: () => {}, onPlayed: () => {} });
    const stalledSide = createPortSide(memory, () => 0);
    stalledSide.attach(late);
    stalledSide.want(8000);
    for (let n = 1; n <= 40; n++) stalled.play(frame(n));
    stalledSide.drain();
    expect(late.frames.map(([first]) => first)).toEqual([40]);
  });
});
