// Subscribing in the app: a plan of the operator's, paid on the sandbox's page, for the credits of this computer.
import type { TestCompanion } from '../support/app/companion.ts';
import { call } from '../support/companion.ts';
import { valueIn } from './files.ts';
import { expect, test } from './fixtures.ts';
import { credits, expectCreditsAdded, inCheckout, startPurchase, watchForTrouble } from './steps.ts';

const operatorKey = 'operator-key-0123456789';

async function sellTeamPlan({ origin }: TestCompanion): Promise<void> {
  const made = await call(origin, 'POST /v1/billing/stripe/price_mappings', {
    body: { plan_id: 'team', stripe_price_id: 'sandbox_1000_EUR_month', currency: 'EUR' },
    headers: { 'x-api-key': operatorKey },
  });
  expect(made.status).toBe(201);
}

test('a plan is chosen on its card, paid on the seller’s page, and stands in the panel as active', async ({
  start,
}) => {
  const app = await start({ serverEnv: { ADMIN_API_KEY: operatorKey } });
  await sellTeamPlan(app.server);
  // What is sold is read with the server's configuration, when the app starts.
  await app.endCore('SIGKILL');
  await app.startCore();
  const page = await app.openWindow();
  const expectNoTrouble = watchForTrouble(page);
  const dialog = page.getByRole('dialog', { name: 'Plans' });
  const inPanel = page.getByRole('region', { name: 'Plans' });

  await test.step('nobody is there whom a plan could belong to, until credits have been bought', async () => {
    await credits(page).getByRole('button').click();
    await inPanel.getByRole('button', { name: 'See plans' }).click();
    await expect(dialog).toContainText('A plan belongs to credits you’ve bought.');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await startPurchase(page);
    await inCheckout(app, page, /^Pay/);
    await expectCreditsAdded(page);
  });

  await test.step('the card leads to the page on which it is paid, and the app sees by itself that it is', async () => {
    await credits(page).getByRole('button').click();
    await inPanel.getByRole('button', { name: 'See plans' }).click();
    await expect(dialog).toContainText('The plan belongs to: This computer’s credits.');
    await expect(dialog).toContainText('€10.00');
    await dialog.getByRole('button', { name: 'Subscribe: Team' }).click();
    await expect(dialog).toContainText('Waiting for the payment.');
    await inCheckout(app, page, /^Subscribe/);
    await expect(dialog).toContainText('Team is active');
    await dialog.getByRole('button', { name: 'Done' }).click();
  });

  await test.step('the panel names it and when it renews, and the credits are as they were', async () => {
    await credits(page).getByRole('button').click();
    await expect(inPanel).toContainText(/Team\s*Renews on/);
    await expect(inPanel.getByRole('button', { name: 'Manage subscription' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(credits(page)).toContainText('500 credits');
    expect(valueIn(app.server.dbPath, "SELECT count(*) AS value FROM subscriptions WHERE status = 'active'")).toBe(1);
  });

  await test.step('it is there again after a restart', async () => {
    const again = await app.killAndRestart(page);
    await credits(again).getByRole('button').click();
    await expect(again.getByRole('region', { name: 'Plans' })).toContainText(/Team\s*Renews on/);
  });
  expectNoTrouble();
});
