// The title of a chat, by the model that answers in it.
import { answer } from '../support/fake-ollama/behaviour.ts';
import { expect, test } from './fixtures.ts';
import { ask } from './steps.ts';

test('once a person wants it, the model names the chat after its first answer', async ({ start }) => {
  const app = await start();
  app.ollama.setBehaviour(({ messages }) =>
    answer([messages.at(-1)?.content.startsWith('Give this conversation') === true ? 'The blue sky' : 'Rayleigh.']),
  );
  const page = await app.openWindow();
  await page.getByRole('button', { name: 'Settings' }).click();
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('tab', { name: 'Models' }).click();
  await settings.getByRole('switch', { name: 'Titles by the model' }).click();
  await page.keyboard.press('Escape');
  await ask(page, 'Why is it so?');
  const list = page.getByRole('navigation', { name: 'Chat list' });
  await expect(list.getByRole('button', { name: 'The blue sky', exact: true })).toBeVisible();
});
