// While an input method composes a word, keys such as Enter and Escape choose it or give it up, and mean nothing else.

/** Keeps such keys from everything in the page that listens for keys, dialogs and lists of libraries included. */
export function leaveComposingKeys(window: Window): void {
  window.addEventListener(
    'keydown',
    (event) => {
      if (isOfComposition(event)) event.stopImmediatePropagation();
    },
    { capture: true },
  );
}

/** keyCode 229: what Safari and old Chromium report for the Enter that ends a composition. */
function isOfComposition({ isComposing, keyCode }: KeyboardEvent): boolean {
  return isComposing || keyCode === 229;
}
