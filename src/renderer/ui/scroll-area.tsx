// A region that scrolls by itself, reachable by keyboard. The scrollbar is the system's own, thinned in base.css.
import type { ComponentProps } from 'react';
import { cx } from './cx.ts';

export function ScrollArea({ className, ...rest }: ComponentProps<'div'>) {
  return <div {...rest} className={cx('min-h-0 overflow-x-hidden overflow-y-auto overscroll-contain', className)} />;
}
