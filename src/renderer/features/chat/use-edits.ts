// The edits of one chat, brought to the storage also where the page or the chat is left in the middle of a word.
import { useEffect, useState } from 'react';
import { createEdits, type Edits } from './edits.ts';

/** For one chat: remount for another. */
export function useEdits(chatId: string): Edits {
  const [edits] = useState(() => createEdits(localStorage, chatId));
  useEffect(() => {
    window.addEventListener('pagehide', edits.flush);
    return () => {
      window.removeEventListener('pagehide', edits.flush);
      edits.flush();
    };
  }, [edits]);
  return edits;
}
