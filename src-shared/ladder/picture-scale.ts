/** Sharp on every screen. */
const SCALE = 2;
/** What every browser draws: beyond it a canvas stays empty. */
const MAX_SIDE_PX = 16_384;
const MAX_AREA_PX = 120_000_000;

/** How much larger than the SVG a picture of it is made: twice, less where that is more than a canvas holds; undefined: too long even so. */
export function pictureScale(width: number, height: number): number | undefined {
  const scale = Math.min(SCALE, MAX_SIDE_PX / Math.max(width, height), Math.sqrt(MAX_AREA_PX / (width * height)));
  // Less than half of it is no longer readable.
  return scale < 0.5 ? undefined : scale;
}
