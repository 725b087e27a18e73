// A small panel beside its button.
import { Popover as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { LateTrigger } from './late-trigger.tsx';

type PopoverProps = {
  /** One button; it becomes the trigger. */
  readonly trigger: ReactNode;
  readonly children: ReactNode;
  readonly label: string;
  readonly align?: 'start' | 'center' | 'end';
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  readonly className?: string;
  readonly isOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
};

export function Popover({
  trigger,
  children,
  label,
  align = 'start',
  side = 'bottom',
  className,
  isOpen,
  onOpenChange,
}: PopoverProps) {
  return (
    <LateTrigger
      wakes={({ type }) => type === 'click'}
      resting={closed}
      isNeeded={isOpen === true}
      renderMachinery={(stand) => (
        <Radix.Root {...(isOpen === undefined ? {} : { open: isOpen })} {...(onOpenChange ? { onOpenChange } : {})}>
          <Radix.Trigger asChild>{stand}</Radix.Trigger>
          <Radix.Portal>
            <Radix.Content
              aria-label={label}
              align={align}
              side={side}
              sideOffset={6}
              collisionPadding={12}
              className={cx(
                'z-40 max-h-(--radix-popover-content-available-height) w-80 max-w-[calc(100vw-24px)] animate-rise overflow-y-auto rounded-lg border border-line bg-float p-4 shadow-float outline-none',
                className,
              )}
            >
              {children}
            </Radix.Content>
          </Radix.Portal>
        </Radix.Root>
      )}
    >
      {trigger}
    </LateTrigger>
  );
}

const closed = { 'aria-haspopup': 'dialog', 'aria-expanded': false, 'data-state': 'closed' };
