// Signing in inside the app, at a real identity provider, with another tab as the person's browser.
import { clientId, startIssuer } from '../support/issuer/start-issuer.ts';
import { valueIn } from './files.ts';
import { expect, isElectron, test } from './fixtures.ts';
import { ask, credits, expectCreditsAdded, inCheckout, startPurchase, watchForTrouble } from './steps.ts';

test('a person signs in, sees who pays, and finds the credits of this computer again after signing out', async ({
  start,
}) => {
  test.skip(isElectron, 'There the page of the provider opens in the browser of the system');
  const issuer = await startIssuer();
  try {
    const app = await start({ serverEnv: { OIDC_ISSUER: issuer.issuer, OIDC_CLIENT_ID: clientId } });
    const page = await app.openWindow();
    const expectNoTrouble = watchForTrouble(page);
    const inPanel = page.getByRole('region', { name: 'Account' });
    const ofTokens = (): number =>
      Number(valueIn(app.server.dbPath, "SELECT sum(balance) AS value FROM accounts WHERE name LIKE 'wallet:%'")) / 1e6;
    await startPurchase(page);
    await inCheckout(app, page, /^Pay/);
    await expectCreditsAdded(page);

    await test.step('the provider’s page opens in a tab, which says in the end that one can go back', async () => {
      await credits(page).getByRole('button').click();
      await expect(inPanel).toContainText('This computer’s credits pay for your messages.');
      await inPanel.getByRole('button', { name: 'Sign in' }).click();
      const waiting = page.getByRole('dialog', { name: 'Sign in with your browser' });
      const opened = page.context().waitForEvent('page');
      await waiting.getByRole('link', { name: 'Open the sign-in page' }).click();
      const browser = await opened;
      await expect(browser.getByRole('heading', { name: 'Thank you' })).toBeVisible();
      await browser.close();
      await expect(waiting).toContainText('Signed in as Ada Lovelace');
      await expect(waiting).toContainText('This computer’s credits stay here.');
      await waiting.getByRole('button', { name: 'Done' }).click();
    });

    await test.step('the panel says who one is, what the account has, and that it pays', async () => {
      await credits(page).getByRole('button').click();
      await expect(inPanel).toContainText('ada@example.org');
      await expect(inPanel).toContainText('Ada Lovelace’s account pays for your messages.');
      await expect(inPanel).toContainText('20 messages left');
      await expect(inPanel).toContainText(/Your credits\s*0 credits/);
      await page.keyboard.press('Escape');
    });

    await test.step('a message is paid by the account, and not with the credits of this computer', async () => {
      await ask(page, 'Who pays?');
      await credits(page).getByRole('button').click();
      await expect(inPanel).toContainText('19 messages left');
      expect(ofTokens()).toBe(500);
    });

    await test.step('after signing out those credits pay again, and none of them is missing', async () => {
      await inPanel.getByRole('button', { name: 'Sign out' }).click();
      await expect(inPanel).toContainText('This computer’s credits pay for your messages.');
      await expect(inPanel.getByRole('button', { name: 'Sign in' })).toBeVisible();
      await expect(credits(page)).toContainText('500 credits');
      await expect.poll(() => issuer.asked('/token/revocation')).toBe(1);
      expect(ofTokens()).toBe(500);
    });
    expectNoTrouble();
  } finally {
    await issuer.close();
  }
});
