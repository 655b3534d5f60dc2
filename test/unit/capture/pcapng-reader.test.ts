import { describe, expect, it } from 'vitest';
import { be16, be32, framesIn, octets, pcapOf, zeros } from './frames.ts';

/** Numbers as the section writes them, and its blocks. */
interface Section {
  u16(value: number): number[];
  u32(value: number): number[];
  u64(value: number): number[];
  block(type: number, ...body: (number[] | Uint8Array)[]): Uint8Array;
}

function section(little: boolean): Section {
  const ordered = (bytes: number[]): number[] => (little ? bytes.reverse() : bytes);
  const u16 = (value: number): number[] => ordered(be16(value));
  const u32 = (value: number): number[] => ordered(be32(value));
  const u64 = (value: number): number[] => ordered([...be32(0), ...be32(value)]);
  const block = (type: number, ...body: (number[] | Uint8Array)[]): Uint8Array => {
    const inner = octets(...body);
    const filled = octets(inner, zeros((4 - inner.length % 4) % 4));
    return octets(u32(type), u32(12 + filled.length), filled, u32(12 + filled.length));
  };
  return { u16, u32, u64, block };
}

const header = ({ u16, u32, block }: Section): Uint8Array => block(0x0a0d0d0a, u32(0x1a2b3c4d), u16(1), u16(0), u32(0xffff_ffff), u32(0xffff_ffff));
const resolution = ({ u16 }: Section, value: number): Uint8Array => octets(u16(9), u16(1), value, 0, 0, 0);
const offset = ({ u16, u64 }: Section, seconds: number): Uint8Array => octets(u16(14), u16(8), u64(seconds));
const interfaceOf = ({ u16, u32, block }: Section, linkType: number, snap: number, ...options: Uint8Array[]): Uint8Array => block(1, u16(linkType), u16(0), u32(snap), ...options);

function enhanced({ u32, block }: Section, id: number, ticks: bigint, bytes: Uint8Array, original = bytes.length): Uint8Array {
  return block(6, u32(id), u32(Number(ticks >> 32n)), u32(Number(ticks & 0xffff_ffffn)), u32(bytes.length), u32(original), bytes);
}

const atMs = 1_795_000_000_123;
const told = (...blocks: Uint8Array[]): [number, number, number][] => framesIn(octets(...blocks)).frames.map((frame) => [frame.linkType, frame.atMs, frame.bytes.length]);

describe.each([['little', true], ['big', false]])('pcapng, %s-endian', (_name, little) => {
  const here = section(little);

  it('has times of any resolution: micro-, nano-, milliseconds, powers of two', () => {
    const ticks: [number | undefined, bigint][] = [
      [undefined, BigInt(atMs) * 1000n], [6, BigInt(atMs) * 1000n], [9, BigInt(atMs) * 1_000_000n], [3, BigInt(atMs)], [0x80 | 20, (BigInt(atMs) << 20n) / 1000n],
    ];
    for (const [exponent, count] of ticks) {
      const [frame] = framesIn(octets(header(here), interfaceOf(here, 1, 0, ...(exponent === undefined ? [] : [resolution(here, exponent)])), enhanced(here, 0, count, zeros(60)))).frames;
      expect(frame?.atMs).toBeCloseTo(atMs, 2);
    }
  });

  it('has times that count from an offset', () => {
    const options = [resolution(here, 3), offset(here, 1_795_000_000)];
    expect(told(header(here), interfaceOf(here, 101, 0, ...options), enhanced(here, 0, 123n, zeros(20)))).toEqual([[101, atMs, 20]]);
  });

  it('has several interfaces, each with link and clock of its own', () => {
    const blocks = [interfaceOf(here, 1, 0), interfaceOf(here, 113, 0, resolution(here, 9)), enhanced(here, 1, BigInt(atMs) * 1_000_000n, zeros(30)), enhanced(here, 0, BigInt(atMs) * 1000n, zeros(21)), enhanced(here, 2, 0n, zeros(9))];
    expect(told(header(here), ...blocks)).toEqual([[113, atMs, 30], [1, atMs, 21]]);
  });

  it('has simple packets, which end with the snap length and are as late as the last one', () => {
    const full = here.block(3, here.u32(20), zeros(20));
    const snapped = here.block(3, here.u32(1500), zeros(30));
    const file = octets(header(here), interfaceOf(here, 101, 30), enhanced(here, 0, BigInt(atMs) * 1000n, zeros(24)), full, snapped);
    expect(framesIn(file).frames.map((frame) => [frame.atMs, frame.bytes.length])).toEqual([[atMs, 24], [atMs, 20], [atMs, 30]]);
    expect(framesIn(file).notes).toMatchObject([{ code: 'capture-snapped', params: { count: 1 } }]);
  });

  it('has packets of the obsolete kind', () => {
    const ticks = BigInt(atMs) * 1000n;
    const old = here.block(2, here.u16(0), here.u16(7), here.u32(Number(ticks >> 32n)), here.u32(Number(ticks & 0xffff_ffffn)), here.u32(22), here.u32(22), zeros(22));
    expect(told(header(here), interfaceOf(here, 1, 0), old)).toEqual([[1, atMs, 22]]);
  });

  it('passes over blocks of other kinds: names, statistics, secrets, those of nobody', () => {
    const others = [4, 5, 10, 0x0bad, 0x8000_0001].map((type) => here.block(type, zeros(40)));
    const file = octets(header(here), interfaceOf(here, 1, 0), ...others, enhanced(here, 0, BigInt(atMs) * 1000n, zeros(60)));
    expect(framesIn(file)).toMatchObject({ frames: [{ linkType: 1, atMs }], notes: [] });
  });
});

describe('a pcapng file', () => {
  it('may have several sections: each with its byte order, and interfaces counted from 0 again', () => {
    const one = section(true);
    const two = section(false);
    expect(told(
      header(one), interfaceOf(one, 1, 0), enhanced(one, 0, BigInt(atMs) * 1000n, zeros(60)),
      header(two), enhanced(two, 0, 0n, zeros(50)), interfaceOf(two, 276, 0, resolution(two, 9)), enhanced(two, 0, BigInt(atMs) * 1_000_000n, zeros(40)),
      header(one), interfaceOf(one, 101, 0), enhanced(one, 0, BigInt(atMs) * 1000n, zeros(30)),
    )).toEqual([[1, atMs, 60], [276, atMs, 40], [101, atMs, 30]]);
  });

  it('says where it was cut off, and where it is damaged', () => {
    const here = section(true);
    const whole = octets(header(here), interfaceOf(here, 1, 0), enhanced(here, 0, BigInt(atMs) * 1000n, zeros(60)));
    const start = header(here).length + interfaceOf(here, 1, 0).length;
    expect(framesIn(whole.subarray(0, -5)).notes).toMatchObject([{ code: 'capture-cut', params: { offset: start } }]);
    expect(framesIn(octets(whole, here.u32(6), here.u32(13), zeros(40))).notes).toMatchObject([{ code: 'capture-damaged', params: { offset: whole.length } }]);
  });
});

describe('a pcap file', () => {
  it('counts the frames that were captured shorter than they were', () => {
    const { frames, notes } = framesIn(pcapOf(1, [zeros(60), zeros(90)], 20));
    expect(frames.map(({ bytes }) => bytes.length)).toEqual([40, 70]);
    expect(notes).toMatchObject([{ code: 'capture-snapped', params: { count: 2 } }]);
  });

  it('says where it was cut off', () => {
    const file = pcapOf(1, [zeros(60), zeros(90)]);
    expect(framesIn(file.subarray(0, -1)).notes).toMatchObject([{ code: 'capture-cut', params: { offset: 24 + 76 } }]);
  });
});
