// Buying by Lightning and by card, from the click to the message that is paid with it.
import { simCards } from '../support/stripe-sim/pages.ts';
import { expect, payByCard, test } from './paying.ts';
import { ask, credits, expectCreditsAdded, inCheckout, lastAnswer, startPurchase, watchForTrouble } from './steps.ts';

test('an invoice that the app draws is paid, and the next message is paid with its credits', async ({ openShop }) => {
  const { app, lastOrder, btcpay, creditsInBooks } = await openShop();
  const page = await app.openWindow();
  const expectNoTrouble = watchForTrouble(page);
  await startPurchase(page, 'Lightning or Bitcoin');
  const dialog = page.getByRole('dialog', { name: 'Your purchase' });
  await expect(dialog.getByRole('img', { name: 'QR code with the Lightning invoice' })).toBeVisible();
  await expect(dialog.getByRole('link', { name: 'Open in wallet' })).toHaveAttribute('href', /^lightning:lnbc/);
  const id = await lastOrder();
  const invoice = btcpay.invoices().find(({ orderId }) => orderId === id);
  btcpay.receive(id, Number(invoice?.amount));
  await expect(page.getByText('500 credits on the way')).toBeVisible();
  expect(creditsInBooks()).toBe(0);
  btcpay.confirm(id);
  await expectCreditsAdded(page);
  await ask(page, 'Paid by Lightning');
  await expect(lastAnswer(page)).toContainText('1 credit');
  await expect(credits(page)).toContainText('499 credits');
  expectNoTrouble();
});

test('a declined card takes nothing and the second try pays; a payment that takes days arrives by itself', async ({
  openShop,
}) => {
  const { app, stripe, lastOrder, creditsInBooks } = await openShop();
  const page = await app.openWindow();
  await startPurchase(page, 'Card');
  await payByCard(app, page, simCards.decline);
  const checkout = await app.checkout(page);
  await expect(checkout.getByText('Your card was declined.')).toBeVisible();
  await expect(page.getByRole('dialog')).toContainText('Your payment was declined. You haven’t been charged.');
  expect(creditsInBooks()).toBe(0);
  await payByCard(app, page, simCards.succeed);
  await expectCreditsAdded(page);

  await startPurchase(page, 'Card');
  await payByCard(app, page, simCards.process);
  await expect(page.getByText('500 credits on the way')).toBeVisible();
  expect(creditsInBooks()).toBe(500);
  stripe.succeed(await lastOrder());
  await expectCreditsAdded(page, '1,000 credits');
  expect(creditsInBooks()).toBe(1000);
});

test('an invoice that expires takes nothing, and the card pays instead', async ({ openShop }) => {
  const { app, btcpay, lastOrder, creditsInBooks } = await openShop();
  const page = await app.openWindow();
  await startPurchase(page, 'Lightning or Bitcoin');
  btcpay.expire(await lastOrder());
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('The payment time expired. You haven’t been charged.');
  await dialog.getByRole('button', { name: 'Pay another way' }).click();
  await expect(dialog.getByRole('radio', { name: 'Card' })).toBeChecked();
  await dialog.getByRole('button', { name: /^Pay/ }).click();
  await payByCard(app, page, simCards.succeed);
  await expectCreditsAdded(page);
  expect(creditsInBooks()).toBe(500);
});

test('without a single webhook, and with nobody asking, what was paid is credited', async ({ openShop }) => {
  const { app, stripe, lastOrder, payInvoice, creditsInBooks } = await openShop({ hasWebhooks: false });
  const page = await app.openWindow();
  await startPurchase(page, 'Lightning or Bitcoin');
  const invoice = await lastOrder();
  await page.getByRole('button', { name: 'Pay another way' }).click();
  await page.getByRole('dialog').getByRole('button', { name: /^Pay/ }).click();
  await expect((await app.checkout(page)).getByRole('button', { name: /^Pay/ })).toBeVisible();
  const card = await lastOrder();
  expect(card).not.toBe(invoice);
  await app.endCore('SIGKILL');
  payInvoice(invoice);
  stripe.succeed(card);
  await expect.poll(creditsInBooks, { timeout: 60_000 }).toBe(1000);
  await app.startCore();
  await expect(credits(await app.reopen(page))).toContainText('1,000 credits');
});

test('the recovery kit brings the credits to another computer, which the page never gets to read', async ({
  start,
}) => {
  const app = await start();
  const page = await app.openWindow();
  await startPurchase(page);
  await inCheckout(app, page, /^Pay/);
  await expect(page.getByText('500 credits added')).toBeVisible();
  await page.getByRole('button', { name: 'Save your recovery kit…' }).click();
  const opened = page.context().waitForEvent('page');
  await page.getByRole('button', { name: /^Show .*kit/ }).click();
  const kit = await opened;
  const token = /tally_[\w-]{43}/.exec((await kit.locator('body').innerText()).replaceAll(/\s/g, ''))?.[0] ?? '';
  expect(token).not.toBe('');
  expect(await page.content()).not.toContain(token);
  if (app.shell === 'web') expect((await page.request.get(kit.url())).ok()).toBe(false);
  // It is shown once; whoever asks for the same address again gets nothing of it.
  await kit.reload();
  expect(await kit.content()).not.toContain(token);

  const there = await app.openElsewhere();
  await expect(credits(there)).toContainText('20 free messages left');
  await credits(there).getByRole('button').click();
  await there.getByRole('button', { name: 'Restore credits…' }).click();
  await there.getByLabel('Token', { exact: true }).fill(token);
  await there.getByRole('button', { name: 'Restore' }).click();
  const place = there.getByRole('dialog', { name: 'Where should your credits be stored?' });
  await place.getByRole('button', { name: 'Continue' }).click();
  await there.getByRole('button', { name: 'Back to chat' }).click();
  await expect(credits(there)).toContainText('500 credits');
  await ask(there, 'From over here');
  await expect(credits(there)).toContainText('499 credits');
});
