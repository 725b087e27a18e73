// A short word about what was just done, with a way to undo it: its button, or Ctrl+Z also after it has gone. It never carries what must be read, and never lies over the composer.
import { X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { createContext, use, useCallback, useMemo, useRef, useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';
import { Kbd } from './kbd.tsx';
import { sayShortcut } from './shortcuts.ts';
import { useUndo } from './use-undo.ts';
import { words } from '../words.ts';

export type ToastRequest = {
  readonly text: string;
  /** Such as Undo. The toast goes when it is taken. */
  readonly action?: ToastAction;
};

type ToastAction = {
  readonly label: string;
  readonly onAction: () => void;
  /** Ctrl+Z does the same, the newest first. */
  readonly isUndo?: boolean;
};

type ToastApi = { readonly show: (toast: ToastRequest) => void };
type Shown = ToastRequest & { readonly id: number };

const shownMax = 3;
/** While the pointer or the focus is on a toast, or the window is left, its time stands still. */
const plainMs = 6_000;
const actionMs = 30_000;

const ToastContext = createContext<ToastApi>({ show: () => undefined });

export function useToast(): ToastApi {
  return use(ToastContext);
}

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Shown[]>([]);
  const remove = useCallback((id: number) => setToasts((before) => before.filter((toast) => toast.id !== id)), []);
  const lastId = useRef(0);
  const rememberUndo = useUndo();
  const show = useCallback(
    ({ text, action }: ToastRequest) => {
      lastId.current += 1;
      const id = lastId.current;
      const take = (): void => {
        remove(id);
        action?.onAction();
      };
      const onAction = action?.isUndo === true ? rememberUndo(take) : take;
      const shown: Shown = action === undefined ? { id, text } : { id, text, action: { ...action, onAction } };
      setToasts((before) => [...before.slice(1 - shownMax), shown]);
    },
    [remove, rememberUndo],
  );
  const api = useMemo(() => ({ show }), [show]);
  return (
    <ToastContext value={api}>
      <Radix.Provider swipeDirection="up" label={words.page.notices}>
        {children}
        {toasts.map((toast) => (
          <OneToast key={toast.id} toast={toast} onGone={() => remove(toast.id)} />
        ))}
        <Radix.Viewport className="pointer-events-none fixed inset-x-0 top-16 z-50 max-md:top-38 mx-auto flex w-full max-w-md flex-col items-center gap-2 px-4 outline-none" />
      </Radix.Provider>
    </ToastContext>
  );
}

function OneToast({ toast, onGone }: { readonly toast: Shown; readonly onGone: () => void }) {
  const { action } = toast;
  return (
    <Radix.Root
      duration={action ? actionMs : plainMs}
      onOpenChange={(isOpen) => {
        if (!isOpen) onGone();
      }}
      className="pointer-events-auto flex max-w-full animate-rise items-center gap-2 rounded-lg border border-line bg-float py-1.5 pr-1.5 pl-4 text-base shadow-float"
    >
      <Radix.Title className="line-clamp-2 min-w-0 flex-1 py-1 wrap-anywhere">{toast.text}</Radix.Title>
      {action ? (
        <Radix.Action asChild altText={action.label}>
          <Button variant="ghost" size="sm" className="text-accent-ink" onClick={action.onAction}>
            {action.label}
            {action.isUndo === true ? <Kbd>{sayShortcut('Z')}</Kbd> : null}
          </Button>
        </Radix.Action>
      ) : null}
      <Radix.Close asChild>
        <IconButton label={words.page.dismiss} icon={<X />} size="sm" />
      </Radix.Close>
    </Radix.Root>
  );
}
