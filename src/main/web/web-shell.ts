// What the browser shell does for the core. It is little, since the page's own browser does most of it.
import type { Shell } from '../core/shell-port.ts';
import { documentPath } from './document-route.ts';
import type { OneTimeDocuments } from './one-time-documents.ts';

export function createWebShell(parts: {
  readonly documents: OneTimeDocuments;
  /** Whether the open page may show a frame of this origin: its policy was fixed when it was loaded. */
  readonly mayFrame: (origin: string) => boolean;
}): Shell {
  return {
    kind: 'web',
    openExternal: async () => 'page_opens',
    openCheckout: async ({ url }) => ({ kind: parts.mayFrame(new URL(url).origin) ? 'frame' : 'tab', url }),
    closeCheckout: async () => {},
    showDocument: async (document) => ({ kind: 'tab', url: documentPath + parts.documents.put(document) }),
    saveFile: async () => 'page_saves',
    // The browser that shows the page is the person's own; a scheme of the app's is registered with nobody here.
    signIn: { open: async () => 'page_opens', hearsScheme: async () => false, returns: nothingUntil },
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
