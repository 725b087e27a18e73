// One of the ways on: what it is called, what it does, and its controls.
import type { ReactNode } from 'react';
import type { Situation } from './situation.ts';

export type ChoiceProps = { readonly situation: Situation; readonly onDone: () => void };

export function Choice({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}) {
  return (
    <section className="mt-5 border-t border-line pt-4">
      <h3 className="text-base font-semibold">{title}</h3>
      <p className="mt-0.5 text-sm text-ink-2">{text}</p>
      {children === undefined ? null : <div className="mt-3 flex flex-wrap items-end gap-2">{children}</div>}
    </section>
  );
}
