// A diagram in the whole app, under the policies that its shells send.
import { expect, test } from './fixtures.ts';
import { answer } from '../support/fake-ollama/behaviour.ts';
import { composer, lastAnswer, send } from './steps.ts';

const source = '```mermaid\nflowchart LR\n  A[Stock] --> B[Foil]\n```\n\nDone.';

test('a diagram is shown as its source while it is written, and drawn once it is there', async ({ start }) => {
  const app = await start();
  app.ollama.setBehaviour(answer([source.slice(0, 30), source.slice(30, 50), source.slice(50)]));
  const page = await app.openWindow();
  await send(page, 'Draw it, please');
  await expect(lastAnswer(page)).toContainText('Done.');
  await expect(lastAnswer(page).getByRole('img', { name: 'Diagram: flowchart LR' })).toBeVisible();
  await expect(composer(page)).toBeEditable();
  await page.reload();
  await page.getByRole('article').first().waitFor();
  await expect(lastAnswer(page).getByRole('img', { name: 'Diagram: flowchart LR' })).toBeVisible();
});
