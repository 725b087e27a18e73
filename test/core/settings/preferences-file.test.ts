// The preferences' file: real files, damaged ones included.
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadElectronStore } from '../../support/electron-store.ts';
import { openPreferencesFile, type FileOptions } from '../../../src/main/core/settings/preferences-file.ts';
import type { Preferences } from '../../../src/main/core/settings/preferences.ts';

async function freshDir(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'tallystick-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

const ElectronStore = await loadElectronStore();

/** The engines that write the file: of the browser shell and of the desktop app, which needs no Electron where it is told the folder. */
const engines = {
  conf: undefined,
  'electron-store': (options: FileOptions) => new ElectronStore<Record<string, unknown>>(options),
} as const;
type Engine = keyof typeof engines;
const names: readonly Engine[] = ['conf', 'electron-store'];

function openBy(engine: Engine, dir: string, nowMs = 1): Preferences {
  const open = engines[engine];
  return openPreferencesFile({ dir, nowMs, ...(open === undefined ? {} : { open }) });
}

describe.each(names)('the preferences file, written by %s', (engine) => {
  it.each(names)('gives back what was kept, also when %s opens it again', async (next) => {
    const dir = path.join(await freshDir(), 'not', 'yet', 'there');
    const kept = { theme: 'dark', 'a.b': { c: [1, null, 'ü'] } };
    await openBy(engine, dir).keep(kept);
    expect(openBy(next, dir).stored).toEqual(kept);
  });

  it('keeps what is written beside it in the meantime', async () => {
    const dir = await freshDir();
    const preferences = openBy(engine, dir);
    await openBy('conf', dir).keep({ fontSize: 17, theme: 'dark' });
    await preferences.keep({ theme: 'light' });
    expect(openBy(engine, dir).stored).toEqual({ fontSize: 17, theme: 'light' });
  });

  it.each([
    ['half a file', '{"theme":"da'],
    ['no text at all', '\u0000\u0001\u0002'],
    ['nothing', ''],
  ])('that is damaged (%s) is put aside, and the app begins with none', async (_name, bytes) => {
    const dir = await freshDir();
    await writeFile(path.join(dir, 'preferences.json'), bytes);
    const preferences = openBy(engine, dir, 1234);
    expect(preferences.stored).toEqual({});
    await preferences.keep({ theme: 'light' });
    expect(preferences.damagedFile).toBe(path.join(dir, 'preferences.json.damaged-1234'));
    expect(await readFile(path.join(dir, 'preferences.json.damaged-1234'), 'utf8')).toBe(bytes);
    expect(openBy(engine, dir).stored).toEqual({ theme: 'light' });
  });

  it('leaves nothing else behind', async () => {
    const dir = await freshDir();
    await openBy(engine, dir).keep({ a: 1 });
    expect(await readdir(dir)).toEqual(['preferences.json']);
  });

  it.skipIf(process.platform === 'win32')('can be read by nobody else', async () => {
    const dir = await freshDir();
    await openBy(engine, dir).keep({ a: 1 });
    expect((await stat(path.join(dir, 'preferences.json'))).mode & 0o777).toBe(0o600);
  });
});
