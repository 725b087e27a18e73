// The colours of a diagram: those of the page as it is now, by day or by night.
import { useMemo } from 'react';
import { useThemeNow } from '../../../ui/use-theme.ts';
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
  const theme = useThemeNow();
  return useMemo(() => readLook(theme), [theme]);
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
