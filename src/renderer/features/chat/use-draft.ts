// The text in the composer, kept over reloads and crashes.
import { useEffect, useRef, useState, type Dispatch, type SetStateAction } from 'react';
import { readDraft, writeDraft } from './draft.ts';

/** Typing must not wait for the disk. */
const keepAfterMs = 250;

/** The text is read once: remount for another chat. With another `key` the draft moves there, as when a new chat has come to be. */
export function useDraft(key: string): readonly [string, Dispatch<SetStateAction<string>>] {
  const [text, setText] = useState(() => readDraft(localStorage, key));
  const latest = useRef(text);
  const keptAs = useRef(key);
  /** As this window left it. Another window may have written a draft of its own since, which only a change here replaces. */
  const kept = useRef(text);
  useEffect(() => {
    latest.current = text;
  });
  useEffect(() => {
    if (kept.current === text) return;
    const write = (): void => {
      kept.current = text;
      writeDraft(localStorage, key, text);
    };
    const timer = setTimeout(write, text === '' ? 0 : keepAfterMs);
    return () => clearTimeout(timer);
  }, [key, text]);
  useEffect(() => {
    if (keptAs.current !== key) {
      writeDraft(localStorage, keptAs.current, '');
      writeDraft(localStorage, key, latest.current);
    }
    keptAs.current = key;
    const keep = (): void => {
      if (kept.current !== latest.current) writeDraft(localStorage, key, latest.current);
      kept.current = latest.current;
    };
    window.addEventListener('pagehide', keep);
    return () => {
      window.removeEventListener('pagehide', keep);
      keep();
    };
  }, [key]);
  return [text, setText];
}
