// A key or a chord, as it stands on the keyboard.
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export function Kbd({ children, isInverse = false }: { readonly children: ReactNode; readonly isInverse?: boolean }) {
  return (
    <kbd
      className={cx(
        'inline-flex h-5 min-w-5 items-center justify-center rounded-sm px-1 font-sans text-2xs',
        isInverse ? 'bg-paper/15 text-paper' : 'border border-line-strong text-ink-2',
      )}
    >
      {children}
    </kbd>
  );
}
