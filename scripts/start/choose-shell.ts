// Which shell can be tried here: Electron where a display could show it, else the browser.
export type ChosenShell = { readonly kind: 'electron' } | { readonly kind: 'web'; readonly reason: string };

export type ShellChoice = {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
};

/** TALLYSTICK_SHELL=web or electron decides where it is set. */
export function chooseShell({ env, platform, isRoot }: ShellChoice): ChosenShell {
  const wish = env['TALLYSTICK_SHELL'];
  if (wish === 'web') return { kind: 'web', reason: 'TALLYSTICK_SHELL asks for it' };
  if (wish === 'electron') return { kind: 'electron' };
  if (!hasDisplay(platform, env)) return { kind: 'web', reason: 'there is no display here' };
  // Chromium's sandbox does not work for root, and the app does not run without it.
  if (isRoot && platform === 'linux') return { kind: 'web', reason: 'Electron does not run as root' };
  return { kind: 'electron' };
}

export function hasDisplay(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean {
  if (platform !== 'linux') return env['SSH_CONNECTION'] === undefined;
  return (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
}
