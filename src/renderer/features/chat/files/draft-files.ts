// Which files are attached to what is not sent yet, kept for each chat over reloads. What they contain is in the store.
import { z } from 'zod';
import { FilePart, ImagePart } from '../../../../preload/contract/file-part.ts';

const Kept = z.object({ attachment: z.discriminatedUnion('kind', [ImagePart, FilePart]), isPasted: z.boolean() });
export type KeptFile = z.infer<typeof Kept>;

type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const keyOf = (chatId: string): string => `tallystick.draft-files.${chatId}`;

export function readDraftFiles(keep: Keep, chatId: string): readonly KeptFile[] {
  try {
    return z.array(Kept).parse(JSON.parse(keep.getItem(keyOf(chatId)) ?? '[]'));
  } catch {
    // Storage can be forbidden, or hold what another version has written; then there is no draft.
    return [];
  }
}

export function writeDraftFiles(keep: Keep, chatId: string, files: readonly KeptFile[]): void {
  try {
    if (files.length === 0) keep.removeItem(keyOf(chatId));
    else keep.setItem(keyOf(chatId), JSON.stringify(files));
  } catch {
    // Full or forbidden: the files still stand beside the field.
  }
}
