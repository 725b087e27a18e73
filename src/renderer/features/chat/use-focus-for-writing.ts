// An editor that opens takes the keyboard, at the end of its words. One that comes back into view by scrolling or a reload takes it
// only where nothing else has it.
import { useEffect, type RefObject } from 'react';

/** `isWished`: somebody has just opened it. Else it takes the keyboard only where nothing else has it. */
export function useFocusForWriting(field: RefObject<HTMLTextAreaElement | null>, isWished: boolean): void {
  useEffect(() => {
    const { current } = field;
    const isFree = document.activeElement === null || document.activeElement === document.body;
    if (current === null || !(isWished || isFree)) return;
    current.focus();
    current.setSelectionRange(current.value.length, current.value.length);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, when it comes
  }, []);
}
