// The countdown beside an invoice. It alone is drawn again at each second, and its digits are of one width.
import type { ReactNode } from 'react';
import { cx } from '../../../ui/cx.ts';
import { useTimeLeft } from '../../../shared/use-time-left.ts';
import { announceLeft, clockOf, isShort } from './left-words.ts';
import { words } from '../../../words.ts';

/** `until` in epoch milliseconds. */
export function TimeLeft({ until }: { readonly until: number }): ReactNode {
  const leftMs = useTimeLeft(until, nextSecondMs);
  return (
    <>
      <span role="timer" className={cx('tabular-nums', isShort(leftMs) ? 'text-warning' : 'text-ink-3')}>
        <span className="font-medium">{clockOf(leftMs)}</span>
        {words.buying.invoice.left}
        <span className="sr-only">{words.buying.invoice.leftToPay}</span>
      </span>
      <span role="status" className="sr-only">
        {announceLeft(leftMs)}
      </span>
    </>
  );
}

function nextSecondMs(leftMs: number): number {
  return leftMs % 1_000 || 1_000;
}
