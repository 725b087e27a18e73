// A short word about what was just done, with a way to undo it. It never carries what must be read, and never lies over the composer.
import { X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';

export type ToastRequest = {
  readonly text: string;
  /** Such as Undo. The toast goes when it is taken. */
  readonly action?: { readonly label: string; readonly onAction: () => void };
  /** Milliseconds; 4,000 without an action, 8,000 with one. */
  readonly durationMs?: number;
};

type ToastApi = { readonly show: (toast: ToastRequest) => void };
type Shown = ToastRequest & { readonly id: number };

const shownMax = 3;
const ToastContext = createContext<ToastApi>({ show: () => undefined });

export function useToast(): ToastApi {
  return use(ToastContext);
}

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Shown[]>([]);
  const show = useCallback((toast: ToastRequest) => {
    setToasts((before) => [...before.slice(1 - shownMax), { ...toast, id: (before.at(-1)?.id ?? 0) + 1 }]);
  }, []);
  const api = useMemo(() => ({ show }), [show]);
  const remove = (id: number): void => setToasts((before) => before.filter((toast) => toast.id !== id));
  return (
    <ToastContext value={api}>
      <Radix.Provider swipeDirection="up" label="Notice">
        {children}
        {toasts.map((toast) => (
          <OneToast key={toast.id} toast={toast} onGone={() => remove(toast.id)} />
        ))}
        <Radix.Viewport className="pointer-events-none fixed inset-x-0 top-16 z-50 mx-auto flex w-full max-w-md flex-col items-center gap-2 px-4 outline-none" />
      </Radix.Provider>
    </ToastContext>
  );
}

function OneToast({ toast, onGone }: { readonly toast: Shown; readonly onGone: () => void }) {
  const { action } = toast;
  return (
    <Radix.Root
      duration={toast.durationMs ?? (action ? 8000 : 4000)}
      onOpenChange={(isOpen) => {
        if (!isOpen) onGone();
      }}
      className="pointer-events-auto flex max-w-full animate-rise items-center gap-2 rounded-lg border border-line bg-float py-1.5 pr-1.5 pl-4 text-base shadow-float"
    >
      <Radix.Title className="min-w-0 flex-1 truncate py-1.5">{toast.text}</Radix.Title>
      {action ? (
        <Radix.Action asChild altText={action.label}>
          <Button variant="ghost" size="sm" className="text-accent-ink" onClick={action.onAction}>
            {action.label}
          </Button>
        </Radix.Action>
      ) : null}
      <Radix.Close asChild>
        <IconButton label="Dismiss" icon={<X />} size="sm" />
      </Radix.Close>
    </Radix.Root>
  );
}
