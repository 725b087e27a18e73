// One question answered by two models: side by side, each by itself, one chosen, both kept.
import { answer, type Behaviour } from '../support/fake-ollama/behaviour.ts';
import type { ChatAsked } from '../support/fake-ollama/exchange.ts';
import { createGate, type Gate } from '../support/fake-ollama/gate.ts';
import { expect, test, type Page } from './fixtures.ts';
import { answers, ask, composer, openChat, send } from './steps.ts';

const both = (page: Page) => page.getByRole('region', { name: 'Two answers, side by side' });
const side = (page: Page, model: string) => both(page).getByRole('article', { name: `Answer from ${model}` });
const stopOne = (page: Page, model: string) =>
  both(page).getByRole('button', { name: `Stop the answer from ${model}`, exact: true });
const inTurn = (page: Page) => both(page).getByText('Starts when the other answer is done');
const picker = (page: Page) => page.getByRole('combobox', { name: 'Model', exact: true });

async function chooseSecond(page: Page, model: string): Promise<void> {
  await page.getByRole('button', { name: 'Compare two answers' }).press('Enter');
  await page.getByRole('menuitem', { name: model, exact: true }).press('Enter');
  await expect(page.getByRole('button', { name: `Compare with ${model}`, exact: true })).toBeVisible();
  await expect(composer(page)).toBeFocused();
}

/** Each model says its own word, then waits at its own gate. */
function eachAt(gates: Readonly<Record<string, Gate>>): (asked: ChatAsked) => Behaviour {
  return ({ model }) => {
    const gate = gates[model];
    return answer([`${model} begins. `, 'And ends.'], gate === undefined ? {} : { gate });
  };
}

const models = [{ name: 'tiny:latest' }, { name: 'small:latest' }];

test('an answer is compared with another model’s, one is chosen, and the other stays as a version', async ({
  start,
}) => {
  const app = await start();
  app.ollama.setModels(models);
  const page = await app.openWindow();
  await ask(page, 'Which is better?');
  await page.getByRole('button', { name: 'Use another model' }).click();
  await page
    .getByRole('menuitem', { name: /^Compare with/ })
    .first()
    .press('Enter');
  await expect(both(page).getByRole('article')).toHaveCount(2);
  await expect(both(page).getByRole('button', { name: /^Go on with this: the answer from/ })).toHaveCount(2);
  await composer(page).fill('Too early');
  await composer(page).press('Enter');
  await expect(page.getByText('Choose the answer to go on with first.')).toBeVisible();
  await page.reload();
  await expect(both(page).getByRole('article')).toHaveCount(2);
  await both(page)
    .getByRole('button', { name: /^Go on with this: the answer from/ })
    .first()
    .press('Enter');
  await expect(both(page)).toBeHidden();
  await expect(answers(page)).toHaveCount(1);
  await expect(page.getByRole('group', { name: 'Version 1 of 2' })).toBeVisible();
  await expect(composer(page)).toBeFocused();
  await ask(page, 'And now?');
  await expect(answers(page)).toHaveCount(2);
});

test('a new question goes to two models; where both are not in memory the second waits and says so, and each is stopped by itself', async ({
  start,
}) => {
  const app = await start();
  app.ollama.setModels(models);
  const page = await app.openWindow();
  const gates = { 'tiny:latest': createGate(), 'small:latest': createGate() };
  app.ollama.setBehaviour(eachAt(gates));
  await expect(picker(page)).toContainText('tiny');
  await chooseSecond(page, 'small:latest');
  await send(page, 'Which is better?');
  await expect(inTurn(page)).toBeVisible();
  await expect(both(page).getByRole('article')).toHaveCount(1);
  gates['tiny:latest'].open(1);
  await expect(side(page, 'tiny:latest')).toContainText('begins.');
  expect(app.ollama.requests.filter(({ path }) => path === '/api/chat')).toHaveLength(1);
  await stopOne(page, 'tiny:latest').press('Enter');
  await expect(side(page, 'tiny:latest')).toContainText('You stopped this answer.');
  gates['small:latest'].openForever();
  await expect(side(page, 'small:latest')).toContainText('And ends.');
  await expect(inTurn(page)).toBeHidden();
  await expect(both(page).getByRole('button', { name: /^Go on with this/ })).toHaveCount(2);
  await both(page).getByRole('button', { name: 'Go on with this: the answer from small:latest' }).press('Enter');
  await expect(picker(page)).toContainText('small');
  await ask(page, 'And now?');
  await expect(answers(page)).toHaveCount(2);
});

test('two in memory are written at once: one is stopped while the other goes on, a kill cuts both, and they stay side by side', async ({
  start,
}) => {
  const app = await start();
  app.ollama.setModels(models);
  const page = await app.openWindow();
  await ask(page, 'Wake up');
  await picker(page).click();
  await page.getByRole('option', { name: /small/ }).click();
  await ask(page, 'You too');
  await picker(page).click();
  await expect(page.getByRole('option').getByText('In memory')).toHaveCount(2);
  await page.keyboard.press('Escape');

  await test.step('one Stop for one of them', async () => {
    const gates = { 'tiny:latest': createGate(), 'small:latest': createGate() };
    app.ollama.setBehaviour(eachAt(gates));
    await chooseSecond(page, 'tiny:latest');
    await send(page, 'Which is better?');
    for (const model of ['tiny:latest', 'small:latest'] as const) {
      gates[model].open(1);
      await expect(side(page, model)).toContainText('begins.');
    }
    await stopOne(page, 'tiny:latest').press('Enter');
    await expect(side(page, 'tiny:latest')).toContainText('You stopped this answer.');
    await expect(stopOne(page, 'small:latest')).toBeVisible();
    gates['small:latest'].openForever();
    await expect(side(page, 'small:latest')).toContainText('And ends.');
    await both(page).getByRole('button', { name: 'Go on with this: the answer from small:latest' }).press('Enter');
  });

  await test.step('one Stop for both', async () => {
    app.ollama.setBehaviour(eachAt({ 'tiny:latest': createGate(), 'small:latest': createGate() }));
    await chooseSecond(page, 'tiny:latest');
    await send(page, 'And this?');
    await expect(both(page).getByRole('button', { name: /^Stop the answer from/ })).toHaveCount(2);
    await page.getByRole('button', { name: 'Stop both answers' }).click();
    await expect(both(page).getByText(/^You stopped this answer/)).toHaveCount(2);
    await both(page).getByRole('button', { name: 'Go on with this: the answer from tiny:latest' }).press('Enter');
  });

  const gates = { 'tiny:latest': createGate(), 'small:latest': createGate() };
  app.ollama.setBehaviour(eachAt(gates));
  await chooseSecond(page, 'small:latest');
  await send(page, 'And that?');
  for (const model of ['tiny:latest', 'small:latest'] as const) {
    gates[model].open(1);
    await expect(side(page, model)).toContainText('begins.');
  }
  const again = await app.killAndRestart(page);
  await openChat(again, 'Wake up');
  await expect(both(again).getByText('The app closed during this answer')).toHaveCount(2);
});
