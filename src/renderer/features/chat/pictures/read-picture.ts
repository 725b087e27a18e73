// A picture that came from elsewhere, made safe to show: within bounds before it is decoded, and drawn anew, as attached images are.
import { headBytes, kindOf, sizeOfImage, type Size } from '../files/file-kind.ts';
import { pixelsMax, shrinkImage } from '../files/shrink-image.ts';

export type ReadPicture = Size & { readonly blob: Blob };

/** null: it is none that can be shown. */
export async function readPicture(base64: string): Promise<ReadPicture | null> {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const head = bytes.subarray(0, headBytes);
  const size = sizeOfImage(head);
  if (kindOf(head) !== 'image' || (size !== null && size.width * size.height > pixelsMax)) return null;
  return await shrinkImage(new Blob([bytes]), head[0] === 0xff);
}
