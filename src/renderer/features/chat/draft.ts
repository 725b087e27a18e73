// What is written but not sent, kept for each chat over reloads.

type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Longer drafts are kept only while the page lives: the browser's storage is small. */
const keptMax = 200_000;
const keyOf = (chatId: string): string => `tallystick.draft.${chatId}`;

export function readDraft(keep: Keep, chatId: string): string {
  try {
    return keep.getItem(keyOf(chatId)) ?? '';
  } catch {
    // Storage can be forbidden; then there is no draft.
    return '';
  }
}

export function writeDraft(keep: Keep, chatId: string, text: string): void {
  try {
    if (text === '' || text.length > keptMax) keep.removeItem(keyOf(chatId));
    else keep.setItem(keyOf(chatId), text);
  } catch {
    // Full or forbidden: the draft still stands in the field.
  }
}
