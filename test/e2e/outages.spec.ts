// The other sides fail: the app says so in plain words, goes on as far as it can, and comes back by itself.
import { answer } from '../support/fake-ollama/behaviour.ts';
import { createGate } from '../support/fake-ollama/gate.ts';
import { expect, test } from './fixtures.ts';
import { answers, ask, comeBackOnline, composer, credits, lastAnswer, send } from './steps.ts';

test('without the server messages go on under the offline grace, and it comes back by itself', async ({ start }) => {
  const app = await start({ appEnv: { OFFLINE_GRACE: '2' } });
  const page = await app.openWindow();
  await expect(credits(page)).toContainText('20 free messages left');
  await app.server.end('SIGKILL');

  await ask(page, 'Is anybody there?');
  await expect(lastAnswer(page)).toContainText('offline, not charged');
  await expect(page.getByText('You’re offline.')).toBeVisible();
  await expect(credits(page)).toContainText('Offline · 1 message left today');
  await ask(page, 'And again?');
  await send(page, 'One too many?');
  await expect(lastAnswer(page).getByRole('region', { name: 'No offline messages left' })).toBeVisible();

  await app.server.start();
  await comeBackOnline(page);
  await ask(page, 'Back again');
  await expect(lastAnswer(page)).toContainText('free message');
});

test('a charge that the server could not hear of is settled once it is back', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  const gate = createGate();
  app.ollama.setBehaviour(answer(['one ', 'two ', 'three'], { gate }));
  await send(page, 'While the server falls');
  gate.open(2);
  await expect(lastAnswer(page)).toContainText('one two');
  await app.server.end('SIGKILL');
  gate.openForever();
  await expect(lastAnswer(page)).toContainText('charge pending…');
  await app.server.start();
  await comeBackOnline(page);
  await ask(page, 'Now that it is back');
  await expect(answers(page).first()).toContainText('free message');
  await expect(credits(page)).toContainText('18 free messages left');
});

test('when Ollama goes away the message says so, and after its return a retry works', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  await ask(page, 'First');
  // It goes with the question in hand. Had it gone before, the app might know, and send nothing.
  const gate = createGate();
  app.ollama.setBehaviour(answer(['Here again'], { gate }));
  const asked = app.ollama.next('/api/chat');
  await send(page, 'Second');
  await asked;
  await app.ollama.stop();
  await expect(lastAnswer(page)).toContainText(/Ollama isn’t running|Connection to Ollama lost/);
  // The app notices it by itself, too, and leaves the chat in its place.
  await expect(page.getByRole('button', { name: 'Change address' })).toBeVisible();
  await expect(lastAnswer(page)).toContainText('not charged');
  await app.ollama.start();
  gate.openForever();
  await lastAnswer(page).getByRole('button', { name: 'Try again' }).click();
  await expect(lastAnswer(page)).toContainText('Here again');
});

test('when the core goes away the page says so and keeps the draft, and goes on by itself', async ({ start }) => {
  const app = await start();
  test.skip(
    app.shell === 'electron',
    'The desktop app starts its core again by itself; test/electron has its own test of that.',
  );
  const page = await app.openWindow();
  await composer(page).fill('A draft that must not be lost');
  await app.endCore('SIGKILL');
  await expect(page.getByText('Reconnecting…')).toBeVisible();
  await app.startCore();
  await expect(page.getByText('Reconnecting…')).toBeHidden();
  await expect(composer(page)).toHaveValue('A draft that must not be lost');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(lastAnswer(page)).toContainText('You wrote: “A draft that must not be lost”');
});
