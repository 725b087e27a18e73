// The text in the composer, kept for each chat over reloads.
import { useEffect, useRef, useState, type Dispatch, type SetStateAction } from 'react';
import { readDraft, writeDraft } from './draft.ts';

/** Typing must not wait for the disk. */
const keepAfterMs = 250;

/** Remount for another chat: the text is read once. */
export function useDraft(chatId: string): readonly [string, Dispatch<SetStateAction<string>>] {
  const [text, setText] = useState(() => readDraft(localStorage, chatId));
  const latest = useRef(text);
  useEffect(() => {
    latest.current = text;
  });
  useEffect(() => {
    const timer = setTimeout(() => writeDraft(localStorage, chatId, text), text === '' ? 0 : keepAfterMs);
    return () => clearTimeout(timer);
  }, [chatId, text]);
  useEffect(() => {
    const keep = (): void => writeDraft(localStorage, chatId, latest.current);
    window.addEventListener('pagehide', keep);
    return () => {
      window.removeEventListener('pagehide', keep);
      keep();
    };
  }, [chatId]);
  return [text, setText];
}
