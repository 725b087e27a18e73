// Buying for one's account and for one's team, at a real identity provider and a real server, whose books say where the credits are.
import { call } from '../support/companion.ts';
import type { AppUnderTest } from '../support/app/app-under-test.ts';
import { clientId, startIssuer, type RunningIssuer } from '../support/issuer/start-issuer.ts';
import { valueIn } from './files.ts';
import { expect, isElectron, test, type Page } from './fixtures.ts';
import { credits, inCheckout, watchForTrouble } from './steps.ts';

const operatorKey = 'operator-key-0123456789';

test.skip(isElectron, 'There the page of the provider opens in the browser of the system');

type Shop = {
  readonly app: AppUnderTest;
  readonly issuer: RunningIssuer;
  /** In all wallets whose owner is named so, in credits. */
  inWallets(owner: string): number;
};

async function openShop(
  start: (options: object) => Promise<AppUnderTest>,
  issuer: RunningIssuer,
  isGated = false,
): Promise<Shop> {
  const serverEnv = {
    OIDC_ISSUER: issuer.issuer,
    OIDC_CLIENT_ID: clientId,
    ADMIN_API_KEY: operatorKey,
    USAGE_SCOPE: 'org',
  };
  const app = await start({ serverEnv, isGated });
  const asOperator = (request: string, body: object) =>
    call(app.server.origin, request, { body, headers: { 'x-api-key': operatorKey } });
  await asOperator('POST /v1/teams', { id: 'acme', name: 'Acme Research' });
  await asOperator('POST /v1/teams/members', { team_id: 'acme', user_id: 'ada', role: 'owner' });
  issuer.mood.team = 'acme';
  return {
    app,
    issuer,
    inWallets: (owner) =>
      Number(
        valueIn(
          app.server.dbPath,
          `SELECT coalesce(sum(balance), 0) AS value FROM accounts WHERE owner LIKE '${owner}'`,
        ),
      ) / 1e6,
  };
}

async function signIn(page: Page): Promise<void> {
  await credits(page).getByRole('button').click();
  await page.getByRole('region', { name: 'Account' }).getByRole('button', { name: 'Sign in' }).click();
  const waiting = page.getByRole('dialog', { name: 'Sign in with your browser' });
  const opened = page.context().waitForEvent('page');
  await waiting.getByRole('link', { name: 'Open the sign-in page' }).click();
  const browser = await opened;
  await expect(browser.getByRole('heading', { name: 'Thank you' })).toBeVisible();
  await browser.close();
  await waiting.getByRole('button', { name: 'Done' }).click();
}

const choice = (page: Page) => page.getByRole('dialog', { name: 'Buy credits' });
const forWhom = (page: Page, name: string | RegExp) => choice(page).getByRole('radio', { name });

async function openChoice(page: Page): Promise<void> {
  await credits(page).getByRole('button').click();
  await page.getByRole('dialog', { name: 'Credits in detail' }).getByRole('button', { name: 'Buy credits' }).click();
  await expect(forWhom(page, /Acme Research/)).toBeEnabled();
}

test('credits bought for the account and for the team arrive in those wallets, and none in the computer’s', async ({
  start,
}) => {
  const issuer = await startIssuer();
  try {
    const { app, inWallets } = await openShop(start, issuer);
    const page = await app.openWindow();
    const expectNoTrouble = watchForTrouble(page);
    await signIn(page);

    await test.step('the account is chosen, since it pays, and what it buys is in its wallet', async () => {
      await openChoice(page);
      await expect(forWhom(page, /Ada Lovelace’s account/)).toBeChecked();
      await expect(choice(page)).toContainText('on every computer you sign in on');
      await choice(page).getByRole('button', { name: /^Pay/ }).click();
      await expect(page.getByRole('dialog')).toContainText('For Ada Lovelace’s account');
      await inCheckout(app, page, /^Pay/);
      await expect(page.getByText('The credits are in Ada Lovelace’s account now.')).toBeVisible();
      await page.getByRole('button', { name: 'Back to chat' }).click();
      await expect(credits(page)).toContainText('500 credits');
      expect([inWallets('user:%'), inWallets('team:%'), inWallets('token:%')]).toEqual([500, 0, 0]);
    });

    await test.step('the team is chosen for one purchase, and has what was bought for it', async () => {
      await openChoice(page);
      await forWhom(page, /Acme Research/).check({ force: true });
      await expect(choice(page)).toContainText('Everyone in Acme Research can spend these credits.');
      await choice(page).getByRole('button', { name: /^Pay/ }).click();
      await inCheckout(app, page, /^Pay/);
      await expect(page.getByText('The credits are in Acme Research now.')).toBeVisible();
      await page.getByRole('button', { name: 'Back to chat' }).click();
      await openChoice(page);
      await expect(forWhom(page, /Ada Lovelace’s account/)).toBeChecked();
      await page.keyboard.press('Escape');
      expect([inWallets('user:%'), inWallets('team:%'), inWallets('token:%')]).toEqual([500, 500, 0]);
    });

    await test.step('the list says for whom each was, also after a restart, and to nobody whose account it is', async () => {
      const again = await app.killAndRestart(page);
      await credits(again).getByRole('button').click();
      // Without a keychain the sign-in has ended with the process.
      await expect(again.getByRole('region', { name: 'Account' })).toContainText('You were signed out');
      await again.getByRole('button', { name: 'All purchases' }).click();
      const list = again.getByRole('dialog', { name: 'Purchases' });
      await expect(list).toContainText('For Acme Research');
      await expect(list).toContainText('For an account');
      await expect(list).not.toContainText('Ada');
    });
    expectNoTrouble();
  } finally {
    await issuer.close();
  }
});

test('kill -9 of the app at each step of a purchase for the account credits that account once', async ({ start }) => {
  test.setTimeout(180_000);
  const issuer = await startIssuer();
  try {
    const { app, inWallets } = await openShop(start, issuer, true);
    let page = await app.openWindow();
    await signIn(page);
    const checkout = /^POST \/v1\/payments\/checkout/;
    const order = (): string =>
      String(valueIn(app.server.dbPath, 'SELECT id AS value FROM orders ORDER BY created_at DESC, id DESC LIMIT 1'));
    const pay = async (): Promise<void> =>
      void (await fetch(`${app.server.origin}/checkout/${order()}/pay`, { method: 'POST', redirect: 'manual' }));
    const orders = (): number => Number(valueIn(app.server.dbPath, 'SELECT count(*) AS value FROM orders'));
    /** Without a keychain the sign-in ends with the process, so whoever bought has to come back. */
    const live = async (): Promise<void> => {
      await app.startCore();
      page = await app.reopen(page);
      await signIn(page);
    };
    const steps = [
      ['before the order has left', 'request'],
      ['after it has reached the server, before its answer', 'reply'],
      ['while its checkout is shown', null],
    ] as const;
    for (const [index, [step, at]] of steps.entries())
      await test.step(step, async () => {
        const held = at === null ? null : app.gate.hold(checkout, at);
        await openChoice(page);
        await choice(page).getByRole('button', { name: /^Pay/ }).click();
        if (held === null) await expect(page.getByRole('dialog')).toContainText('Waiting for payment.');
        else await held.reached;
        await app.endCore('SIGKILL');
        held?.cut();
        if (at === null) await pay();
        await live();
        await expect.poll(orders).toBe(index + 1);
        await pay();
        const total = 500 * (index + 1);
        await expect(credits(page)).toContainText(`${total.toLocaleString('en')} credits`);
        expect([inWallets('user:%'), inWallets('team:%'), inWallets('token:%')]).toEqual([total, 0, 0]);
      });
    await app.server.end('SIGTERM');
    expect(await app.server.doctor()).toContain('Every sum in the ledger is right.');
  } finally {
    await issuer.close();
  }
});
