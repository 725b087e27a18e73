// The page comes in two parts: one to write in, and one that shows what is written. Each step of a person works before the second is there.
import { expect, isElectron, test } from './fixtures.ts';
import { composer, lastAnswer, send } from './steps.ts';

const secondPart = /\/assets\/transcript-/;

test.skip(isElectron, 'Electron reads both parts from its own archive.');

test('one writes and sends before answers can be shown, and then sees them', async ({ start, context }) => {
  const arrival = Promise.withResolvers<void>();
  await context.route(secondPart, async (route) => {
    await arrival.promise;
    await route.continue();
  });
  const app = await start();
  const page = await app.openWindow();
  await send(page, 'Are you there?');
  await expect(page.getByRole('status').filter({ hasText: 'Opening the chat' })).toBeVisible();
  await composer(page).fill('And the next one');
  arrival.resolve();
  await expect(lastAnswer(page)).toContainText('You wrote: “Are you there?”');
  await expect(composer(page)).toHaveValue('And the next one');
});

test('what could not be fetched is fetched again, for as long as it takes', async ({ start, context }) => {
  const road = { isShut: true, tries: 0 };
  await context.route(secondPart, async (route) => {
    road.tries += 1;
    await (road.isShut ? route.abort() : route.continue());
  });
  const app = await start();
  const page = await app.openWindow();
  await send(page, 'Are you there?');
  await expect(page.getByRole('status').filter({ hasText: 'Opening the chat' })).toBeVisible();
  // More often than the page itself has occasions to ask for it.
  await expect.poll(() => road.tries).toBeGreaterThan(5);
  road.isShut = false;
  await expect(lastAnswer(page)).toContainText('You wrote: “Are you there?”');
});
