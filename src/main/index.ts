// The entry of the desktop app: what has to happen before Electron is ready, then the wiring.
import os from 'node:os';
import path from 'node:path';
import { app } from 'electron';
import { systemClock } from './core/clock.ts';
import type { StartProblem } from '../preload/contract/start.ts';
import { parseConfig } from './core/config.ts';
import { unknownSettings } from './core/setting-names.ts';
import { startProblemOf } from './core/start-failure.ts';
import { checkDataFolder } from './core/data-folder.ts';
import { runDesktop } from './electron/desktop.ts';
import { registerPageScheme } from './electron/page-protocol.ts';
import { shellWords } from './electron/shell-words.ts';
import { showStartFailure } from './electron/start-failure.ts';
import { tellStarter } from './electron/starter.ts';

const out = path.join(import.meta.dirname, '..');

registerPageScheme();
app.setName('Tallystick');
app.enableSandbox();
try {
  start();
} catch (error) {
  void giveUp(startProblemOf(error));
}

function start(): void {
  for (const { name, meant } of unknownSettings(process.env))
    process.stderr.write(`${shellWords().start.unknownSetting(name, meant)}\n`);
  const config = parseConfig(process.env, { platform: process.platform, homeDir: os.homedir() });
  // Chromium's own files stay apart from ours; the single-instance lock is one for each data folder.
  const ownFolder = path.join(config.dataDir, 'electron');
  // The lock cannot be taken in a folder that cannot be written, and then looks as if another had it.
  checkDataFolder(ownFolder);
  app.setPath('userData', ownFolder);
  if (!app.requestSingleInstanceLock()) {
    tellStarter(process.env, 'second');
    return app.quit();
  }
  // Not awaited: Electron becomes ready only after this module has been evaluated to its end.
  runDesktop({
    dataDir: config.dataDir,
    preload: path.join(out, 'preload', 'index.cjs'),
    rendererDir: path.join(out, 'renderer'),
    devUrl: whileDeveloping('ELECTRON_RENDERER_URL'),
    clock: systemClock,
    core: { entry: path.join(import.meta.dirname, 'core-process.js'), node: whileDeveloping('TALLYSTICK_CORE_NODE') },
    onShown: () => tellStarter(process.env, 'window shown'),
    giveUp,
  }).catch((error: unknown) => giveUp(startProblemOf(error)));
}

/** A variable that only a program which is not packaged listens to. */
function whileDeveloping(name: 'ELECTRON_RENDERER_URL' | 'TALLYSTICK_CORE_NODE'): string | null {
  const value = process.env[name] ?? '';
  return app.isPackaged || value === '' ? null : value;
}

function giveUp(problem: StartProblem): Promise<void> {
  tellStarter(process.env, `refused: ${shellWords().start.problem(problem)}`);
  return showStartFailure(problem);
}
