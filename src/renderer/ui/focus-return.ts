// Gives the focus back to where it was, also where that is gone by then: to where that one came from, or to where one writes.
import { useRef } from 'react';

type FocusReturn = {
  readonly onOpenAutoFocus: (event: Event) => void;
  readonly onCloseAutoFocus: (event: Event) => void;
};

/** Where the focus goes back to from each dialog that is or was open, the best first. */
const waysBack = new WeakMap<Element, readonly EventTarget[]>();

export function useFocusReturn(): FocusReturn {
  const way = useRef<readonly EventTarget[]>([]);
  return {
    onOpenAutoFocus: ({ target }) => {
      way.current = wayFrom(document.activeElement);
      if (target instanceof Element) waysBack.set(target, way.current);
    },
    onCloseAutoFocus: (event) => {
      event.preventDefault();
      focusFirst([...way.current, homeOfFocus()]);
    },
  };
}

/** What had the focus; and where it stood in a dialog, a panel or a menu, what opened that. */
function wayFrom(element: Element | null): readonly EventTarget[] {
  if (element === null || element === document.body) return [];
  const layer = element.closest('[role="dialog"], [role="menu"]');
  if (layer === null) return [element];
  const opener = document.querySelector(`[aria-controls="${CSS.escape(layer.id)}"]`);
  return [element, ...(waysBack.get(layer) ?? (opener === null ? [] : [opener]))];
}

/** Where one writes. */
export function homeOfFocus(): HTMLElement | null {
  return document.querySelector('[data-focus-home]');
}

/** Focuses the first of them that is still there and can be seen. */
export function focusFirst(elements: readonly (EventTarget | null)[]): void {
  for (const element of elements) {
    if (!(element instanceof HTMLElement) || !element.isConnected || !element.checkVisibility()) continue;
    element.focus();
    if (document.activeElement === element) return;
  }
}
