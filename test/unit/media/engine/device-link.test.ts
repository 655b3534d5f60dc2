import { describe, expect, it } from 'vitest';
import type { EngineDevice, PortSide } from '../../../../src-main/media/engine/device-link.ts';
import { allocateDevice, createEngineDevice, createPortSide } from '../../../../src-main/media/engine/device-link.ts';
import type { FakePort } from './laboratory.ts';
import { createFakePort } from './laboratory.ts';

const frame = (value: number): Int16Array => new Int16Array(160).fill(value);

function setUp(): { device: EngineDevice; side: PortSide; port: FakePort; capture: () => number } {
  const memory = allocateDevice(true);
  const side = createPortSide(memory);
  const device = createEngineDevice(memory, side.want, side.drain);
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
    port.onCapture(frame(1));
    expect(capture()).toBe(1);
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
    port.onCapture(new Int16Array(960).fill(5));
    expect(capture()).toBe(0);
    port.onCapture(frame(1));
    expect(capture()).toBe(1);
  });

  it('a late microphone frame is silence for 20 ms, not for longer', () => {
    const { device, port, capture } = setUp();
    device.want(8000);
    port.onCapture(frame(1));
    expect([capture(), capture()]).toEqual([1, 0]);
    port.onCapture(frame(2));
    port.onCapture(frame(3));
    expect([capture(), capture()]).toEqual([2, 3]);
  });

  it('a microphone with a faster clock adds no growing delay', () => {
    const { device, port, capture } = setUp();
    device.want(8000);
    let captured = 0;
    let delay = 0;
    // One frame in 1000 too many: a thousand ppm, more than any real one.
    for (let tick = 0; tick < 50_000; tick++) {
      for (let n = 0; n < (tick % 1000 === 0 ? 2 : 1); n++) port.onCapture(frame(++captured % 30_000));
      delay = (captured - capture()) % 30_000;
    }
    expect(delay).toBeLessThanOrEqual(2);
  });

  it('a backlog after a stall is dropped on both sides', () => {
    const { device, port, capture } = setUp();
    device.want(8000);
    for (let n = 1; n <= 40; n++) port.onCapture(frame(n));
    capture();
    expect(capture()).toBe(40);

    const late = createFakePort();
    const memory = allocateDevice(true);
    const stalled = createEngineDevice(memory, () => {}, () => {});
    const stalledSide = createPortSide(memory);
    stalledSide.attach(late);
    stalledSide.want(8000);
    for (let n = 1; n <= 40; n++) stalled.play(frame(n));
    stalledSide.drain();
    expect(late.frames.map(([first]) => first)).toEqual([40]);
  });
});
