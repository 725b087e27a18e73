// A button with words. One that cannot be pressed says why instead of going grey in silence.
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Spinner } from './spinner.tsx';
import { Tooltip } from './tooltip.tsx';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger';
export type ButtonSize = 'sm' | 'md' | 'lg';

export type ButtonProps = Omit<ComponentProps<'button'>, 'disabled'> & {
  readonly variant?: ButtonVariant | undefined;
  readonly size?: ButtonSize | undefined;
  readonly icon?: ReactNode;
  readonly isBusy?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  /** A sentence: why it cannot be pressed now. It stays reachable by keyboard and tells this. */
  readonly disabledReason?: string | null | undefined;
};

const variants: Readonly<Record<ButtonVariant, string>> = {
  primary: 'border border-transparent bg-accent text-on-accent shadow-rest hover:bg-accent-hover',
  secondary: 'bg-raised text-ink border border-line-strong shadow-rest hover:bg-hover',
  ghost: 'text-ink-2 hover:bg-hover hover:text-ink active:bg-press',
  danger: 'border border-transparent bg-danger text-on-danger shadow-rest hover:opacity-90',
};

const barred = 'bg-press text-ink-2';

const sizes: Readonly<Record<ButtonSize, string>> = {
  sm: 'h-7 gap-1.5 rounded-md px-2.5 text-sm',
  md: 'h-9 gap-2 rounded-md px-3.5 text-base',
  lg: 'h-11 gap-2 rounded-lg px-5 text-base',
};

export function Button({
  variant = 'secondary',
  size = 'md',
  icon,
  isBusy = false,
  disabledReason,
  disabled,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  const isBarred = isBusy || Boolean(disabledReason);
  const button = (
    <button
      {...rest}
      type={type}
      disabled={disabled}
      aria-disabled={isBarred || undefined}
      aria-busy={isBusy || undefined}
      onClick={isBarred ? (event) => event.preventDefault() : onClick}
      className={buttonLook({ variant: disabledReason ? 'barred' : variant, size, className })}
    >
      {isBusy ? <Spinner size={16} label={null} /> : icon}
      {children}
    </button>
  );
  return disabledReason ? <Tooltip text={disabledReason}>{button}</Tooltip> : button;
}

type Look = {
  readonly variant: ButtonVariant | 'barred';
  readonly size: ButtonSize;
  readonly className: string | undefined;
};

export function buttonLook({ variant, size, className }: Look): string {
  return cx(
    'inline-flex shrink-0 items-center justify-center font-medium whitespace-nowrap transition-colors disabled:opacity-50 [&_svg]:shrink-0',
    variant === 'barred' ? barred : variants[variant],
    sizes[size],
    className,
  );
}
