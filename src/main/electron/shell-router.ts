// What the core may ask of the desktop: open links, show a checkout or a document, save a file, pass on menus and links, keep the preferences.
import { implement } from '@orpc/server';
import type { Shell } from '../core/shell-port.ts';
import type { Preferences } from '../core/settings/preferences.ts';
import { shellContract } from '../link/shell-contract.ts';
import { signalOf } from '../core/call-signal.ts';

const os = implement(shellContract);

/** `openPreferences`: asked again by each core, also by one that was started again. */
export function createShellRouter(shell: Shell, openPreferences: () => Preferences) {
  let preferences: Preferences | null = null;
  return os.router({
    openExternal: os.openExternal.handler(({ input }) => shell.openExternal(input.url)),
    openCheckout: os.openCheckout.handler(({ input }) => shell.openCheckout(input)),
    closeCheckout: os.closeCheckout.handler(() => shell.closeCheckout()),
    showDocument: os.showDocument.handler(({ input }) => shell.showDocument(input)),
    saveFile: os.saveFile.handler(({ input }) => shell.saveFile(input)),
    signIn: {
      open: os.signIn.open.handler(({ input }) => shell.signIn.open(input.url)),
      hearsScheme: os.signIn.hearsScheme.handler(() => shell.signIn.hearsScheme()),
      returns: os.signIn.returns.handler(async function* ({ signal }) {
        yield* shell.signIn.returns(signalOf(signal));
      }),
    },
    commands: os.commands.handler(async function* ({ signal }) {
      yield* shell.commands(signalOf(signal));
    }),
    preferences: {
      open: os.preferences.open.handler(() => {
        preferences = openPreferences();
        return { stored: { ...preferences.stored }, damagedFile: preferences.damagedFile };
      }),
      keep: os.preferences.keep.handler(async ({ input }) => {
        preferences ??= openPreferences();
        await preferences.keep(input);
      }),
    },
  });
}
