// A button that shows only an icon; its name is spoken, and shown as a tooltip.
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Tooltip } from './tooltip.tsx';

export type IconButtonProps = Omit<ComponentProps<'button'>, 'children' | 'aria-label'> & {
  /** The accessible name. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly size?: 'sm' | 'md' | undefined;
  /** Shown beside the name in the tooltip, such as "⌘N". */
  readonly shortcut?: string | undefined;
  readonly side?: 'top' | 'right' | 'bottom' | 'left' | undefined;
};

export function IconButton({
  label,
  icon,
  size = 'md',
  shortcut,
  side,
  className,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut} side={side}>
      <button
        {...rest}
        type={type}
        aria-label={label}
        className={cx(
          'inline-flex shrink-0 items-center justify-center rounded-md text-ink-2 transition-colors hover:bg-hover hover:text-ink active:bg-press disabled:pointer-events-none disabled:opacity-50 aria-pressed:text-accent data-[state=open]:bg-hover',
          size === 'sm' ? 'size-7 [&_svg]:size-4' : 'size-9 [&_svg]:size-4.5',
          className,
        )}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
