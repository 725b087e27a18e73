// A chat that is longer than its model's window, and each way on, from the page to what Ollama is asked.
import type { AppUnderTest } from '../support/app/app-under-test.ts';
import { answer, errorAnswer } from '../support/fake-ollama/behaviour.ts';
import { expect, test, type Page } from './fixtures.ts';
import { answers, ask, composer, lastAnswer, send } from './steps.ts';

/** About 1,750 tokens, so that two fit into a window of 4,096 and three do not. */
const long = (name: string): string => `${name} ${'word '.repeat(1_400)}`;

/** Ollama says which questions it sees, and refuses what is longer than the window that it is asked with. */
async function fill(app: AppUnderTest): Promise<Page> {
  app.ollama.setBehaviour(({ messages, options }) => {
    const told = messages.filter(({ role }) => role !== 'assistant').map(({ content }) => content);
    const tokens = messages.reduce((sum, { content }) => sum + Math.ceil(content.length / 4), 0);
    if (tokens > Number(options?.['num_ctx'] ?? 4_096))
      return errorAnswer(400, 'the input length exceeds the context length');
    if (told.at(-1)?.startsWith('Summarise the conversation') === true) return answer(['In short.']);
    const seen = ['First', 'Second', 'Third', 'In short.'].filter((name) => told.some((text) => text.includes(name)));
    return answer([`I see ${seen.join(' + ')}`]);
  });
  const page = await app.openWindow();
  await ask(page, long('First'));
  await ask(page, long('Second'));
  await expect(lastAnswer(page)).toContainText('I see First + Second');
  await send(page, long('Third'));
  await page.getByRole('button', { name: 'Make it fit…' }).click();
  return page;
}

const choices = (page: Page) => page.getByRole('dialog', { name: 'What the model sees' });

test('a wider window: all of the chat is sent', async ({ start }) => {
  const page = await fill(await start());
  await choices(page).getByRole('combobox', { name: 'New window' }).selectOption('8192');
  await choices(page).getByRole('button', { name: 'Widen and load again' }).click();
  await expect(lastAnswer(page)).toContainText('I see First + Second + Third');
});

test('turns left out: the model does not see them, and the chat says so', async ({ start }) => {
  const page = await fill(await start());
  await choices(page)
    .getByRole('checkbox', { name: /^First/ })
    .check();
  await choices(page).getByRole('button', { name: 'Apply' }).click();
  await expect(lastAnswer(page)).toContainText('I see Second + Third');
});

test('a summary: it stands for the oldest turns', async ({ start }) => {
  const page = await fill(await start());
  await choices(page).getByRole('combobox', { name: 'Keep in full' }).selectOption({ label: 'the last question' });
  await choices(page).getByRole('button', { name: 'Summarise' }).click();
  await expect(lastAnswer(page)).toContainText('I see Third + In short.');
});

test('a new chat: it begins with a summary, and the question waits in its field', async ({ start }) => {
  const page = await fill(await start());
  await choices(page).getByRole('button', { name: 'New chat' }).click();
  await expect(page.getByText('This chat begins with a summary of another one.')).toBeVisible();
  await expect(composer(page)).toHaveValue(/^Third/);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(lastAnswer(page)).toContainText('I see Third + In short.');
  await expect(answers(page)).toHaveCount(1);
});
