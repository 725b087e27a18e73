// Which theme the page shows now: the one that was chosen, else the system's. For what is drawn without style sheets.
import { useSyncExternalStore } from 'react';

export function useThemeNow(): 'dark' | 'light' {
  return useSyncExternalStore(onThemeChange, themeNow);
}

/** Whether the system paints the page in colours of its own. */
export function useForcedColors(): boolean {
  return useSyncExternalStore(onForcedChange, () => matchMedia(forced).matches);
}

const night = '(prefers-color-scheme: dark)';
const forced = '(forced-colors: active)';

function themeNow(): 'dark' | 'light' {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'dark' || chosen === 'light') return chosen;
  return matchMedia(night).matches ? 'dark' : 'light';
}

function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const media = matchMedia(night);
  media.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    media.removeEventListener('change', listener);
  };
}

function onForcedChange(listener: () => void): () => void {
  const media = matchMedia(forced);
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
}
