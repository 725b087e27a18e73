// A sentence that stays until its reason is gone: an icon, a title, what to do next.
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export type NoticeTone = 'info' | 'positive' | 'warning' | 'danger';

const looks = {
  info: { box: 'bg-sunken border-line', icon: 'text-ink-2', Icon: Info },
  positive: { box: 'bg-positive-soft border-transparent', icon: 'text-positive', Icon: CircleCheck },
  warning: { box: 'bg-warning-soft border-transparent', icon: 'text-warning', Icon: TriangleAlert },
  danger: { box: 'bg-danger-soft border-transparent', icon: 'text-danger', Icon: CircleAlert },
} as const;

type NoticeProps = {
  readonly tone?: NoticeTone;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, the main one first. */
  readonly actions?: ReactNode;
  readonly icon?: ReactNode;
  readonly className?: string;
  /** alert interrupts a screen reader; status waits for its pause. */
  readonly role?: 'alert' | 'status' | 'note';
};

export function Notice({ tone = 'info', title, children, actions, icon, className, role = 'note' }: NoticeProps) {
  const { box, icon: iconColor, Icon } = looks[tone];
  return (
    <div role={role} className={cx('flex gap-3 rounded-lg border px-4 py-3 text-base', box, className)}>
      <span className={cx('mt-[3px] shrink-0 [&_svg]:size-4', iconColor)}>{icon ?? <Icon aria-hidden="true" />}</span>
      <div className="min-w-0 flex-1 wrap-anywhere">
        {title ? <p className="font-medium text-ink">{title}</p> : null}
        {children ? <div className="text-ink-2 [&:not(:first-child)]:mt-0.5">{children}</div> : null}
        {actions ? <div className="mt-3 flex flex-wrap gap-2">{actions}</div> : null}
      </div>
    </div>
  );
}

/** A notice across the whole width, above the content. */
export function Banner({
  tone = 'info',
  children,
  actions,
}: {
  readonly tone?: NoticeTone;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}) {
  const { icon, Icon } = looks[tone];
  return (
    <div
      role="status"
      className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-sunken px-4 py-1.5 text-sm text-ink-2"
    >
      <Icon aria-hidden="true" className={cx('size-4 shrink-0', icon)} />
      <div className="min-w-[min(15rem,75%)] flex-1 py-0.5">{children}</div>
      {actions ? <div className="ml-auto flex items-center gap-1">{actions}</div> : null}
    </div>
  );
}
