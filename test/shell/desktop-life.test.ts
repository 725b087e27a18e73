// The built desktop app against the double of Electron: one instance, links, menus, crashes, its place, and leaving.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startDesktopApp } from '../support/electron-double/desktop-app.ts';
import { ensureBuilt, startDesktop, type Desktop, type DesktopStart } from './desktop-window.ts';

const running: Desktop[] = [];
const open = async (start: DesktopStart = {}): Promise<Desktop> => {
  const desktop = await startDesktop(start);
  running.push(desktop);
  return desktop;
};

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
});

describe('a page that crashes', () => {
  it('is loaded again, but not for ever without asking', async () => {
    const { app, windowId } = await open();
    for (let crash = 0; crash < 4; crash += 1) await app.ask('crash', windowId, 'oom');
    expect(await app.did('showMessageBox')).toBe('The window stopped working several times');
    expect(app.deeds.filter(({ what }) => what === 'reload').length).toBeGreaterThanOrEqual(3);
  });

  it('that ended in order is left alone', async () => {
    const { app, windowId } = await open();
    await app.ask('crash', windowId, 'clean-exit');
    expect(app.deeds.map(({ what }) => what)).not.toContain('reload');
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

it('an unreadable data folder ends the start with a sentence', async () => {
  const app = startDesktopApp({ env: { TALLYSTICK_DATA_DIR: 'not/absolute' } });
  expect(await app.did('showErrorBox')).toEqual({
    title: 'Tallystick cannot start',
    content: 'TALLYSTICK_DATA_DIR must be a full path, but it is "not/absolute".',
  });
  expect(await app.exited).toBe(1);
});
