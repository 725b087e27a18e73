// Tools, from adding the SDK's own example server to its result in an answer: asked for, allowed, refused, stopped, taken back.
import { answer } from '../support/fake-ollama/behaviour.ts';
import { expect, test, type Page } from './fixtures.ts';
import { addExample, ask, closeSettings, composer, lastAnswer, openTools, send, watchForTrouble } from './steps.ts';

const call = (page: Page, tool: string) => lastAnswer(page).getByRole('group', { name: `Tool ${tool} of Everything` });

test('a model uses a tool of a server that the person added, once they allowed it', async ({ start }) => {
  // One way through everything, with a server that has to start first.
  test.slow();
  const app = await start({ hasOllama: true });
  app.ollama.setModels([{ name: 'able:latest', capabilities: ['tools'] }, { name: 'plain:latest' }]);
  // Says what the tool gave, or calls the one that the question names.
  app.ollama.setBehaviour(({ messages }) => {
    const last = messages.at(-1);
    if (last?.role === 'tool') return answer([`The tool said: ${last.content}`]);
    const [tool = '', text = ''] = (last?.content ?? '').split(': ');
    const input = tool === 'echo' ? { message: text } : { duration: 60, steps: 60 };
    return answer(['Let me see. '], { calls: [[{ function: { name: `Everything__${tool}`, arguments: input } }]] });
  });
  const page = await app.openWindow();
  const expectNoTrouble = watchForTrouble(page);
  await page.getByRole('combobox', { name: 'Model' }).click();
  await page.getByRole('option', { name: /able/ }).click();

  await test.step('the server starts only once its command was seen', () => addExample(page));

  await test.step('a call waits, and what it gives is shown as it is and told by the model', async () => {
    await send(page, 'echo: <b>hello</b> *there*');
    await expect(call(page, 'echo')).toContainText('Waiting for you');
    await expect(composer(page)).toBeFocused();
    await call(page, 'echo').getByRole('button', { name: 'Allow once' }).click();
    await expect(lastAnswer(page)).toContainText('The tool said: ');
    await expect(call(page, 'echo')).toContainText('Done');
    await expect(call(page, 'echo').getByRole('group', { name: 'Result' })).toContainText('<b>hello</b> *there*');
  });

  await test.step('the next call is asked for again, and can be refused', async () => {
    await send(page, 'echo: secret');
    await call(page, 'echo').getByRole('button', { name: 'Don’t allow' }).click();
    await expect(call(page, 'echo')).toContainText('Not allowed');
    await expect(lastAnswer(page)).toContainText('The tool said: ');
    await expect(lastAnswer(page)).not.toContainText('Echo: secret');
  });

  await test.step('a call that waits in another chat is found from the one that is open', async () => {
    await send(page, 'echo: meanwhile');
    await expect(call(page, 'echo')).toContainText('Waiting for you');
    await page.getByRole('button', { name: 'New chat' }).first().click();
    await expect(page).toHaveTitle(/^1 waiting for you/);
    await page.getByRole('button', { name: '1 chat is waiting for your approval' }).click();
    await expect(call(page, 'echo').getByRole('button').first()).toBeFocused();
    await call(page, 'echo').getByRole('button', { name: 'Don’t allow' }).click();
    await expect(call(page, 'echo')).toContainText('Not allowed');
    await expect(page).toHaveTitle(/^(?!1 waiting)/);
  });

  await test.step('what is always allowed runs at once, until that is taken back', async () => {
    await send(page, 'echo: one');
    await call(page, 'echo').getByRole('button', { name: 'Always allow' }).click();
    await expect(lastAnswer(page)).toContainText('Echo: one');
    await ask(page, 'echo: two');
    await expect(lastAnswer(page)).toContainText('Echo: two');
    await openTools(page);
    await page.getByRole('button', { name: /^\d+ tools$/ }).click();
    const allowance = page.getByRole('combobox', { name: /^Before Echo/ });
    await expect(allowance).toHaveValue('always');
    await allowance.selectOption('Ask each time');
    await closeSettings(page);
    await send(page, 'echo: three');
    await expect(call(page, 'echo')).toContainText('Waiting for you');
    await call(page, 'echo').getByRole('button', { name: 'Allow in this chat' }).click();
    await expect(lastAnswer(page)).toContainText('Echo: three');
  });

  await test.step('a long call is stopped, and nobody claims to know what it did', async () => {
    await send(page, 'trigger-long-running-operation: now');
    await call(page, 'trigger-long-running-operation').getByRole('button', { name: 'Allow once' }).click();
    await expect(call(page, 'trigger-long-running-operation')).toContainText('Running');
    await call(page, 'trigger-long-running-operation').getByRole('button', { name: 'Stop the answer' }).click();
    await expect(call(page, 'trigger-long-running-operation')).toContainText('Interrupted');
  });

  await test.step('a model that cannot use tools is offered none, and the composer says so', async () => {
    await page.getByRole('combobox', { name: 'Model' }).click();
    await page.getByRole('option', { name: /plain/ }).click();
    await page.getByRole('button', { name: 'Tools: this model can’t use them' }).click();
    await expect(page.getByText('plain:latest can’t use tools.')).toBeVisible();
    await page.keyboard.press('Escape');
  });
  expectNoTrouble();
});

test('a list that is pasted is added switched off, and a server that fails says why', async ({ start }) => {
  const app = await start({ hasOllama: true });
  const page = await app.openWindow();
  await expect(composer(page)).toBeVisible();
  await openTools(page);
  await page.getByRole('button', { name: 'Paste a list' }).click();
  const script = `console.error('No database here'); process.exit(3)`;
  const list = {
    mcpServers: {
      broken: { command: process.execPath, args: ['-e', script] },
      old: { type: 'sse', url: 'http://127.0.0.1:1' },
    },
  };
  await page.getByRole('textbox', { name: 'JSON' }).fill(JSON.stringify(list));
  await page.getByRole('button', { name: 'Look through it' }).click();
  const preview = page.getByRole('list', { name: 'Servers in the list' });
  await expect(preview.getByRole('listitem', { name: 'broken' })).toContainText('process.exit(3)');
  await expect(page.getByText('old: it uses the older “SSE” way')).toBeVisible();
  await page.getByRole('button', { name: 'Add 1 server' }).click();
  await expect(page.getByText('Added broken, switched off.')).toBeVisible();
  await expect(page.getByText('old: it uses the older “SSE” way')).toBeVisible();
  const broken = page.getByRole('listitem', { name: 'broken' });
  await expect(broken).toContainText('Off');
  await broken.getByRole('switch').click();
  await broken.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(broken).toContainText('The program ended by itself (exit code 3).');
  await broken.getByRole('button', { name: 'What the server said last' }).click();
  await expect(broken.locator('pre')).toContainText('No database here');
  await broken.getByRole('button', { name: 'Remove broken' }).click();
  await broken.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(broken).toBeHidden();
  await expect(page.getByRole('button', { name: 'Start from this example' })).toBeVisible();
});
