// What every field shares: its frame, and the words beneath it.
import type { ReactNode } from 'react';

/** The field itself is borderless inside; the frame shows the focus. */
export const fieldFrame =
  'flex items-center rounded-md border border-edge bg-raised transition-colors focus-within:border-focus focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-focus';

export function FieldNotes({
  id,
  hint,
  error,
}: {
  readonly id: string;
  readonly hint: ReactNode;
  readonly error: string | null | undefined;
}) {
  if (!hint && !error) return null;
  return (
    <div id={id} className="flex flex-col gap-0.5 text-sm">
      {error ? (
        <p role="alert" className="text-danger">
          {error}
        </p>
      ) : null}
      {hint ? <div className="text-ink-3">{hint}</div> : null}
    </div>
  );
}
