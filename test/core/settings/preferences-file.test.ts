// The preferences' file: real files, damaged ones included.
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openPreferencesFile } from '../../../src/main/core/settings/preferences-file.ts';

async function freshDir(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'tallystick-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

describe('the preferences file', () => {
  it('gives back what was written, also when opened again', async () => {
    const dir = path.join(await freshDir(), 'not', 'yet', 'there');
    const written = { theme: 'dark', 'a.b': { c: [1, null, 'ü'] } };
    openPreferencesFile({ dir, nowMs: 1 }).write(written);
    expect(openPreferencesFile({ dir, nowMs: 2 }).read()).toEqual(written);
  });

  it('is written whole: what is left out is gone', async () => {
    const preferences = openPreferencesFile({ dir: await freshDir(), nowMs: 1 });
    preferences.write({ a: 1, b: 2 });
    preferences.write({ b: 3 });
    expect(preferences.read()).toEqual({ b: 3 });
  });

  it.each([
    ['half a file', '{"theme":"da'],
    ['no text at all', '\u0000\u0001\u0002'],
    ['nothing', ''],
  ])('that is damaged (%s) is put aside, and the app begins with none', async (_name, bytes) => {
    const dir = await freshDir();
    await writeFile(path.join(dir, 'preferences.json'), bytes);
    const preferences = openPreferencesFile({ dir, nowMs: 1234 });
    expect(preferences.read()).toEqual({});
    preferences.write({ theme: 'light' });
    expect(preferences.damagedFile).toBe(path.join(dir, 'preferences.json.damaged-1234'));
    expect(await readFile(path.join(dir, 'preferences.json.damaged-1234'), 'utf8')).toBe(bytes);
    expect(openPreferencesFile({ dir, nowMs: 5 }).read()).toEqual({ theme: 'light' });
  });

  it('leaves nothing else behind', async () => {
    const dir = await freshDir();
    openPreferencesFile({ dir, nowMs: 1 }).write({ a: 1 });
    expect(await readdir(dir)).toEqual(['preferences.json']);
  });

  it.skipIf(process.platform === 'win32')('can be read by nobody else', async () => {
    const dir = await freshDir();
    openPreferencesFile({ dir, nowMs: 1 }).write({ a: 1 });
    expect((await stat(path.join(dir, 'preferences.json'))).mode & 0o777).toBe(0o600);
  });
});
