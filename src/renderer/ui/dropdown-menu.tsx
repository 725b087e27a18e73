// A menu of actions behind one button.
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { Kbd } from './kbd.tsx';
import { LateTrigger } from './late-trigger.tsx';

type MenuItem =
  | {
      readonly kind: 'action';
      readonly label: string;
      readonly icon?: ReactNode;
      readonly shortcut?: string;
      readonly isDanger?: boolean;
      readonly disabled?: boolean;
      readonly onSelect: () => void;
    }
  | { readonly kind: 'separator' };

type DropdownMenuProps = {
  /** One button; it becomes the trigger. */
  readonly trigger: ReactNode;
  readonly items: readonly MenuItem[];
  readonly align?: 'start' | 'center' | 'end';
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  readonly onOpenChange?: (isOpen: boolean) => void;
  /** Where a chosen action moves the focus itself (an inline rename), the menu must not pull it back. */
  readonly keepsFocus?: boolean;
};

export function DropdownMenu({
  trigger,
  items,
  align = 'end',
  side = 'bottom',
  onOpenChange,
  keepsFocus = false,
}: DropdownMenuProps) {
  return (
    <LateTrigger
      // At the focus, not at the key: a menu goes to its first item only where it has heard the key that opened it.
      wakes={({ type }) => type === 'pointerdown' || type === 'focus'}
      resting={closed}
      renderMachinery={(stand) => (
        <Radix.Root modal={false} {...(onOpenChange ? { onOpenChange } : {})}>
          <Radix.Trigger asChild>{stand}</Radix.Trigger>
          <Radix.Portal>
            <Radix.Content
              align={align}
              side={side}
              sideOffset={6}
              collisionPadding={12}
              onCloseAutoFocus={keepsFocus ? (event) => event.preventDefault() : undefined}
              className="z-40 max-h-[min(20rem,var(--radix-dropdown-menu-content-available-height))] max-w-[calc(100vw-24px)] min-w-48 animate-rise overflow-y-auto rounded-lg border border-line bg-float p-1 shadow-float outline-none"
            >
              {items.map((item, index) =>
                item.kind === 'separator' ? (
                  <Radix.Separator key={index} className="mx-2 my-1 h-px bg-line" />
                ) : (
                  <Radix.Item
                    // Two items may have one name: a model of one's own, and one of the operator's.
                    key={index}
                    disabled={item.disabled ?? false}
                    onSelect={item.onSelect}
                    className={cx(
                      'flex h-9 items-center gap-2.5 rounded-md px-2.5 text-base outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover [&_svg]:size-4 [&_svg]:shrink-0',
                      item.isDanger ? 'text-danger' : 'text-ink [&_svg]:text-ink-2',
                    )}
                  >
                    {item.icon}
                    <span className="min-w-0 flex-1 truncate">{item.label}</span>
                    {item.shortcut ? <Kbd>{item.shortcut}</Kbd> : null}
                  </Radix.Item>
                ),
              )}
            </Radix.Content>
          </Radix.Portal>
        </Radix.Root>
      )}
    >
      {trigger}
    </LateTrigger>
  );
}

const closed = { 'aria-haspopup': 'menu', 'aria-expanded': false, 'data-state': 'closed' };
