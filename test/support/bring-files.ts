// Gives files to a chat as people do: chosen, pasted, dropped.
import type { Locator, Page } from '@playwright/test';
import { withExif } from './sample-files.ts';

export type Given = { readonly name: string; readonly mimeType: string; readonly buffer: Buffer };

export const textFile = (name: string, words: string | Buffer): Given => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(words),
});

export const pickFiles = (page: Page, files: readonly Given[]): Promise<void> =>
  page.locator('input[type=file]').setInputFiles([...files]);

/** What is attached to the message that is being written. */
export const attachedIn = (page: Page): Locator => page.locator('form').getByRole('list', { name: 'Attached files' });

/** As the clipboard or the mouse would bring them. `words`: a text beside them. */
export async function bringFiles(
  page: Page,
  how: 'paste' | 'drop',
  { files = [], words = '' }: { readonly files?: readonly Given[]; readonly words?: string },
): Promise<void> {
  const plain = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString('base64') }));
  await page.evaluate(
    ([way, given, said]) => {
      const data = new DataTransfer();
      for (const { name, mimeType, base64 } of given)
        data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type: mimeType }));
      if (said !== '') data.setData('text/plain', said);
      const common = { bubbles: true, cancelable: true };
      const field = document.querySelector('textarea[data-focus-home]');
      if (way === 'paste') field?.dispatchEvent(new ClipboardEvent('paste', { ...common, clipboardData: data }));
      else
        for (const step of ['dragenter', 'dragover', 'drop'])
          document.body.dispatchEvent(new DragEvent(step, { ...common, dataTransfer: data }));
    },
    [how, plain, words] as const,
  );
}

/** A photograph of 3000 × 1500 pixels by a camera that was held upright: red on its left, so on top when it is turned; else blue. */
export async function photograph(page: Page, secret: string): Promise<Given> {
  const base64 = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(3000, 1500);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    context.fillStyle = 'red';
    context.fillRect(0, 0, 1500, 1500);
    context.fillStyle = 'blue';
    context.fillRect(1500, 0, 1500, 1500);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  });
  return { name: 'lake.jpg', mimeType: 'image/jpeg', buffer: withExif(Buffer.from(base64, 'base64'), secret) };
}

/** What is seen in an image, near its upper edge. */
export function lookAt(page: Page, image: string): Promise<{ width: number; height: number; isRedOnTop: boolean }> {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const [red = 0, , blue = 0] = context?.getImageData(bitmap.width / 2, 20, 1, 1).data ?? [];
    return { width: bitmap.width, height: bitmap.height, isRedOnTop: red > 200 && blue < 60 };
  }, image);
}
