// Which shell can run here: Electron where its program is and a display shows it, else the browser.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const fetchWithinMs = 10 * 60_000;

export type ChosenShell =
  | { readonly kind: 'electron'; readonly program: string }
  | { readonly kind: 'web'; readonly reason: string };

export type ShellChoice = {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  readonly say: (line: string) => void;
};

/** TALLYSTICK_SHELL=web or electron decides where it is set. */
export function chooseShell(choice: ShellChoice): ChosenShell {
  const wish = choice.env['TALLYSTICK_SHELL'];
  if (wish === 'web') return { kind: 'web', reason: 'TALLYSTICK_SHELL asks for it' };
  if (wish !== 'electron') {
    if (!hasDisplay(choice.platform, choice.env)) return { kind: 'web', reason: 'there is no display here' };
    // Chromium's sandbox does not work for root, and the app does not run without it.
    if (choice.isRoot && choice.platform === 'linux') return { kind: 'web', reason: 'Electron does not run as root' };
  }
  const program = electronProgram(choice.root) ?? fetchElectron(choice);
  if (program === null) return { kind: 'web', reason: 'Electron’s program is not here and could not be fetched' };
  return { kind: 'electron', program };
}

export function hasDisplay(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean {
  if (platform !== 'linux') return env['SSH_CONNECTION'] === undefined;
  return (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
}

/** The path of the installed program, or null; asking never fetches anything. */
export function electronProgram(root: string): string | null {
  const folder = path.join(root, 'node_modules', 'electron');
  const pathFile = path.join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const program = path.join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(program) ? program : null;
}

/** The npm package comes without the program; its own installer fetches it once. */
function fetchElectron({ root, env, say }: ShellChoice): string | null {
  say('Fetching Electron, once…');
  const installer = path.join(root, 'node_modules', 'electron', 'install.js');
  spawnSync(process.execPath, [installer], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: fetchWithinMs,
  });
  return electronProgram(root);
}
