// What the desktop does for the core: open links, show a checkout, pass on what menus and links wish.
import type { BrowserWindow } from 'electron';
import type { Shell } from '../core/shell-port.ts';
import type { CheckoutWindow } from './checkout-window.ts';
import type { CommandQueue } from './command-queue.ts';
import type { DocumentWindow } from './document-window.ts';
import { openExternalLink, openSignInPage } from './external-link.ts';
import type { FileSaver } from './file-saver.ts';
import type { ReturnQueue } from './return-queue.ts';

export function createDesktopShell(parts: {
  readonly commands: CommandQueue;
  readonly returns: ReturnQueue;
  /** Whether the system sends links of the app's scheme here. */
  readonly hearsScheme: () => boolean;
  readonly checkout: CheckoutWindow;
  readonly documents: DocumentWindow;
  readonly files: FileSaver;
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
    saveFile: (file) => parts.files.save(file, parts.mainWindow()),
    async closeCheckout() {
      parts.checkout.close();
    },
    signIn: {
      async open(url) {
        if (!(await openSignInPage(url))) throw new Error('People sign in at an https address only');
        return 'opened';
      },
      hearsScheme: async () => parts.hearsScheme(),
      returns: (signal) => parts.returns.listen(signal),
    },
    commands: (signal) => parts.commands.listen(signal),
  };
}
