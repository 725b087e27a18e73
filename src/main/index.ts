// The entry of the desktop app: what has to happen before Electron is ready, then the wiring.
import os from 'node:os';
import path from 'node:path';
import { app, dialog } from 'electron';
import { systemClock } from './core/clock.ts';
import { parseConfig } from './core/config.ts';
import { createCore } from './core/core.ts';
import { runDesktop } from './electron/desktop.ts';
import { registerPageScheme } from './electron/page-protocol.ts';

/** Written in by the build, as in package.json. */
declare const __APP_VERSION__: string;

const out = path.join(import.meta.dirname, '..');

try {
  const config = parseConfig(process.env, { platform: process.platform, homeDir: os.homedir() });
  app.setName('Tallystick');
  app.enableSandbox();
  // Chromium's own files stay apart from ours; the single-instance lock is one for each data folder.
  app.setPath('userData', path.join(config.dataDir, 'electron'));
  registerPageScheme();

  if (app.requestSingleInstanceLock()) {
    // Not awaited: Electron becomes ready only after this module has been evaluated to its end.
    runDesktop({
      dataDir: config.dataDir,
      preload: path.join(out, 'preload', 'index.cjs'),
      rendererDir: path.join(out, 'renderer'),
      devUrl: app.isPackaged ? null : (process.env['ELECTRON_RENDERER_URL'] ?? null),
      clock: systemClock,
      openCore: (shell) => createCore({ config, version: __APP_VERSION__, shell }),
    }).catch(giveUp);
  } else {
    app.quit();
  }
} catch (error) {
  giveUp(error);
}

function giveUp(error: unknown): void {
  dialog.showErrorBox('Tallystick cannot start', error instanceof Error ? error.message : String(error));
  app.exit(1);
}
