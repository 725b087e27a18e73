// One setting: its name and what it means on the left, the choice on the right; one above the other where it is narrow.
import type { ReactNode } from 'react';

export function SettingRow({
  name,
  hint,
  children,
}: {
  readonly name: string;
  readonly hint?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div className="flex flex-col gap-3 py-4 first:pt-0 not-last:border-b not-last:border-line @lg:flex-row @lg:items-center @lg:justify-between @lg:gap-8">
      <div className="min-w-0">
        <p className="font-medium">{name}</p>
        {hint === undefined ? null : <p className="text-sm text-ink-3">{hint}</p>}
      </div>
      <div className="shrink-0">{children}</div>
    </div>
  );
}

/** Says softly what became of a change. */
export function SaveNote({
  children,
  tone = 'quiet',
}: {
  readonly children: ReactNode;
  readonly tone?: 'quiet' | 'bad';
}): ReactNode {
  return (
    <p
      role={tone === 'bad' ? 'alert' : 'status'}
      className={tone === 'bad' ? 'text-sm text-danger' : 'text-sm text-ink-3'}
    >
      {children}
    </p>
  );
}
