// Keyboard shortcuts of the whole window. Ctrl, or ⌘ on a Mac.
import { useEffect, useEffectEvent } from 'react';
import { words } from '../words.ts';

/** By key, lower case, pressed with Ctrl or ⌘ and nothing else. */
export type Shortcuts = Readonly<Record<string, () => void>>;

export function useShortcuts(shortcuts: Shortcuts): void {
  const listen = useEffectEvent((event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const run = shortcuts[latinKeyOf(event)];
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

/** The key, lower case; of a keyboard that writes no Latin letters, the one that stands in this place of a Latin keyboard. */
export function latinKeyOf({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string {
  const isLatin = /^[\u0020-\u024f]*$/.test(key);
  return (isLatin ? key : (keysByCode[code] ?? code.replace(/^Key/, ''))).toLowerCase();
}

const keysByCode: Readonly<Record<string, string>> = { Comma: ',' };

/** The modifier as it is named on this machine: "⌘N" or "Ctrl N". */
export function sayShortcut(key: string, platform: string = navigator.platform): string {
  return platform.startsWith('Mac') ? `⌘${key}` : words.page.withCtrl(key);
}
