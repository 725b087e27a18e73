// An image as it is stored: no larger than models look at, turned as the camera was held, and drawn anew, so that nothing of what a
// camera writes beside it, such as where it was taken, is left.
import { imageBytesMax, imageSideMax } from '../../../../preload/contract/file-limits.ts';
import type { Size } from './file-kind.ts';

export type Shrunk = Size & { readonly mediaType: 'image/jpeg' | 'image/png'; readonly blob: Blob };

/** No larger image is decoded: decoded, it takes four bytes a pixel. */
export const pixelsMax = 64_000_000;

/** A drawing as PNG is sharp, a photograph as PNG is large. */
const pngBytesMax = 1_500_000;
const qualities = [0.9, 0.75, 0.5];

/** null: the browser cannot draw it. */
export async function shrinkImage(file: Blob, isPhoto: boolean): Promise<Shrunk | null> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    // Cut off, or not what it says it is.
    return null;
  }
  try {
    const size = fitted(bitmap);
    const png = isPhoto ? null : await encode(draw(bitmap, size, null), 'image/png');
    if (png !== null && png.size <= pngBytesMax) return { ...size, mediaType: 'image/png', blob: png };
    // JPEG has no transparency.
    const canvas = draw(bitmap, size, 'white');
    for (const quality of qualities) {
      const jpeg = await encode(canvas, 'image/jpeg', quality);
      if (jpeg.size <= imageBytesMax) return { ...size, mediaType: 'image/jpeg', blob: jpeg };
    }
    return null;
  } finally {
    bitmap.close();
  }
}

export function fitted({ width, height }: Size): Size {
  const scale = Math.min(1, imageSideMax / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function draw(bitmap: ImageBitmap, { width, height }: Size, ground: string | null): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The browser draws nothing');
  if (ground !== null) {
    context.fillStyle = ground;
    context.fillRect(0, 0, width, height);
  }
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas;
}

function encode(canvas: OffscreenCanvas, type: Shrunk['mediaType'], quality?: number): Promise<Blob> {
  return canvas.convertToBlob(quality === undefined ? { type } : { type, quality });
}
