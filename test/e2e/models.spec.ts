// Looking after the models: from none at all to one that answers, and what goes wrong on the way.
import { createGate } from '../support/fake-ollama/gate.ts';
import { layer } from '../support/fake-ollama/fake-pull.ts';
import { expect, test, type Page } from './fixtures.ts';
import { ask, lastAnswer } from './steps.ts';

async function openModels(page: Page, tab: RegExp): Promise<void> {
  await page.getByRole('combobox', { name: 'Model' }).click();
  await page.getByRole('button', { name: 'Manage models…' }).click();
  await page.getByRole('dialog', { name: 'Models' }).getByRole('tab', { name: tab }).click();
}

test('the first model is downloaded in the app, over a restart of Ollama, and answers', async ({ start }) => {
  const app = await start();
  app.ollama.setModels([]);
  const gate = createGate();
  app.ollama.setPull((name) => ({ layers: [layer(name, 5_000_000)], gate }));
  const page = await app.openWindow();
  await page.getByRole('textbox', { name: 'Model name' }).fill('ollama pull tiny');
  await page.getByRole('button', { name: 'Download', exact: true }).click();
  const entry = page.getByRole('listitem', { name: 'tiny:latest' });
  gate.open(2);
  await expect(entry).toContainText('of 5 MB');
  await app.ollama.stop();
  await expect(entry).toContainText(/Trying again by itself/);
  await app.ollama.start();
  gate.openForever();
  // Then the chat opens, after a moment by itself.
  await expect(page.getByText('is ready')).toBeVisible();
  await ask(page, 'Hello');
  await expect(page.getByRole('combobox', { name: 'Model' })).toContainText('tiny');
  await expect(lastAnswer(page)).toContainText('Hello');
});

test('a download that was under way when the app was killed goes on', async ({ start }) => {
  const app = await start();
  const gate = createGate();
  app.ollama.setPull((name) => ({ layers: [layer(name, 5_000_000)], gate }));
  const page = await app.openWindow();
  await openModels(page, /^Download/);
  await page.getByRole('textbox', { name: 'Model name' }).fill('tiny');
  await page.keyboard.press('Enter');
  gate.open(2);
  await expect(page.getByRole('listitem', { name: 'tiny:latest' })).toContainText('of 5 MB');
  const again = app.ollama.next('/api/pull');
  const after = await app.killAndRestart(page);
  await again;
  gate.openForever();
  await openModels(after, /^Installed/);
  await expect(after.getByRole('listitem', { name: 'tiny:latest' })).toBeVisible();
});

test('what cannot be downloaded says why, and what can be done', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  await openModels(page, /^Download/);
  const name = page.getByRole('textbox', { name: 'Model name' });
  await name.fill('two words');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('has no spaces');
  await name.fill('no-such-model');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('listitem', { name: 'no-such-model:latest' })).toContainText('no model with this name');
  const message = 'write /root/.ollama/models/blobs/sha256-00-partial-0: no space left on device';
  const layers = [layer('weights', 4_000_000)];
  app.ollama.setPull({ layers, trouble: { kind: 'error', afterBytes: 2_000_000, message } });
  await name.fill('large');
  await page.keyboard.press('Enter');
  const large = page.getByRole('listitem', { name: 'large:latest' });
  await expect(large).toContainText('The disk is too full');
  app.ollama.setPull({ layers });
  await page.getByRole('button', { name: 'Try large:latest again' }).click();
  await expect(large).toContainText('Done');
});

test('a model is deleted only when the time to keep it is over, and not when that is undone', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  await openModels(page, /^Installed/);
  await page.getByRole('button', { name: 'Delete gemma3:270m' }).click();
  const undo = page.getByRole('button', { name: 'Undo deleting gemma3:270m' });
  await expect(undo).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Delete gemma3:270m' })).toBeVisible();

  await page.getByRole('button', { name: 'Delete qwen3:0.6b' }).click();
  await expect(page.getByText(/Will be deleted in \d+ s\. Frees 523 MB\./)).toBeVisible();
  await expect(page.getByRole('listitem', { name: 'qwen3:0.6b' })).toBeHidden();
  await expect(page.getByRole('listitem', { name: 'gemma3:270m' })).toBeVisible();
  expect(app.ollama.requests.filter(({ path }) => path === '/api/delete')).toHaveLength(1);
});

test('a model is copied, and unloaded from memory', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  await ask(page, 'Hello');
  await openModels(page, /^Installed/);
  await page.getByRole('button', { name: 'Copy gemma3:270m' }).click();
  await page.getByRole('textbox', { name: 'New name' }).fill('mine');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('listitem', { name: 'mine:latest' })).toBeVisible();
  await page.getByRole('tab', { name: /^In memory/ }).click();
  await page.getByRole('button', { name: /^Keep .* in memory$/ }).click();
  await expect(page.getByText('stays until you unload it')).toBeVisible();
  await page.getByRole('button', { name: /^Unload / }).click();
  await expect(page.getByText('No model is in memory.')).toBeVisible();
});

test('a look at the connection says what is in the way, and that it is gone', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  await ask(page, 'Hello');
  await app.ollama.stop();
  await page.keyboard.press('Control+,');
  await page.getByRole('tab', { name: 'Connections' }).click();
  await page.getByRole('button', { name: 'Check the connection' }).click();
  const check = page.getByRole('region', { name: 'Connection check' });
  await expect(check).toContainText('Ollama is installed, but isn’t running');
  await expect(check.getByRole('button', { name: /^Copy “/ })).toBeVisible();
  await app.ollama.start();
  await check.getByRole('button', { name: 'Check again' }).click();
  await expect(check).toContainText('Ollama 0.24.0 answers');
  await expect(check).toContainText('2 models are installed');
});
