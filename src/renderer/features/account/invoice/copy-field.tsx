// A long text to carry elsewhere: shown with its beginning and its end, copied whole.
import { useId, type ReactNode } from 'react';
import { CopyButton } from '../../../shared/copy-button.tsx';
import { words } from '../../../words.ts';

/** Characters at the end that are never cut off: people compare these. */
const endLength = 8;

export function CopyField({
  name,
  value,
}: {
  /** In a sentence, such as "address". */
  readonly name: string;
  readonly value: string;
}): ReactNode {
  const id = useId();
  return (
    <div>
      <p id={id} className="text-sm text-ink-2 first-letter:uppercase">
        {name}
      </p>
      <div className="mt-1 flex items-center gap-1 rounded-md border border-line-strong bg-raised py-0.5 pr-0.5 pl-3">
        <span aria-labelledby={id} role="group" className="flex min-w-0 flex-1 font-mono text-sm">
          <span aria-hidden="true" className="truncate">
            {value.slice(0, -endLength)}
          </span>
          <span aria-hidden="true" className="shrink-0">
            {value.slice(-endLength)}
          </span>
          <span className="sr-only">{value}</span>
        </span>
        <CopyButton text={value} label={words.buying.invoice.copy(name)} />
      </div>
    </div>
  );
}
