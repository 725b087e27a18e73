// The built app in real Electron, where its program is installed. Chosen by TALLYSTICK_E2E=electron.
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { electronProgram } from '../../../scripts/start/choose-shell.ts';

const root = path.resolve(import.meta.dirname, '../../..');

export type ElectronApp = {
  start(): Promise<Page>;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** The window in which a checkout is paid. */
  nextWindow(): Promise<Page>;
};

export function createElectronApp(env: Readonly<Record<string, string>>): ElectronApp {
  const executablePath = electronProgram(root);
  if (executablePath === null)
    throw new Error('TALLYSTICK_E2E=electron needs Electron’s program: npx install-electron');
  let app: ElectronApplication | null = null;
  const live = (): ElectronApplication => {
    if (app === null) throw new Error('The app is not running');
    return app;
  };
  return {
    async start() {
      app = await _electron.launch({ executablePath, args: [root], env: { ...definedEnv(), ...env } });
      return app.firstWindow();
    },
    async end(signal) {
      if (app === null) return;
      const ended = new Promise<void>((resolve) => live().once('close', () => resolve()));
      if (signal === 'SIGKILL') app.process().kill('SIGKILL');
      else await app.close();
      await ended;
      app = null;
    },
    async nextWindow() {
      const [, second] = live().windows();
      return second ?? live().waitForEvent('window');
    },
  };
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
