/** The picture of a ladder is the same in whatever draws it: resvg (`rung ladder --format png`), librsvg, ImageMagick's own renderer. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pngOf } from '../../src-main/hosts/cli/png.ts';
import { createDocument } from '../../src-shared/capture/document.ts';
import { buildLadder } from '../../src-shared/ladder/ladder.ts';
import { ladderSvg } from '../../src-shared/ladder/svg.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'rung-svg-'));
  for (const [program, name] of [['rsvg-convert', 'librsvg2-bin'], ['convert', 'imagemagick']] as const) {
    if (spawnSync(program, ['--version']).status !== 0) throw new Error(`${program} is missing: apt-get install ${name}`);
  }
});
afterAll(() => rmSync(directory, { recursive: true }));

interface Picture {
  width: number;
  height: number;
  /** Red, green, blue. */
  pixels: Uint8Array;
}

/** Whatever image, as it is on white. */
function picture(file: string, ...how: string[]): Picture {
  const ppm = execFileSync('convert', [file, ...how, '-background', 'white', '-flatten', '-depth', '8', 'ppm:-'], { maxBuffer: 1 << 27, stdio: ['ignore', 'pipe', 'ignore'] });
  const [head = '', width, height] = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(ppm.subarray(0, 40).toString('latin1')) ?? [];
  return { width: Number(width), height: Number(height), pixels: ppm.subarray(head.length) };
}

async function drawn(svg: string): Promise<Record<string, Picture>> {
  const [file, png] = [join(directory, 'ladder.svg'), join(directory, 'ladder.png')];
  writeFileSync(file, svg);
  execFileSync('rsvg-convert', [file, '-o', png]);
  const rsvg = picture(png);
  // Drawn twice as large, for sharp screens.
  writeFileSync(png, await pngOf(svg) ?? '');
  return { resvg: picture(png, '-filter', 'Box', '-resize', '50%'), rsvg, magick: picture(`msvg:${file}`) };
}

const darkness = ({ pixels }: Picture, at: number): number => 255 - Math.min(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0);
/** What is there, and what may be a part of it that falls between two pixels. */
const [DRAWN, TOUCHED] = [25, 5];

/** Pixels of the one that have nothing like them in the other, not even beside them: renderers differ in where the middle of a pixel is. */
function missing(one: Picture, other: Picture): number {
  let count = 0;
  for (let y = 1; y < one.height - 1; y++) {
    for (let x = 1; x < one.width - 1; x++) {
      const at = (y * one.width + x) * 3;
      if (darkness(one, at) < DRAWN) continue;
      const near = [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((right) => at + (down * one.width + right) * 3));
      if (near.every((place) => darkness(other, place) < TOUCHED)) count++;
    }
  }
  return count;
}

/** How much of each text's place is ink. */
function ink({ width, pixels }: Picture, svg: string): number[] {
  return [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)" fill="[^"]+" text-anchor="(\w+)">([^<]*)</g)].map(([, x, y, anchor, text = '']) => {
    const length = text.replace(/&\w+;/g, '.').length * 7.23;
    const left = Math.round(Number(x) - (anchor === 'end' ? length : length / 2));
    let sum = 0;
    for (let row = Number(y) - 9; row < Number(y) + 3; row++) {
      for (let column = left; column < left + length; column++) sum += 255 - (pixels[(row * width + column) * 3 + 1] ?? 255);
    }
    return sum / 255;
  });
}

describe.each(['call', 'fork', 'glare'])('%s', (name) => {
  const document = createDocument();
  document.push(readFileSync(join(import.meta.dirname, `../captures/${name}.pcap`)));
  document.finish();
  const svg = ladderSvg(buildLadder(document.messages(), document.media()));

  it('has the same size, lines, boxes and arrow heads everywhere', async () => {
    const { resvg, ...others } = await drawn(svg.replace(/<text.*?<\/text>/g, ''));
    if (!resvg) throw new Error('nothing drawn');
    expect(resvg.pixels).toHaveLength(resvg.width * resvg.height * 3);
    for (const [renderer, other] of Object.entries(others)) {
      expect([renderer, other.width, other.height]).toEqual([renderer, resvg.width, resvg.height]);
      expect([renderer, missing(resvg, other), missing(other, resvg)]).toEqual([renderer, 0, 0]);
    }
  });

  it('has its texts in the same places', async () => {
    const { resvg, ...others } = await drawn(svg);
    if (!resvg) throw new Error('nothing drawn');
    const expected = ink(resvg, svg);
    expect(expected.length).toBeGreaterThan(10);
    for (const [renderer, other] of Object.entries(others)) {
      ink(other, svg).forEach((found, at) => expect(found / (expected[at] ?? 0), `${renderer}: text ${at}`).toSatisfy((share: number) => share > 0.7 && share < 1.5));
    }
  });
});
