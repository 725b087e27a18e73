// Puts the chosen theme on the page and leaves a note of it for the first paint of the next start (public/theme-first.js).

export type Theme = 'system' | 'light' | 'dark';

const noteKey = 'tallystick.theme';

export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem(noteKey, theme);
  } catch {
    // Storage may be forbidden; then the first paint follows the system.
  }
}
