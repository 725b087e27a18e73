// The app object: readiness, the single-instance lock, links, and leaving.
import { EventEmitter } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { did } from './control.ts';
import { hasBecomeReady, requireNotReady, whenReady } from './lifecycle.ts';
import { strict } from './strict.ts';
import { preventable } from './web-contents.ts';

export const appEvents = new EventEmitter();
const root = path.resolve(import.meta.dirname, '../../..');
const paths = new Map<string, string>();

export const app = strict('app', {
  isPackaged: process.env['ELECTRON_DOUBLE_PACKAGED'] === '1',
  isReady: hasBecomeReady,
  whenReady,
  on: (event: string, listener: (...args: unknown[]) => void) => appEvents.on(event, listener),
  emit: (event: string, ...args: unknown[]) => appEvents.emit(event, ...args),
  removeAllListeners: (event: string) => appEvents.removeAllListeners(event),
  requestSingleInstanceLock: () => process.env['ELECTRON_DOUBLE_SECOND'] !== '1' && canLock(),
  setPath(name: string, value: string) {
    requireNotReady('app.setPath');
    paths.set(name, value);
  },
  // The folder it was started with, which holds package.json.
  getAppPath: () => root,
  getPath(name: string) {
    const value = paths.get(name);
    if (value === undefined) throw new Error(`Failed to get '${name}' path`);
    return value;
  },
  getVersion: () => '0.1.0',
  getPreferredSystemLanguages: () => ['en-GB'],
  setName(name: string) {
    did('setName', name);
  },
  setAppUserModelId(id: string) {
    did('setAppUserModelId', id);
  },
  enableSandbox: () => requireNotReady('app.enableSandbox'),
  setAsDefaultProtocolClient(scheme: string) {
    did('setAsDefaultProtocolClient', scheme);
    return true;
  },
  quit() {
    // Electron leaves the current turn first.
    setImmediate(leave);
  },
  exit(code = 0) {
    did('exit', code);
    setImmediate(() => process.exit(code));
  },
});

/** The lock is a file among Chromium's own. Where none can be written Electron says no, as if another start had it. */
function canLock(): boolean {
  const folder = paths.get('userData');
  if (folder === undefined) return true;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'SingletonLock'), '');
    return true;
  } catch {
    return false;
  }
}

function leave(): void {
  const { event, isPrevented } = preventable();
  appEvents.emit('before-quit', event);
  if (isPrevented()) return;
  appEvents.emit('double:close-windows');
  appEvents.emit('will-quit', preventable().event);
  did('quit', null);
  setImmediate(() => process.exit(0));
}
