// What the browser shell does for the core: hardly anything, for the page's own browser does it.
import type { Shell } from '../core/ports.ts';

export function createWebShell(): Shell {
  return {
    kind: 'web',
    openExternal: async () => 'page_opens',
    openCheckout: async ({ url }) => ({ kind: 'frame', url }),
    closeCheckout: async () => {},
    // There is no menu here; the stream only ends with its reader.
    async *commands(signal) {
      await new Promise<void>((resolve) => {
        if (signal.aborted) return resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    },
  };
}
