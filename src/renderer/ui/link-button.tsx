// A link that looks like a button, for what leads out of the app.
import type { ComponentProps, ReactNode } from 'react';
import { buttonLook, type ButtonSize, type ButtonVariant } from './button.tsx';

type LinkButtonProps = Omit<ComponentProps<'a'>, 'target' | 'rel'> & {
  readonly href: string;
  readonly variant?: ButtonVariant;
  readonly size?: ButtonSize;
  readonly icon?: ReactNode;
};

export function LinkButton({
  variant = 'secondary',
  size = 'md',
  icon,
  className,
  children,
  ...rest
}: LinkButtonProps) {
  return (
    <a {...rest} target="_blank" rel="noopener noreferrer" className={buttonLook({ variant, size, className })}>
      {icon}
      {children}
    </a>
  );
}
