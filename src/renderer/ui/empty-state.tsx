// Nothing here yet: what will be here, and how it comes.
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { TallyMark } from './tally-mark.tsx';

type EmptyStateProps = {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly icon?: ReactNode;
  readonly size?: 'sm' | 'md';
  readonly className?: string;
  /** It is all there is on the page, so its title is the page's. */
  readonly isPage?: boolean;
};

export function EmptyState({
  title,
  children,
  actions,
  icon,
  size = 'md',
  className,
  isPage = false,
}: EmptyStateProps) {
  const isSmall = size === 'sm';
  const Title = isPage ? 'h1' : 'h2';
  return (
    <div
      className={cx(
        'mx-auto flex max-w-md flex-col items-center text-center',
        isSmall ? 'gap-2 px-4 py-6' : 'gap-3 px-6 py-10',
        className,
      )}
    >
      <span className="text-ink-3">{icon ?? <TallyMark size={isSmall ? 28 : 48} />}</span>
      <Title className={isSmall ? 'text-base font-medium' : 'text-xl font-semibold tracking-tight'}>{title}</Title>
      {children ? <div className="text-ink-2">{children}</div> : null}
      {actions ? <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}
