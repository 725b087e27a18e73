// A step that waits, with the words for what.
import type { ReactNode } from 'react';
import { Spinner } from '../../ui/spinner.tsx';

export function Waiting({ text }: { readonly text: string }): ReactNode {
  return (
    <div role="status" className="flex flex-col items-center gap-4 py-16 text-ink-2">
      <Spinner size={40} label={null} />
      {text}
    </div>
  );
}
