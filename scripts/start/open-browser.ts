// Shows an address in the system's browser; where that does not work the printed address is still there.
import { spawn } from 'node:child_process';

export function openBrowser(url: string, platform: NodeJS.Platform): void {
  const [command = '', ...args] = commandFor(platform);
  const opener = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  opener.on('error', () => undefined);
  opener.unref();
}

function commandFor(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ['open'];
  return platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler'] : ['xdg-open'];
}
