// A sheet of paper on the page.
import type { ComponentProps } from 'react';
import { cx } from './cx.ts';

export function Card({ className, ...rest }: ComponentProps<'section'>) {
  return <section {...rest} className={cx('rounded-xl border border-line bg-raised p-5 shadow-rest', className)} />;
}
