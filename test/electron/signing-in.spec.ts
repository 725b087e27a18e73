// Signing in from the desktop: the browser of the system does it, here a real Chromium that opens what the shell was asked to open.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Browser, type Page as BrowserPage } from '@playwright/test';
import { ask, composer, credits, startPurchase } from '../e2e/steps.ts';
import { launchOptions } from '../support/browser.ts';
import { password } from '../support/issuer/login-page.ts';
import { clientId, startIssuer, type RunningIssuer } from '../support/issuer/start-issuer.ts';
import { expect, test as base, type Desktop, type Page } from './desktop.ts';

type Fixtures = {
  readonly issuer: RunningIssuer;
  readonly redirects: string;
  /** A browser that is not the app's. */
  readonly browser: Browser;
};

const test = base.extend<Fixtures>({
  redirects: ['http://127.0.0.1/callback', { option: true }],
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern that nothing else is wanted
  issuer: async ({}, use) => {
    const issuer = await startIssuer({ asks: true });
    await use(issuer);
    await issuer.close();
  },
  serverEnv: async ({ issuer, redirects }, use) =>
    use({ OIDC_ISSUER: issuer.issuer, OIDC_CLIENT_ID: clientId, OIDC_REDIRECTS: redirects }),
  // oxlint-disable-next-line no-empty-pattern -- as above
  browser: async ({}, use) => {
    const browser = await chromium.launch(await launchOptions());
    await use(browser);
    await browser.close();
  },
});

const panel = (page: Page) => page.getByRole('region', { name: 'Account' });
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Sign in with your browser' });

async function beginSignIn(page: Page): Promise<void> {
  await credits(page).getByRole('button').click();
  await panel(page).getByRole('button', { name: 'Sign in' }).click();
}

/** The page of the identity provider that the system was asked to open, the last of so many. */
async function askedToOpen(desktop: Desktop, count = 1): Promise<string> {
  await expect.poll(async () => (await desktop.opened()).length).toBe(count);
  return (await desktop.opened()).at(-1) ?? '';
}

async function openLogin(browser: Browser, url: string): Promise<BrowserPage> {
  const tab = await (await browser.newContext()).newPage();
  await tab.goto(url);
  await expect(tab.getByRole('heading', { name: 'Log in' })).toBeVisible();
  return tab;
}

async function logIn(tab: BrowserPage, secret = password): Promise<void> {
  await tab.getByLabel('Name').fill('ada');
  await tab.getByLabel('Password').fill(secret);
  await tab.getByRole('button', { name: 'Log in' }).click();
}

test('a person signs in with the browser of the system, and signing out leaves the credits of this computer as they were', async ({
  desktop,
  issuer,
  browser,
}) => {
  const page = await desktop.open();
  await startPurchase(page);
  await (await desktop.window()).getByRole('button', { name: /^Pay/ }).click();
  await page.getByRole('button', { name: 'Back to chat' }).click();
  await expect(credits(page)).toContainText('500 credits');

  await beginSignIn(page);
  const url = await askedToOpen(desktop);
  expect(new URL(url).origin).toBe(issuer.issuer);
  await expect(dialog(page)).toContainText(`Your browser is open at ${new URL(issuer.issuer).host}`);
  // The page of the provider is in no window of the app.
  expect(desktop.app().windows()).toHaveLength(1);

  const tab = await openLogin(browser, url);
  await logIn(tab, 'a wrong one');
  await expect(tab.getByRole('alert')).toHaveText('Wrong name or password.');
  await logIn(tab);
  await expect(tab.getByRole('heading', { name: 'Thank you' })).toBeVisible();
  await expect(dialog(page)).toContainText('Signed in as Ada Lovelace');
  await expect(dialog(page)).toContainText('This computer’s credits stay here.');
  await dialog(page).getByRole('button', { name: 'Done' }).click();

  await ask(page, 'Who pays?');
  await credits(page).getByRole('button').click();
  await expect(panel(page)).toContainText('ada@example.org');
  await expect(panel(page)).toContainText('Ada Lovelace’s account pays for your messages.');
  await expect(panel(page)).toContainText('19 messages left');
  // Where there is no keychain the refresh token is kept in memory, which the person is told, and which no file shows.
  await expect(panel(page)).toContainText('There’s no keychain here');
  const granted = issuer.refreshTokens();
  expect(granted).toHaveLength(1);
  expect(await filesWith(desktop.dataDir, ['Who pays?'])).not.toEqual([]);
  expect(await filesWith(desktop.dataDir, granted)).toEqual([]);

  await panel(page).getByRole('button', { name: 'Sign out' }).click();
  await expect(panel(page)).toContainText('This computer’s credits pay for your messages.');
  await expect(credits(page)).toContainText('500 credits');
  await expect.poll(() => issuer.asked('/token/revocation')).toBe(1);
});

test('a person who says no at the provider, and one who closes the browser, can begin anew', async ({
  desktop,
  browser,
}) => {
  const page = await desktop.open();
  await beginSignIn(page);
  const refused = await openLogin(browser, await askedToOpen(desktop));
  await refused.getByRole('button', { name: 'Don’t allow' }).click();
  await expect(dialog(page).getByRole('alert')).toContainText('You didn’t allow the app to sign you in.');

  await dialog(page).getByRole('button', { name: 'Try again' }).click();
  const left = await openLogin(browser, await askedToOpen(desktop, 2));
  await left.context().close();
  await expect(dialog(page)).toContainText('Your browser is open at');
  const stale = (await desktop.opened()).at(-1) ?? '';
  await dialog(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog(page)).toBeHidden();
  // Whoever finds that page again afterwards signs nobody in: the app listens no more.
  const late = await openLogin(browser, stale);
  await logIn(late);
  await expect.poll(() => late.url()).toContain('chrome-error:');

  await beginSignIn(page);
  const last = await openLogin(browser, await askedToOpen(desktop, 3));
  await logIn(last);
  await expect(dialog(page)).toContainText('Signed in as Ada Lovelace');
  await dialog(page).getByRole('button', { name: 'Done' }).click();
  await composer(page).fill('Still here');
});

test.describe('where the browser comes back by the scheme of the app', () => {
  test.use({ redirects: 'tallystick://callback' });
  test.skip(process.platform !== 'linux', 'Elsewhere the system itself is asked whose the scheme is.');

  test('a second start of the program hands the answer to the first one, which signs in by the right one alone', async ({
    desktop,
    browser,
  }) => {
    const page = await desktop.open();
    // As in the packed program: only there the scheme is surely the app's own.
    await desktop.app().evaluate(({ app }) => Object.defineProperty(app, 'isPackaged', { value: true }));
    await beginSignIn(page);
    const url = await askedToOpen(desktop);
    expect(new URL(url).searchParams.get('redirect_uri')).toBe('tallystick://callback');

    const tab = await openLogin(browser, url);
    const sentBack = tab.waitForResponse((one) => (one.headers()['location'] ?? '').startsWith('tallystick:'));
    await logIn(tab);
    const link = (await sentBack).headers()['location'] ?? '';
    const forged = new URL(link);
    forged.searchParams.set('state', 'a'.repeat(43));
    expect(await desktop.startAgain([forged.href])).toBe(0);
    await expect(dialog(page)).toContainText('Your browser is open at');
    expect(await desktop.startAgain([link])).toBe(0);
    await expect(dialog(page)).toContainText('Signed in as Ada Lovelace');
    expect(await desktop.startAgain([link])).toBe(0);
    await expect(dialog(page)).toContainText('Signed in as Ada Lovelace');
    expect(desktop.app().windows()).toHaveLength(1);
  });
});

/** Which files hold one of the words. */
async function filesWith(folder: string, words: readonly string[]): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const file = path.join(entry.parentPath, entry.name);
        const text = await readFile(file, 'latin1').catch(() => '');
        return words.some((word) => text.includes(word)) ? [file] : [];
      }),
  );
  return found.flat();
}
