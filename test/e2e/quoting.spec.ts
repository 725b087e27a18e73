// What one takes from an answer into the next message.
import { answer } from '../support/fake-ollama/behaviour.ts';
import { expect, test } from './fixtures.ts';
import { ask, composer, lastAnswer } from './steps.ts';

test('what is selected of an answer is quoted under what is written already', async ({ start }) => {
  const app = await start();
  app.ollama.setBehaviour(answer(['The sky is **blue**.']));
  const page = await app.openWindow();
  await ask(page, 'Why?');
  await composer(page).fill('I read:');
  const quote = page.getByRole('button', { name: 'Quote selection' });
  await expect(quote).toBeHidden();
  await lastAnswer(page)
    .locator('.prose')
    .evaluate((prose) => getSelection()?.selectAllChildren(prose));
  await quote.click();
  await expect(composer(page)).toHaveValue('I read:\n\n> The sky is blue.\n\n');
  await expect(composer(page)).toBeFocused();
  await expect(quote).toBeHidden();
  await lastAnswer(page).getByRole('button', { name: 'Copy as…' }).click();
  await expect(page.getByRole('menuitem')).toHaveText(['Copy as Markdown', 'Copy as plain text']);
});
