// What the desktop does for the core: open links, show a checkout, pass on what menus and links wish.
import type { BrowserWindow } from 'electron';
import type { Shell } from '../core/ports.ts';
import type { CheckoutWindow } from './checkout-window.ts';
import type { CommandQueue } from './command-queue.ts';
import type { DocumentWindow } from './document-window.ts';
import { openExternalLink } from './external-link.ts';

export function createDesktopShell(parts: {
  readonly commands: CommandQueue;
  readonly checkout: CheckoutWindow;
  readonly documents: DocumentWindow;
  readonly mainWindow: () => BrowserWindow | null;
}): Shell {
  return {
    kind: 'electron',
    async openExternal(url) {
      if (!(await openExternalLink(url))) throw new Error('Only https, lightning and bitcoin links are opened');
      return 'opened';
    },
    async openCheckout(page) {
      await parts.checkout.open(page, parts.mainWindow());
      return { kind: 'window' };
    },
    async showDocument(document) {
      await parts.documents.open(document, parts.mainWindow());
      return { kind: 'window' };
    },
    async closeCheckout() {
      parts.checkout.close();
    },
    commands: (signal) => parts.commands.listen(signal),
  };
}
