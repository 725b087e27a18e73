// The built desktop app against the double of Electron: one instance, links, menus, crashes, its place, and leaving.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { firstWindow, startDesktopApp, type DesktopApp } from '../support/electron-double/desktop-app.ts';
import { composer, expect as see } from '../e2e/steps.ts';
import { ensureBuilt, startDesktop, type Desktop, type DesktopStart } from './desktop-window.ts';

const Shown = z.object({ body: z.instanceof(Uint8Array) });
const OpenWindows = z.array(z.object({ id: z.int(), url: z.string() }));

const running: Desktop[] = [];
const open = async (start: DesktopStart = {}): Promise<Desktop> => {
  const desktop = await startDesktop(start);
  running.push(desktop);
  return desktop;
};

/** What a window passes through on its way is not noted. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 500));

beforeAll(ensureBuilt);
afterEach(async () => {
  for (const desktop of running.splice(0)) await desktop.close();
});

describe('a second start', () => {
  it('ends at once and opens nothing', async () => {
    const dataDir = await mkdtemp(path.join(os.tmpdir(), 'tallystick-second-'));
    const second = startDesktopApp({ env: { ELECTRON_DOUBLE_SECOND: '1', TALLYSTICK_DATA_DIR: dataDir } });
    expect(await second.exited).toBe(0);
    expect(second.deeds.map(({ what }) => what)).not.toContain('window');
    await rm(dataDir, { recursive: true, force: true });
  });

  it('brings the window that is there to the front', async () => {
    const { app, windowId } = await open();
    await app.ask('minimize', windowId);
    await app.ask('secondInstance', ['tallystick']);
    expect(await app.ask('windows')).toMatchObject([
      { id: windowId, isFocused: true, isMinimized: false, isVisible: true },
    ]);
  });
});

describe('leaving', () => {
  it('waits for the core, keeps the window’s place and ends with 0', async () => {
    const { app, windowId, dataDir } = await open();
    await app.ask('place', windowId, { x: 40, y: 50, width: 900, height: 700 });
    await app.ask('quit');
    expect(await app.exited).toBe(0);
    expect(JSON.parse(await readFile(path.join(dataDir, 'window.json'), 'utf8'))).toEqual({
      bounds: { x: 40, y: 50, width: 900, height: 700 },
      isMaximized: false,
      isFullScreen: false,
    });
    expect(await readFile(path.join(dataDir, 'logs/tallystick.log'), 'utf8')).toContain('"closed"');
  });

  it('the next start finds the window where it was', async () => {
    const first = await open();
    await first.app.ask('place', first.windowId, { x: 40, y: 50, width: 900, height: 700 });
    await first.app.ask('quit');
    await first.app.exited;
    const second = await open({ dataDir: first.dataDir });
    expect(await second.app.ask('windows')).toMatchObject([{ bounds: { x: 40, y: 50, width: 900, height: 700 } }]);
  });

  it.each(['maximize', 'setFullScreen'])('a minimised window is remembered as it stood before: %s', async (how) => {
    const normal = { x: 40, y: 50, width: 900, height: 700 };
    const first = await open();
    await first.app.ask('place', first.windowId, normal);
    await settled();
    await first.app.ask('maximize', first.windowId);
    await settled();
    if (how === 'setFullScreen') await first.app.ask('setFullScreen', first.windowId, true);
    await settled();
    await first.app.ask('minimize', first.windowId);
    await first.app.ask('quit');
    await first.app.exited;
    expect(JSON.parse(await readFile(path.join(first.dataDir, 'window.json'), 'utf8'))).toEqual({
      bounds: normal,
      isMaximized: true,
      isFullScreen: how === 'setFullScreen',
    });
    const second = await open({ dataDir: first.dataDir });
    expect(await second.app.ask('windows')).toMatchObject([
      { isMaximized: true, isFullScreen: how === 'setFullScreen', isVisible: true },
    ]);
  });
});

describe('a page that crashes', () => {
  it('is loaded again, but not for ever without asking', async () => {
    const { app, windowId } = await open();
    for (let crash = 0; crash < 4; crash += 1) await app.ask('crash', windowId, 'oom');
    expect(await app.did('showMessageBox')).toBe('The window stopped working several times');
    expect(app.deeds.filter(({ what }) => what === 'load').length).toBeGreaterThanOrEqual(4);
  });

  it('comes back where it has left its own address', async () => {
    const { app, windowId } = await open();
    await app.ask('navigate', windowId, 'about:blank', 'main');
    await expect.poll(() => app.ask('windows')).toMatchObject([{ url: 'app://tallystick/' }]);
  });

  it('that ended in order is left alone', async () => {
    const { app, windowId } = await open();
    await app.ask('crash', windowId, 'clean-exit');
    expect(app.deeds.map(({ what }) => what).filter((what) => what === 'load')).toHaveLength(1);
  });
});

describe('the right mouse button', () => {
  it('offers spellings first, and nothing where nothing can be done', async () => {
    const { app, windowId } = await open();
    const nothing = {
      misspelledWord: '',
      dictionarySuggestions: [],
      isEditable: false,
      selectionText: '',
      linkURL: '',
      editFlags: {},
    };
    await app.ask('contextMenu', windowId, nothing);
    await app.ask('contextMenu', windowId, {
      ...nothing,
      misspelledWord: 'taly',
      dictionarySuggestions: ['tally'],
      isEditable: true,
      editFlags: { canCut: false, canCopy: false, canPaste: true, canSelectAll: true },
    });
    expect(app.deeds.filter(({ what }) => what === 'popup').map(({ detail }) => detail)).toEqual([
      ['tally', 'Learn Spelling', 'separator', 'cut', 'copy', 'paste', 'selectAll'],
    ]);
  });
});

describe('a start that cannot succeed', () => {
  const reasonOf = async (app: DesktopApp): Promise<string> => {
    const id = await firstWindow(app);
    const { body } = Shown.parse(await app.ask('shown', id));
    await app.ask('closeWindow', id);
    return new TextDecoder().decode(body);
  };

  it('says in a window which variable is wrong, and ends with 1 when it is closed', async () => {
    const app = startDesktopApp({ env: { TALLYSTICK_DATA_DIR: 'not/absolute' } });
    expect(await reasonOf(app)).toContain(
      'TALLYSTICK_DATA_DIR must be a full path, but it is &quot;not/absolute&quot;.',
    );
    expect(await app.exited).toBe(1);
  });

  it('says in a window that nothing can be written into the data folder', async () => {
    const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'tallystick-file-')), 'a-file');
    await writeFile(file, '');
    const app = startDesktopApp({ env: { TALLYSTICK_DATA_DIR: file } });
    expect(await reasonOf(app)).toMatch(/can’t write to its data folder .*a-file\/electron \((?:ENOTDIR|EEXIST)\)/);
    expect(app.deeds.map(({ what }) => what)).not.toContain('fetchDictionary');
    expect(await app.exited).toBe(1);
  });

  it('says in a window why the core could not open the chats', async () => {
    const dataDir = await mkdtemp(path.join(os.tmpdir(), 'tallystick-broken-'));
    await mkdir(path.join(dataDir, 'tallystick.lock'));
    const app = startDesktopApp({ env: { TALLYSTICK_DATA_DIR: dataDir, TALLYSTICK_KEYCHAIN: 'off' } });
    await firstWindow(app);
    await expect
      .poll(async () => JSON.stringify(await app.ask('windows')), { timeout: 60_000 })
      .toContain('app://document/');
    const [reason] = OpenWindows.parse(await app.ask('windows')).filter(({ url }) => url.startsWith('app://document/'));
    if (reason === undefined) throw new Error('There is no window with the reason');
    const { body } = Shown.parse(await app.ask('shown', reason.id));
    expect(new TextDecoder().decode(body)).toContain('Your chats at');
    await app.ask('closeWindow', reason.id);
    expect(await app.exited).toBe(1);
  });
});

describe('a core that dies', () => {
  it('is started again once by itself, and after that only when the person says so', async () => {
    const { app, dataDir, show } = await open({ env: { TALLYSTICK_CORE_NODE: process.execPath } });
    const { page } = await show();
    // What the page shows, it has from a core whose start the shell has heard of.
    await see(composer(page)).toBeVisible();
    const starts = async (): Promise<number> =>
      (await readFile(path.join(dataDir, 'logs/tallystick.log'), 'utf8')).split('"started"').length - 1;
    await expect.poll(starts, { timeout: 60_000 }).toBe(1);
    expect(await app.ask('killCore')).toBe(1);
    await expect.poll(starts, { timeout: 60_000 }).toBe(2);
    await page.reload();
    await see(composer(page)).toBeVisible();
    expect(await app.ask('killCore')).toBe(1);
    // The double's person takes the first button.
    expect(await app.did('showMessageBox')).toBe('Tallystick stopped working again');
    await expect.poll(starts, { timeout: 60_000 }).toBe(3);
  });
});
