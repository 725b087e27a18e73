// The page comes in parts: one to write in, one that shows what is written, one with the dialogs. Each step of a person works before
// a later part is there.
import { expect, isElectron, test } from './fixtures.ts';
import { composer, lastAnswer, send } from './steps.ts';

const secondPart = /\/assets\/transcript-/;

test.skip(isElectron, 'Electron reads all parts from its own archive.');

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

test('a dialog whose part could not be fetched says that it comes, and opens by itself', async ({ start, context }) => {
  const road = { isShut: true };
  await context.route(/\/assets\/dialogs-/, (route) => (road.isShut ? route.abort() : route.continue()));
  const app = await start();
  const page = await app.openWindow();
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Loading' })).toBeVisible();
  road.isShut = false;
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
});
