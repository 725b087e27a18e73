// Keyboard shortcuts of the whole window. Ctrl, or ⌘ on a Mac.
import { useEffect, useRef } from 'react';

/** By key, lower case, pressed with Ctrl or ⌘ and nothing else. */
export type Shortcuts = Readonly<Record<string, () => void>>;

export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return;
      const run = latest.current[event.key.toLowerCase()];
      if (run === undefined) return;
      event.preventDefault();
      run();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

/** The modifier as it is named on this machine: "⌘N" or "Ctrl N". */
export function sayShortcut(key: string, platform: string = navigator.platform): string {
  return platform.startsWith('Mac') ? `⌘${key}` : `Ctrl ${key}`;
}
