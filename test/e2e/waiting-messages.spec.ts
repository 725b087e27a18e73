// Messages written while an answer is being written: asked in turn, kept where that answer did not end well, and over a kill.
import { answer } from '../support/fake-ollama/behaviour.ts';
import { createGate } from '../support/fake-ollama/gate.ts';
import { expect, test, type Page } from './fixtures.ts';
import { answers, ask, composer, lastAnswer, openChat, send } from './steps.ts';

const waiting = (page: Page) => page.getByRole('region', { name: 'Waiting messages' });

async function writeNext(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
  await expect(waiting(page).getByText(text)).toBeVisible();
}

test('what is written meanwhile is asked when the answer has ended', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  const gate = createGate();
  app.ollama.setBehaviour(answer(['One. '], { gate }));
  await send(page, 'First');
  await writeNext(page, 'Second');
  app.ollama.setBehaviour(answer(['Two.']));
  gate.open(2);
  await expect(lastAnswer(page)).toContainText('Two.');
  await expect(answers(page)).toHaveCount(2);
  await expect(waiting(page)).toBeHidden();
});

test('a stopped answer and a kill leave it waiting, and it is sent once', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  app.ollama.setBehaviour(answer(['One. '], { gate: createGate() }));
  await send(page, 'First');
  await writeNext(page, 'Second');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  const again = await app.killAndRestart(page);
  await openChat(again, 'First');
  await expect(waiting(again).getByText('Second')).toBeVisible();
  // Whoever only hears the page is told the same.
  await expect(again.getByRole('status').filter({ hasText: 'Not sent yet.' })).toBeAttached();
  app.ollama.setBehaviour(answer(['Two.']));
  await waiting(again).getByRole('button', { name: 'Send now' }).click();
  await expect(lastAnswer(again)).toContainText('Two.');
  await expect(again.getByRole('article', { name: 'You' }).filter({ hasText: 'Second' })).toHaveCount(1);
  await expect(waiting(again)).toBeHidden();
});

test('each says whom it is for, and they are asked in the order into which the keyboard moved them', async ({
  start,
}) => {
  const app = await start();
  const page = await app.openWindow();
  const gate = createGate();
  app.ollama.setBehaviour(answer(['One. '], { gate }));
  await send(page, 'First');
  for (const text of ['Second', 'Third', 'Fourth']) await writeNext(page, text);
  const rows = waiting(page).getByRole('listitem');
  await expect(rows.getByText('For gemma3:270m', { exact: true })).toHaveCount(3);
  const up = rows.filter({ hasText: 'Fourth' }).getByRole('button', { name: 'Move up' });
  await up.press('Enter');
  await expect(rows).toHaveText([/Second/, /Fourth/, /Third/]);
  await expect(up).toBeFocused();
  await up.press('Enter');
  await expect(rows).toHaveText([/Fourth/, /Second/, /Third/]);
  await expect(page.getByRole('status').filter({ hasText: 'Moved to place 1 of 3.' })).toBeAttached();
  const down = rows.filter({ hasText: 'Second' }).getByRole('button', { name: 'Move down' });
  await down.press('Enter');
  await expect(rows).toHaveText([/Fourth/, /Third/, /Second/]);
  await expect(down).toBeFocused();
  app.ollama.setBehaviour(answer(['Yes.']));
  gate.open(2);
  await expect(waiting(page)).toBeHidden();
  await expect(page.getByRole('article', { name: 'You' }).last()).toContainText('Second');
});

test('one that is sent while it is being changed leaves the change in its place in the chat', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  const gate = createGate();
  app.ollama.setBehaviour(answer(['One. '], { gate }));
  await send(page, 'First');
  await writeNext(page, 'Second');
  await waiting(page).getByRole('button', { name: 'Edit waiting message' }).click();
  await waiting(page).getByRole('textbox', { name: 'Edit waiting message' }).fill('Second, but better');
  app.ollama.setBehaviour(answer(['Two.']));
  gate.open(2);
  await expect(lastAnswer(page)).toContainText('Two.');
  await expect(page.getByText('was sent before you saved').first()).toBeVisible();
  const field = page.getByRole('textbox', { name: 'Edit question' });
  await expect(field).toHaveValue('Second, but better');
  await expect(field).toBeFocused();
  await field.press('Control+Enter');
  await expect(page.getByRole('article', { name: 'You' }).filter({ hasText: 'Second, but better' })).toBeVisible();
});

test('nothing waits for the answer of a version that is not shown, and the words stay', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  await ask(page, 'First');
  await page.getByRole('article', { name: 'You' }).hover();
  await page.getByRole('button', { name: 'Edit question' }).click();
  await page.getByRole('textbox', { name: 'Edit question' }).fill('First, changed');
  const gate = createGate();
  app.ollama.setBehaviour(answer(['Two. '], { gate }));
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: 'Previous version' }).click();
  await expect(page.getByRole('article', { name: 'You' })).toHaveText(/First(?!,)/);
  await composer(page).fill('Next');
  await composer(page).press('Enter');
  await expect(page.getByText('Another version of this chat is being answered.')).toBeVisible();
  await expect(waiting(page)).toBeHidden();
  await expect(composer(page)).toHaveValue('Next');
  app.ollama.setBehaviour(answer(['Three.']));
  gate.open(2);
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeHidden();
  await composer(page).press('Enter');
  await expect(lastAnswer(page)).toContainText('Three.');
  await expect(page.getByRole('article', { name: 'You' }).filter({ hasText: 'First, changed' })).toBeHidden();
});
