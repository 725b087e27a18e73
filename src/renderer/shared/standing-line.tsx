// How a connection stands: a sentence, and a sign for those who only glance.
import { CircleAlert, CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../ui/cx.ts';
import { Spinner } from '../ui/spinner.tsx';

export type Standing = { readonly kind: 'good' | 'bad' | 'waiting'; readonly sentence: string };

const signs: Readonly<Record<Standing['kind'], ReactNode>> = {
  waiting: <Spinner size={16} label={null} />,
  good: <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-positive" />,
  bad: <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warning" />,
};

export function StandingLine({
  standing,
  className,
}: {
  readonly standing: Standing;
  readonly className?: string;
}): ReactNode {
  return (
    <p role="status" className={cx('flex min-h-5 items-start gap-2 text-sm text-ink-2', className)}>
      {signs[standing.kind]}
      {standing.sentence}
    </p>
  );
}
