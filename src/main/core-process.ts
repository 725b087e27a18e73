// The entry of the desktop app's core process: Electron's utility process, or a plain Node child while developing.
import os from 'node:os';
import { parseConfig } from './core/config.ts';
import { createCore } from './core/core.ts';
import type { ShellLink } from './link/core-messages.ts';
import { linkOverNodeChannel } from './link/node-parent.ts';
import { serveCore } from './link/serve-core.ts';
import { linkOverParentPort, type ParentPort } from './link/utility-parent.ts';

/** Written in by the build, as in package.json. */
declare const __APP_VERSION__: string;

const core = serveCore({
  link: linkToShell(),
  openCore: async (shell, preferences) => {
    const config = parseConfig(process.env, { platform: process.platform, homeDir: os.homedir() });
    return await createCore({ config, version: __APP_VERSION__, shell, preferences });
  },
  exit: () => process.exit(0),
});

process.on('uncaughtExceptionMonitor', core.report);
// A terminal sends these to all processes at once; when to end is the shell's to say.
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
process.on('SIGTERM', () => void core.close());

function linkToShell(): ShellLink {
  const { parentPort }: NodeJS.Process & { readonly parentPort?: ParentPort } = process;
  const link = parentPort === undefined ? linkOverNodeChannel(process) : linkOverParentPort(parentPort);
  if (link === null) throw new Error('The core’s process is started by the desktop app.');
  return link;
}
