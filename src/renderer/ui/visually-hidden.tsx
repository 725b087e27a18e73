// Words for screen readers alone.
import type { ReactNode } from 'react';

export function VisuallyHidden({ children, id }: { readonly children: ReactNode; readonly id?: string }) {
  return (
    <span id={id} className="sr-only">
      {children}
    </span>
  );
}
