// A question or a form that wants the whole attention. Focus stays inside, Escape closes, and focus returns to where it came from.
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import { cx } from './cx.ts';
import { useFocusReturn } from './focus-return.ts';
import { IconButton } from './icon-button.tsx';
import { words } from '../words.ts';

type DialogProps = {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly title: string;
  /** One sentence under the title; null where the content speaks for itself. */
  readonly description?: ReactNode;
  readonly children: ReactNode;
  /** Buttons, the main one last. */
  readonly footer?: ReactNode;
  readonly size?: 'md' | 'lg' | 'xl';
  /** Does not close by a click outside; for what must not be lost by a slip. */
  readonly isSticky?: boolean;
};

const widths = { md: 'max-w-dialog', lg: 'max-w-[44rem]', xl: 'max-w-[60rem]' } as const;

/** Nothing of it is mounted before it opens for the first time: the page has many dialogs, of which most never do. */
export function Dialog(props: DialogProps) {
  const [isNeeded, setNeeded] = useState(props.isOpen);
  if (props.isOpen && !isNeeded) setNeeded(true);
  return isNeeded ? <Mounted {...props} /> : null;
}

function Mounted({
  isOpen,
  onOpenChange,
  title,
  description,
  children,
  footer,
  size = 'md',
  isSticky = false,
}: DialogProps) {
  const focusReturn = useFocusReturn();
  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Portal>
        {/* Drawn by ourselves: the library's overlay writes a style element, which the page's policy forbids. */}
        <div className="fixed inset-0 z-40 animate-appear bg-scrim" />
        <Radix.Content
          {...focusReturn}
          {...(description ? {} : { 'aria-describedby': undefined })}
          onEscapeKeyDown={(event) => {
            if (hasOwnEscape(event.target)) event.preventDefault();
          }}
          onInteractOutside={isSticky ? (event) => event.preventDefault() : undefined}
          className="pointer-events-none fixed inset-0 z-40 flex items-center justify-center p-3 outline-none sm:p-6 [@media(height<30rem)]:p-2"
        >
          <div
            className={cx(
              'pointer-events-auto relative flex max-h-full w-full animate-rise flex-col overflow-hidden rounded-xl border border-line bg-float shadow-float',
              widths[size],
            )}
          >
            <header className="px-6 pt-5 pr-14 pb-3">
              <Radix.Title className="text-lg font-semibold tracking-tight">{title}</Radix.Title>
              {description ? (
                <Radix.Description className="mt-1 text-base text-ink-2">{description}</Radix.Description>
              ) : null}
            </header>
            <div className="@container min-h-0 flex-1 overflow-y-auto px-6 pt-1 pb-6 has-data-dialog-actions:scroll-pb-24">
              {children}
            </div>
            {footer ? (
              <footer className="flex flex-wrap justify-end gap-2 border-t border-line bg-paper px-6 py-4">
                {footer}
              </footer>
            ) : null}
            {/* Last, so that what the dialog is about gets the focus first. */}
            <Radix.Close asChild>
              <IconButton label={words.page.close} icon={<X />} className="absolute! top-4 right-4" />
            </Radix.Close>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A part of a dialog that Escape is to close instead of the dialog says so. */
function hasOwnEscape(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-own-escape]') !== null;
}

/** The buttons of a form in a dialog, always in sight at its lower edge; the last thing in the dialog. */
export function DialogActions({ children }: { readonly children: ReactNode }) {
  return (
    <div
      data-dialog-actions
      className="sticky -bottom-6 z-10 -mx-6 mt-6 -mb-6 flex flex-wrap items-center justify-end gap-x-3 gap-y-2 border-t border-line bg-paper px-6 py-3"
    >
      {children}
    </div>
  );
}
