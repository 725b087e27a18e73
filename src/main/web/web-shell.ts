// What the browser shell does for the core: hardly anything, for the page's own browser does it.
import type { Shell } from '../core/ports.ts';

export function createWebShell(): Shell {
  return {
    kind: 'web',
    openExternal: async () => 'page_opens',
    openCheckout: async ({ url }) => ({ kind: 'frame', url }),
    closeCheckout: async () => {},
    // There is no menu here; the stream only ends with its reader.
    commands: nothingUntil,
  };
}

function nothingUntil(signal: AbortSignal): AsyncIterable<never> {
  const ended = new Promise<IteratorReturnResult<undefined>>((resolve) => {
    const end = (): void => resolve({ done: true, value: undefined });
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  return { [Symbol.asyncIterator]: () => ({ next: () => ended }) };
}
