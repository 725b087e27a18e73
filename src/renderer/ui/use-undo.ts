// Ctrl+Z, or ⌘Z, for what was done outside of text fields: the newest first, each once.
import { useCallback, useEffect, useRef } from 'react';
import { latinKeyOf } from './shortcuts.ts';

type Undo = () => void;

const keptMax = 20;

/** Gives a function that remembers an undo and returns it as one that runs at most once. */
export function useUndo(): (undo: Undo) => Undo {
  const kept = useRef<readonly Undo[]>([]);
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      const newest = kept.current.at(-1);
      if (newest === undefined || !isUndoKey(event) || isInText(event.target)) return;
      event.preventDefault();
      newest();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);
  return useCallback((undo: Undo) => {
    const once = (): void => {
      if (!kept.current.includes(once)) return;
      kept.current = kept.current.filter((other) => other !== once);
      undo();
    };
    kept.current = [...kept.current.slice(1 - keptMax), once];
    return once;
  }, []);
}

function isUndoKey(event: KeyboardEvent): boolean {
  return latinKeyOf(event) === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
}

/** There the key belongs to what was typed. */
function isInText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]') !== null;
}
