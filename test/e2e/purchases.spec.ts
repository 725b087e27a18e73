// A purchase survives everything: no, too late, a crash, a closed app. Paid credits always arrive.
import { expect, test } from './fixtures.ts';
import { credits, expectCreditsAdded, inCheckout, startPurchase } from './steps.ts';

test('a declined payment takes nothing, and can be paid after all', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  await startPurchase(page);
  await inCheckout(app, page, /^Decline/);
  await expect(page.getByRole('dialog', { name: 'Your purchase' })).toContainText(
    'Your payment was declined. You haven’t been charged.',
  );
  await inCheckout(app, page, /^Pay/);
  await expectCreditsAdded(page);
});

test('an order that expires takes nothing and says so', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  await startPurchase(page);
  await inCheckout(app, page, /^Let it expire/);
  await expect(page.getByRole('dialog')).toContainText('The payment time expired. You haven’t been charged.');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await expect(credits(page)).toContainText('20 free messages left');
});

test('kill -9 between paying and claiming: after the next start the credits are there', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  await startPurchase(page);
  const pay = await app.checkoutUrl(page);
  await app.endCore('SIGKILL');
  // The money moves while the app is dead.
  const paid = await fetch(`${pay}/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(pay).origin },
    redirect: 'manual',
  });
  expect(paid.status).toBe(303);
  await app.startCore();
  const again = await app.reopen(page);
  await expect(credits(again)).toContainText('500 credits');
});

test('a purchase left half-way is found beside the credits after a restart, and can be paid then', async ({
  start,
}) => {
  const app = await start();
  const page = await app.openWindow();
  await startPurchase(page);
  const again = await app.killAndRestart(page);
  await again.getByRole('button', { name: 'Purchase: Waiting for payment. Continue' }).click();
  await inCheckout(app, again, /^Pay/);
  await expectCreditsAdded(again);
});

test('a second purchase tops up the same credits', async ({ start }) => {
  const app = await start();
  const page = await app.openWindow();
  await startPurchase(page);
  await inCheckout(app, page, /^Pay/);
  await expectCreditsAdded(page);
  await startPurchase(page);
  await inCheckout(app, page, /^Pay/);
  await expectCreditsAdded(page, '1,000 credits');
});
