import { describe, expect, it } from 'vitest';
import { hasOpusFec, opusTicks } from '../../../../src-main/media/codecs/opus-packet.ts';

/** A TOC byte: configuration, stereo, code of the number of frames (RFC 6716 3.1). */
const toc = (configuration: number, code = 0, stereo = false): number => (configuration << 3) | (stereo ? 4 : 0) | code;
const ticks = (...bytes: number[]): number => opusTicks(Uint8Array.of(0xaa, ...bytes), 1, bytes.length);
const fec = (...bytes: number[]): boolean => hasOpusFec(Uint8Array.of(0xaa, ...bytes), 1, bytes.length);

describe('the length of an Opus packet', () => {
  it.each([
    [0, 480], [1, 960], [2, 1920], [3, 2880], [8, 480], [11, 2880], [12, 480], [13, 960], [14, 480], [15, 960],
    [16, 120], [17, 240], [18, 480], [19, 960], [28, 120], [31, 960],
  ])('of configuration %i is %i ticks a frame', (configuration, expected) => {
    expect(ticks(toc(configuration), 1, 2, 3)).toBe(expected);
    expect(ticks(toc(configuration, 1), 1, 2)).toBe(2 * expected);
    expect(ticks(toc(configuration, 2), 1, 2)).toBe(2 * expected);
  });
  it('of many frames is as long as all of them', () => {
    expect(ticks(toc(31, 3), 6, 1)).toBe(5760);
    expect(ticks(toc(16, 3), 48, 1)).toBe(5760);
  });
  it.each<[string, number[]]>([
    ['nothing', []], ['more than 120 ms', [toc(31, 3), 7]], ['no frame', [toc(31, 3), 0]], ['no count', [toc(31, 3)]],
  ])('is none for %s', (_what, bytes) => {
    expect(ticks(...bytes)).toBe(0);
  });
});

describe('forward error correction in an Opus packet', () => {
  it('is told by the bit behind the voice flags of the SILK frames', () => {
    expect(fec(toc(1), 0b0100_0000)).toBe(true);
    expect(fec(toc(1), 0b1011_1111)).toBe(false);
    expect(fec(toc(2), 0b0010_0000)).toBe(true);
    expect(fec(toc(2), 0b1101_1111)).toBe(false);
    expect(fec(toc(3), 0b0001_0000)).toBe(true);
    expect(fec(toc(15), 0b0100_0000)).toBe(true);
  });
  it('may be in the side channel alone', () => {
    expect(fec(toc(1, 0, true), 0b0001_0000)).toBe(true);
    expect(fec(toc(1), 0b0001_0000)).toBe(false);
  });
  it('is never in CELT', () => {
    expect(fec(toc(31), 0xff)).toBe(false);
  });
  it('is read behind lengths and padding', () => {
    expect(fec(toc(1, 2), 1, 0x40, 9)).toBe(true);
    expect(fec(toc(1, 2), 252, 0, 0x40)).toBe(true);
    expect(fec(toc(1, 3), 2, 0x40, 0)).toBe(true);
    expect(fec(toc(1, 3), 0x80 | 2, 1, 0x40, 0)).toBe(true);
    expect(fec(toc(1, 3), 0x40 | 2, 255, 3, 0x40, 0)).toBe(true);
    expect(fec(toc(1, 3), 0xc0 | 2, 0, 0, 0x40)).toBe(true);
  });
  it('is not in what ends too soon', () => {
    for (let code = 0; code < 4; code++) {
      for (let second = 0; second < 256; second++) expect(fec(toc(1, code), second) && code !== 0 && code !== 1).toBe(false);
    }
    expect(fec(toc(1, 3), 0x40 | 1, 255, 255)).toBe(false);
    expect(fec(toc(1))).toBe(false);
  });
});
