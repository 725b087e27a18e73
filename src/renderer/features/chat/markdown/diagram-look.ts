// The colours of a diagram: those of the page as it is now, by day or by night.
import { useMemo, useSyncExternalStore } from 'react';
import type { DiagramLook } from './diagram-protocol.ts';

const parts = {
  paper: '--color-paper',
  ink: '--color-ink',
  soft: '--color-sunken',
  fill: '--color-accent-soft',
  line: '--color-edge',
  accent: '--color-accent',
} as const;

export function useDiagramLook(): DiagramLook {
  const theme = useSyncExternalStore(onThemeChange, themeNow);
  return useMemo(() => readLook(theme), [theme]);
}

const night = '(prefers-color-scheme: dark)';

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

/** What a variable stands for is only known of something that has it as its colour. */
function readLook(theme: 'dark' | 'light'): DiagramLook {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const colour = (name: keyof typeof parts): string => {
    probe.style.color = `var(${parts[name]})`;
    return getComputedStyle(probe).color;
  };
  const look = {
    isDark: theme === 'dark',
    paper: colour('paper'),
    ink: colour('ink'),
    soft: colour('soft'),
    fill: colour('fill'),
    line: colour('line'),
    accent: colour('accent'),
  };
  probe.remove();
  return look;
}
