// The main job: from the first start to a message paid with bought credits.
import { expect, test } from './fixtures.ts';
import {
  ask,
  credits,
  expectCreditsAdded,
  inCheckout,
  lastAnswer,
  send,
  startPurchase,
  watchForTrouble,
} from './steps.ts';

test('from the first start over the last free message to a message paid with bought credits', async ({ start }) => {
  const app = await start({ hasOllama: false, isOllamaInstalled: false, serverEnv: { FREE_LIMIT: '2' } });
  const page = await app.openWindow();
  const expectNoTrouble = watchForTrouble(page);

  await test.step('without Ollama the app says what to do, and goes on by itself once it runs', async () => {
    await expect(page.getByRole('heading', { name: 'Welcome to Tallystick' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Ollama isn’t installed' })).toBeVisible();
    await app.ollama.start();
    await expect(page.getByRole('combobox', { name: 'Model' })).toContainText('gemma3:270m');
    await expect(credits(page)).toContainText('2 free messages left');
  });

  await test.step('an answer of Ollama streams in and takes one free message', async () => {
    await ask(page, 'What is a tally stick?');
    await expect(lastAnswer(page)).toContainText('You wrote: “What is a tally stick?”');
    await expect(lastAnswer(page).getByRole('heading', { name: 'Three things to know' })).toBeVisible();
    await expect(lastAnswer(page)).toContainText('free message');
    await expect(credits(page)).toContainText('1 free message left');
    await ask(page, 'And who kept the halves?');
  });

  await test.step('after the last free message the answer is a card that says what to do', async () => {
    await send(page, 'One more?');
    const card = lastAnswer(page).getByRole('region', { name: 'No free messages left' });
    await expect(card).toContainText('Buy credits to continue now');
    await expect(card.getByRole('button', { name: 'Buy credits' })).toBeVisible();
    await expect(lastAnswer(page)).not.toContainText('You wrote');
    await expect(credits(page)).toContainText('No free messages left');
  });

  await test.step('a purchase is paid inside the app, and the balance changes by itself', async () => {
    await startPurchase(page);
    await inCheckout(app, page, /^Pay/);
    await expectCreditsAdded(page);
  });

  await test.step('the next message is paid with a credit', async () => {
    await ask(page, 'Now as a customer');
    await expect(lastAnswer(page)).toContainText('1 credit');
    await expect(credits(page)).toContainText('499 credits');
  });

  await test.step('all of it is there again after a reload', async () => {
    await page.reload();
    await page
      .getByRole('navigation', { name: 'Chat list' })
      .getByRole('button', { name: 'What is a tally stick?', exact: true })
      .click();
    // The question that was refused went to the model with the next one.
    await expect(lastAnswer(page)).toContainText('Now as a customer”');
    await expect(credits(page)).toContainText('499 credits');
  });
  expectNoTrouble();
});

test('the demo model says that it is one, and answers without Ollama', async ({ start }) => {
  const app = await start({ hasOllama: false });
  const page = await app.openWindow();
  await page.getByRole('button', { name: 'Try the built-in demo model' }).click();
  await expect(page.getByRole('combobox', { name: 'Model' })).toContainText(/demo/i);
  await ask(page, 'Are you real?');
  await expect(lastAnswer(page)).toContainText(/demo/i);
});
