// Keeps in its place what is read below something that changes its size by itself.
import { useLayoutEffect, useRef, type RefObject } from 'react';

/** `element` may change its height when `mark` changes. What begins above the upper edge of the transcript grows upwards. */
export function useKeptPlace(element: RefObject<HTMLElement | null>, mark: unknown): void {
  const last = useRef<{ readonly mark: unknown; readonly height: number } | null>(null);
  useLayoutEffect(() => {
    const box = element.current;
    if (box === null) return;
    const { top, height } = box.getBoundingClientRect();
    const before = last.current;
    last.current = { mark, height };
    const scroller = box.closest('[role="log"]');
    if (before === null || before.mark === mark || before.height === height || scroller === null) return;
    const edge = scroller.getBoundingClientRect().top;
    const row = box.closest('[data-index]');
    // The list itself takes care of a row that is wholly above.
    const rowEnd = (row?.getBoundingClientRect().bottom ?? Infinity) - (height - before.height);
    if (top < edge && rowEnd > edge) scroller.scrollTop += height - before.height;
  });
}
