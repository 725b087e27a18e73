// Keyboard shortcuts of the whole window. Ctrl, or ⌘ on a Mac.
import { useEffect, useEffectEvent } from 'react';
import { words } from '../words.ts';

/** By key, lower case, pressed with Ctrl or ⌘ and nothing else. */
export type Shortcuts = Readonly<Record<string, () => void>>;

export function useShortcuts(shortcuts: Shortcuts): void {
  const listen = useEffectEvent((event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return;
    const run = shortcuts[event.key.toLowerCase()];
    if (run === undefined) return;
    event.preventDefault();
    run();
  });
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => listen(event);
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);
}

/** The modifier as it is named on this machine: "⌘N" or "Ctrl N". */
export function sayShortcut(key: string, platform: string = navigator.platform): string {
  return platform.startsWith('Mac') ? `⌘${key}` : words.page.withCtrl(key);
}
