// Gives the focus back to where it was before a dialog without a trigger of its own opened.
import { useRef } from 'react';

type FocusReturn = {
  readonly onOpenAutoFocus: (event: Event) => void;
  readonly onCloseAutoFocus: (event: Event) => void;
};

export function useFocusReturn(): FocusReturn {
  const cameFrom = useRef<HTMLElement | null>(null);
  return {
    onOpenAutoFocus: () => {
      cameFrom.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    },
    onCloseAutoFocus: (event) => {
      event.preventDefault();
      cameFrom.current?.focus();
    },
  };
}
