// Text of a stranger, letter for letter. It scrolls in itself, so that a long one does not push the answer away.
import type { ReactNode } from 'react';
import { seenText } from '../../../shared/seen-text.ts';

export function PlainBlock({ label, text }: { readonly label: string; readonly text: string }): ReactNode {
  return (
    <pre
      dir="auto"
      role="group"
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must do so by keyboard
      tabIndex={0}
      className="max-h-64 overflow-y-auto overscroll-contain rounded-md border border-line bg-code p-2.5 font-mono text-xs wrap-anywhere whitespace-pre-wrap text-code-ink"
    >
      {seenText(text)}
    </pre>
  );
}
