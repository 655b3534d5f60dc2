/** The SVG of a ladder as PNG: resvg in WebAssembly, loaded only when somebody asks for it (docs/decisions/0015-png-in-the-cli.md). */
import { existsSync, readFileSync } from 'node:fs';
import type { Resvg } from '@resvg/resvg-wasm';
import { pictureScale } from '../../../src-shared/ladder/picture-scale.ts';

/** DejaVu Sans Mono, which the SVG asks for and which has all signs of a ladder, where distributions keep it. */
const SYSTEM_FONTS = [
  '/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf',
  '/usr/share/fonts/dejavu-sans-mono-fonts/DejaVuSansMono.ttf',
  '/usr/share/fonts/TTF/DejaVuSansMono.ttf',
  '/usr/share/fonts/dejavu/DejaVuSansMono.ttf',
];

let loading: Promise<typeof Resvg> | undefined;

/** Undefined: the ladder is too long for a picture. `systemFonts` are tried in turn before the font that comes with Rung. */
export async function pngOf(svg: string, systemFonts: readonly string[] = SYSTEM_FONTS): Promise<Uint8Array | undefined> {
  const Picture = await (loading ??= load());
  const font = { fontBuffers: [fontBytes(systemFonts)] };
  const { width, height } = new Picture(svg, { font: { fontBuffers: [] } });
  const scale = pictureScale(width, height);
  return scale === undefined ? undefined : new Picture(svg, { font, fitTo: { mode: 'zoom', value: scale } }).render().asPng();
}

async function load(): Promise<typeof Resvg> {
  const { initWasm, Resvg: renderer } = await import('@resvg/resvg-wasm');
  await initWasm(readFileSync(new URL(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'))));
  return renderer;
}

function fontBytes(systemFonts: readonly string[]): Uint8Array {
  return readFileSync(systemFonts.find((path) => existsSync(path)) ?? new URL(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf')));
}
