// The shell as the core sees it, when the shell is another process.
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { Shell } from '../core/shell-port.ts';
import type { Preferences } from '../core/settings/preferences.ts';
import type { FramePort } from './frame-port.ts';
import type { shellContract } from './shell-contract.ts';

export type ShellClient = {
  readonly shell: Shell;
  /** Asked once, before the core opens. */
  openPreferences(): Promise<Preferences>;
};

export function createShellClient(port: FramePort): ShellClient {
  const client: ContractRouterClient<typeof shellContract> = createORPCClient(new RPCLink({ port }));
  port.start();
  return {
    shell: {
      kind: 'electron',
      openExternal: (url) => client.openExternal({ url }),
      openCheckout: (page) => client.openCheckout(page),
      closeCheckout: () => client.closeCheckout(),
      showDocument: (document) => client.showDocument(document),
      saveFile: (file) => client.saveFile(file),
      signIn: {
        open: (url) => client.signIn.open({ url }),
        hearsScheme: () => client.signIn.hearsScheme(),
        returns: async function* (signal) {
          yield* await client.signIn.returns(undefined, { signal });
        },
      },
      commands: async function* (signal) {
        yield* await client.commands(undefined, { signal });
      },
    },
    async openPreferences() {
      const { stored, damagedFile } = await client.preferences.open();
      return { stored, damagedFile, keep: (values) => client.preferences.keep({ ...values }) };
    },
  };
}
