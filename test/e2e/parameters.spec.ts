// How a model is asked, from the panel to Ollama's request: presets, and answers by a schema.
import type { AppUnderTest } from '../support/app/app-under-test.ts';
import { answer } from '../support/fake-ollama/behaviour.ts';
import { expect, test, type Page } from './fixtures.ts';
import { ask, lastAnswer } from './steps.ts';

const panel = (page: Page) => page.getByRole('dialog', { name: 'How the model answers' });
const asked = (app: AppUnderTest): unknown => app.ollama.requests.findLast(({ path }) => path === '/api/chat')?.body;

async function openPanel(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Model parameters/ }).click();
  await expect(panel(page)).toBeVisible();
}

async function closePanel(page: Page): Promise<void> {
  await panel(page).getByRole('button', { name: 'Done' }).click();
  await expect(panel(page)).toBeHidden();
}

test('a preset is saved once, and asked with in every new chat, also after a kill', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  await openPanel(page);
  await panel(page).getByRole('textbox', { name: 'Temperature', exact: true }).fill('0.3');
  await panel(page).getByRole('textbox', { name: 'System prompt', exact: true }).fill('Be calm.');
  await panel(page).getByRole('button', { name: 'Save as preset…' }).click();
  await page.keyboard.type('Calm');
  await page.keyboard.press('Enter');
  const choice = panel(page).getByRole('combobox', { name: 'Preset' });
  await expect(choice.locator('option:checked')).toHaveText('Calm');
  await panel(page).getByRole('button', { name: 'More about presets' }).click();
  await page.getByRole('menuitem', { name: 'Use “Calm” for new chats' }).click();
  await expect(choice.locator('option:checked')).toHaveText('Calm (for new chats)');
  await closePanel(page);

  const again = await app.killAndRestart(page);
  await ask(again, 'Hello');
  const calm = { options: { temperature: 0.3 }, messages: [{ role: 'system', content: 'Be calm.' }, { role: 'user' }] };
  expect(asked(app)).toMatchObject(calm);

  await openPanel(again);
  await panel(again).getByRole('combobox', { name: 'Preset' }).selectOption({ label: 'No preset' });
  await closePanel(again);
  await ask(again, 'And now?');
  expect(asked(app)).not.toHaveProperty('options.temperature');
  await again.getByRole('button', { name: 'New chat' }).first().click();
  await ask(again, 'Hello again');
  expect(asked(app)).toMatchObject(calm);
});

const city = '{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}';

test('a schema reaches the model, and the answer says whether it fits', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  await openPanel(page);
  await panel(page).getByRole('radio', { name: 'JSON by a schema' }).click();
  await panel(page).getByRole('textbox', { name: 'JSON schema', exact: true }).fill(city);
  await closePanel(page);
  for (const [said, outcome] of [
    ['{"city": "Oslo"}', 'Valid JSON, as asked.'],
    ['{"city": 5}', 'Valid JSON, but it doesn’t fit the schema at /city.'],
    ['Oslo', 'A JSON answer was asked for, but this isn’t valid JSON.'],
  ] as const) {
    app.ollama.setBehaviour(answer([said]));
    await ask(page, 'Which city?');
    expect(asked(app)).toMatchObject({ format: JSON.parse(city) });
    await expect(lastAnswer(page)).toContainText(outcome);
  }
});
