// The core in a process of its own, on the real thing: its link, its death, a start that cannot succeed, and its end.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { expectedReport } from '../contract/core-link.ts';
import { ask, composer, lastAnswer, send } from '../e2e/steps.ts';
import { valueIn } from '../e2e/files.ts';
import { expect, test, type Page } from '../e2e/fixtures.ts';
import { answer } from '../support/fake-ollama/behaviour.ts';
import { createGate } from '../support/fake-ollama/gate.ts';
import { removeFolder } from '../support/app/remove-folder.ts';
import { chosenElectron, createElectronApp, type ElectronApp } from '../support/app/electron-app.ts';

const support = path.resolve(import.meta.dirname, '../support');

async function freshFolder(): Promise<string> {
  return mkdtemp(path.join(os.tmpdir(), 'ts-core-'));
}

test('the link holds in a utility process', async () => {
  const out = await freshFolder();
  try {
    await build({
      configFile: false,
      logLevel: 'warn',
      build: {
        ssr: true,
        outDir: out,
        emptyOutDir: false,
        rolldownOptions: {
          input: {
            main: path.join(support, 'link-app/main.ts'),
            'core-process': path.join(support, 'core-process/main.ts'),
          },
          external: ['electron'],
        },
      },
      ssr: { noExternal: true },
    });
    await writeFile(path.join(out, 'package.json'), JSON.stringify({ name: 'link', type: 'module', main: 'main.js' }));
    const { stdout } = await promisify(execFile)(chosenElectron(), [out], { timeout: 60_000 });
    const report: unknown = JSON.parse(/^report: (.*)$/m.exec(stdout)?.[1] ?? 'null');
    expect(report).toEqual(expectedReport);
  } finally {
    await removeFolder(out);
  }
});

test('a core that dies is started again with a notice, and no word of the answer is lost', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  const gate = createGate();
  app.ollama.setBehaviour(answer(['one ', 'two ', 'three '], { gate }));
  await send(page, 'Count for me');
  gate.open(2);
  await expect(lastAnswer(page)).toContainText('one two');
  const file = path.join(app.dataDir, 'tallystick.db');
  const isKept = (): boolean =>
    Number(valueIn(file, "SELECT count(*) AS value FROM run_events WHERE event LIKE '%two%'")) > 0;
  await expect.poll(isKept).toBe(true);

  await app.killCoreProcess();
  await expect(page.getByText('Recovered from a crash. Nothing was lost.').first()).toBeVisible();
  await expect(lastAnswer(page)).toContainText('one two');
  app.ollama.setBehaviour(answer(['All is well.']));
  await ask(page, 'Are you back?');
  await expect(lastAnswer(page)).toContainText('All is well.');
});

test('a draft outlives the core', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  await composer(page).fill('Half a thought');
  await app.killCoreProcess();
  await expect(page.getByText('Recovered from a crash. Nothing was lost.').first()).toBeVisible();
  await expect(composer(page)).toHaveValue('Half a thought');
});

test('a core that cannot open the chats says why in a window, and the app ends with 1', async () => {
  const dataDir = await freshFolder();
  await mkdir(path.join(dataDir, 'tallystick.lock'));
  const app = createElectronApp({ TALLYSTICK_DATA_DIR: dataDir, TALLYSTICK_KEYCHAIN: 'off' });
  try {
    await app.start();
    const page = await failureWindow(app);
    await expect(page.getByRole('heading', { name: 'Tallystick can’t start' })).toBeVisible();
    await expect(page.getByText('can’t be opened')).toContainText(dataDir);
    await expect.poll(() => app.live().windows().length).toBe(1);
    const exit = once(app.live().process(), 'exit');
    await page.close();
    expect((await exit)[0]).toBe(1);
  } finally {
    await app.end('SIGKILL');
    await removeFolder(dataDir);
  }
});

test('a data folder that cannot be written is named in a window, and the app ends with 1', async () => {
  const dir = await freshFolder();
  await writeFile(path.join(dir, 'a-file'), '');
  const app = createElectronApp({ TALLYSTICK_DATA_DIR: path.join(dir, 'a-file'), TALLYSTICK_KEYCHAIN: 'off' });
  try {
    const page = await app.start();
    await expect(page.getByText('can’t write to its data folder')).toBeVisible();
    const exit = once(app.live().process(), 'exit');
    await page.close();
    expect((await exit)[0]).toBe(1);
  } finally {
    await app.end('SIGKILL');
    await removeFolder(dir);
  }
});

test('what is set is kept for the next start, in the same file as in the browser shell', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  await expect(composer(page)).toBeVisible();
  await page.keyboard.press('ControlOrMeta+,');
  await page.getByRole('dialog', { name: 'Settings' }).getByText('Dark', { exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  const kept: unknown = JSON.parse(await readFile(path.join(app.dataDir, 'preferences.json'), 'utf8'));
  expect(kept).toMatchObject({ theme: 'dark' });
  await page.keyboard.press('Escape');
  const again = await app.killAndRestart(page);
  await expect(again.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('quitting saves the answer in the middle and leaves no process behind', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  const gate = createGate();
  app.ollama.setBehaviour(answer(['one ', 'two ', 'three '], { gate }));
  await send(page, 'Count for me');
  gate.open(2);
  await expect(lastAnswer(page)).toContainText('one two');
  await app.endCore('SIGTERM');
  expect(await readFile(path.join(app.dataDir, 'logs/tallystick.log'), 'utf8')).toContain('"msg":"closed"');
  await app.startCore();
});

async function failureWindow(app: ElectronApp): Promise<Page> {
  const isReason = (page: Page): boolean => page.url().startsWith('app://document/');
  await expect.poll(() => app.live().windows().some(isReason)).toBe(true);
  const found = app.live().windows().find(isReason);
  if (found === undefined) throw new Error('No window says why');
  return found;
}
