// A second Ollama from the form to its removal: what is asked there arrives there, with its header, and nowhere else.
import { startFakeOllama, type FakeOllama } from '../support/fake-ollama/fake-ollama.ts';
import { expect, test, type Page } from './fixtures.ts';
import { answers, ask, composer, lastAnswer, openChat } from './steps.ts';

const key = 'k-of-the-workshop';

async function openConnections(page: Page): Promise<void> {
  await expect(composer(page)).toBeVisible();
  await page.keyboard.press('Control+,');
  await page.getByRole('dialog', { name: 'Settings' }).getByRole('tab', { name: 'Connections' }).click();
}

async function closeSettings(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(dialog).toBeHidden();
}

const workshop = (page: Page) => page.getByRole('listitem', { name: 'Workshop', exact: true });
const check = (page: Page) => workshop(page).getByRole('region', { name: 'Connection check' });
const picker = (page: Page) => page.getByRole('combobox', { name: 'Model', exact: true });
const group = (page: Page, name: string) => page.getByRole('group', { name, exact: true });

function chatsAt({ requests }: FakeOllama) {
  return requests.filter(({ path }) => path === '/api/chat');
}

function keysAt({ requests }: FakeOllama): ReadonlySet<unknown> {
  return new Set(requests.map(({ headers }) => headers['x-api-key']));
}

test('a second Ollama is added, asked, kept over a restart and removed, and the first gets none of it', async ({
  start,
}) => {
  const app = await start();
  const second = await startFakeOllama({ version: '0.23.1', models: [{ name: 'gemma3:270m' }, { name: 'tiny:1b' }] });
  try {
    let page = await app.openWindow();

    await test.step('the form takes its address and a header, and says what is found there', async () => {
      await openConnections(page);
      await page.getByRole('button', { name: 'Add an Ollama' }).click();
      const form = page.getByRole('form', { name: 'Add an Ollama' });
      await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Workshop');
      await form.getByRole('textbox', { name: 'Address' }).fill(second.url);
      await form.getByRole('button', { name: 'Add a header' }).click();
      await form.getByRole('textbox', { name: 'Header', exact: true }).fill('X-Api-Key');
      await form.getByLabel('Value', { exact: true }).fill(key);
      await form.getByRole('button', { name: 'Add and check' }).click();
      await expect(check(page)).toContainText('Ollama 0.23.1 answers');
      await expect(check(page)).toContainText('2 models are installed');
      await expect(workshop(page)).toContainText('sends X-Api-Key');
      await expect(page.getByText('the values are forgotten when the app ends')).toBeVisible();
      await closeSettings(page);
    });

    await test.step('its models stand under its name, and the chat that chose one is asked there', async () => {
      await picker(page).click();
      await expect(group(page, 'This computer').getByRole('option')).toHaveCount(2);
      await expect(group(page, 'Workshop · on this computer').getByRole('option')).toHaveCount(2);
      await group(page, 'Workshop · on this computer')
        .getByRole('option', { name: /gemma3:270m/ })
        .click();
      await ask(page, 'Who are you?');
      await expect(lastAnswer(page).getByText('on Workshop, this computer', { exact: true })).toBeVisible();
      expect(chatsAt(second)).toHaveLength(1);
      expect(chatsAt(app.ollama)).toEqual([]);
      expect(keysAt(second)).toEqual(new Set([key]));
      expect(keysAt(app.ollama)).toEqual(new Set([undefined]));
    });

    await test.step('a restart keeps it, asks for the value that was kept nowhere, and sends nothing before', async () => {
      const before = second.requests.length;
      page = await app.killAndRestart(page);
      await openConnections(page);
      await expect(workshop(page)).toContainText('The headers for this Ollama can’t be read');
      expect(second.requests).toHaveLength(before);
      await workshop(page).getByRole('button', { name: 'Edit Workshop' }).click();
      await workshop(page).getByLabel('Value', { exact: true }).fill(key);
      await workshop(page).getByRole('button', { name: 'Save', exact: true }).click();
      await expect(check(page)).toContainText('Ollama 0.23.1 answers');
      await closeSettings(page);
      await openChat(page, 'Who are you?');
      await expect(lastAnswer(page).getByText('on Workshop, this computer', { exact: true })).toBeVisible();
      await ask(page, 'Are you still there?');
      expect(chatsAt(second)).toHaveLength(2);
      expect(keysAt(second)).toEqual(new Set([key]));
    });

    await test.step('once it is removed, its chat keeps its answers, asks for another model, and sends nothing', async () => {
      await openConnections(page);
      await workshop(page).getByRole('button', { name: 'Remove Workshop' }).click();
      await workshop(page).getByRole('alert').getByRole('button', { name: 'Remove Workshop' }).click();
      await expect(workshop(page)).toBeHidden();
      await closeSettings(page);
      await expect(page.getByText('The Ollama of this chat was removed. Choose a model of another one.')).toBeVisible();
      await expect(answers(page)).toHaveCount(2);
      const gone = second.requests.length;
      await composer(page).fill('And now?');
      await page.keyboard.press('Enter');
      await expect(composer(page)).toHaveValue('And now?');
      await picker(page).click();
      await page.getByRole('option', { name: /gemma3:270m/ }).click();
      expect(chatsAt(app.ollama)).toEqual([]);
      await ask(page, 'And now?');
      expect(chatsAt(app.ollama)).toHaveLength(1);
      expect(keysAt(app.ollama)).toEqual(new Set([undefined]));
      expect(second.requests).toHaveLength(gone);
    });
  } finally {
    await second.stop();
  }
});
