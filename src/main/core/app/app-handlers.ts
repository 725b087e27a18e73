// What the page may know of the app around it, and ask of its shell.
import { implement } from '@orpc/server';
import { app, type AppInfo } from '../../../preload/contract/app.ts';
import type { SettingsPort } from '../ports.ts';
import type { Shell } from '../shell-port.ts';
import { isExternalLink } from './external-link.ts';
import { signalOf } from '../call-signal.ts';

export type AppParts = {
  readonly version: string;
  readonly platform: AppInfo['platform'];
  readonly shell: Shell;
  readonly settings: SettingsPort;
  /** The host at which people sign in; null: nobody does. */
  readonly issuer: () => string | null;
};

const os = implement(app);

export function appHandlers({ version, platform, shell, settings, issuer }: AppParts) {
  return os.router({
    info: os.info.handler(() => {
      const { ollamas, ollamaAddress, serverAddress } = settings.current();
      const own = ollamas.map(({ address }) => new URL(address ?? ollamaAddress).host);
      const hosts = [...own, new URL(serverAddress).host, issuer()];
      const outboundHosts = [...new Set(hosts.filter((host) => host !== null))];
      return { version, shell: shell.kind, platform, outboundHosts };
    }),
    commands: os.commands.handler(async function* ({ signal }) {
      yield* shell.commands(signalOf(signal));
    }),
    openExternal: os.openExternal.handler(async ({ input }) => {
      if (!isExternalLink(input.url)) return { kind: 'refused' };
      return { kind: await shell.openExternal(input.url) };
    }),
    saveFile: os.saveFile.handler(async ({ input }) => ({ kind: await shell.saveFile(input) })),
  });
}
