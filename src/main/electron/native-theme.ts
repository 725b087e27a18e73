// The theme that somebody chose, also for what the page does not draw: title bars, menus, dialogs, and windows that are still empty.
import { nativeTheme, type BrowserWindow } from 'electron';
import type { Preferences } from '../core/settings/preferences.ts';

/** As the page's own paper, in styles/tokens.css. */
export function paperColor(): string {
  return nativeTheme.shouldUseDarkColors ? '#1b1815' : '#faf7f1';
}

/** Keeps an empty window in the colour of its page, when the theme changes too. */
export function followTheme(window: BrowserWindow): void {
  const colour = (): void => window.setBackgroundColor(paperColor());
  nativeTheme.on('updated', colour);
  window.once('closed', () => nativeTheme.off('updated', colour));
}

/** The same preferences; the theme among them is followed, from now on. */
export function withNativeTheme(preferences: Preferences): Preferences {
  follow(preferences.stored);
  return {
    ...preferences,
    keep(values) {
      follow(values);
      return preferences.keep(values);
    },
  };
}

function follow({ theme }: Readonly<Record<string, unknown>>): void {
  if (theme === 'light' || theme === 'dark' || theme === 'system') nativeTheme.themeSource = theme;
}
