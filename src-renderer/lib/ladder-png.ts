/** A picture of the ladder for those who can't use SVG. */
import { pictureScale } from '../../src-shared/ladder/picture-scale.ts';

/** Twice the SVG's size, smaller where that is more than a canvas holds; undefined: too long even so. */
export async function ladderPng(svg: string): Promise<Blob | undefined> {
  const image = await loaded(svg);
  const { naturalWidth: width, naturalHeight: height } = image;
  const scale = pictureScale(width, height);
  if (scale === undefined) return undefined;
  const canvas = document.createElement('canvas');
  canvas.width = Math.floor(width * scale);
  canvas.height = Math.floor(height * scale);
  const context = canvas.getContext('2d');
  if (!context) return undefined;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return await new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/png'));
}

async function loaded(svg: string): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}
