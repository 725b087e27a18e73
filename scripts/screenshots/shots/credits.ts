// Pictures of credits: buying, plans, the panel, and what a person keeps of them.
import {
  button,
  buy,
  dialog,
  firstOrder,
  followPurchase,
  fromPanel,
  invoice,
  openNewest,
  openPanel,
  words,
  type Shot,
} from './steps.ts';

export const creditShots: readonly Shot[] = [
  {
    name: 'credits',
    shows: dialog('Credits in detail'),
    scenario: 'pro',
    act: async (page) => {
      await openNewest(page);
      await openPanel(page);
    },
  },
  {
    name: 'account-signed-in',
    shows: dialog('Credits in detail'),
    scenario: 'signed-in',
    act: async (page) => {
      await openNewest(page);
      await openPanel(page);
    },
    isAlsoNarrow: true,
  },
  {
    name: 'account-signed-out',
    shows: dialog('Credits in detail'),
    scenario: 'signed-out',
    act: openPanel,
  },
  {
    name: 'plans',
    shows: dialog('Plans'),
    scenario: 'plans',
    act: fromPanel('See plans', 'Plans'),
    isAlsoNarrow: true,
  },
  {
    name: 'plan-active',
    shows: dialog('Credits in detail'),
    scenario: 'plan-active',
    act: openPanel,
  },
  {
    name: 'sign-in-waiting',
    shows: dialog('Sign in with your browser'),
    scenario: 'can-sign-in',
    act: fromPanel('Sign in', 'Sign in with your browser'),
    isAlsoNarrow: true,
  },
  {
    name: 'buy-for-whom',
    shows: (page) => page.getByRole('radio', { name: /Acme Research/ }).locator('..'),
    scenario: 'signed-in',
    act: fromPanel('Buy credits', 'Buy credits'),
    isAlsoNarrow: true,
  },
  {
    name: 'buy-as-member',
    shows: words('Only owners of the team can buy for it.'),
    scenario: 'team-member',
    act: fromPanel('Buy credits', 'Buy credits'),
  },
  {
    name: 'buy-waits-for-account',
    shows: words(/account that’s signed out/),
    scenario: 'purchase-waits',
    act: followPurchase,
    isAlsoNarrow: true,
  },
  {
    name: 'purchases-for-whom',
    shows: words(/For Acme Research/),
    scenario: 'purchases-for-all',
    act: fromPanel('All purchases', 'Purchases'),
    isAlsoNarrow: true,
  },
  {
    name: 'plans-for-team',
    shows: (page) => button(page, 'Manage team plan'),
    scenario: 'team-owner',
    act: fromPanel('Manage subscription', 'Plans'),
    isAlsoNarrow: true,
  },
  {
    name: 'out-of-plan',
    shows: (page) => button(page, 'Buy credits').last(),
    scenario: 'refused-account',
    act: openNewest,
  },
  { name: 'buy-pack', shows: dialog('Buy credits'), scenario: 'ready', act: buy, isAlsoNarrow: true },
  {
    name: 'buy-keychain-missing',
    shows: dialog('Where should your credits be stored?'),
    scenario: 'keychain-missing',
    act: async (page) => {
      await buy(page);
      await page.getByRole('dialog').getByRole('button', { name: /^Pay/ }).click();
      await page.getByRole('dialog', { name: 'Where should your credits be stored?' }).waitFor();
    },
  },
  {
    name: 'buy-amount',
    shows: dialog('Buy credits'),
    scenario: 'providers',
    act: async (page) => {
      await buy(page);
      await page.getByRole('textbox', { name: 'Amount' }).fill('7.50');
    },
    isAlsoNarrow: true,
  },
  {
    name: 'invoice-lightning',
    shows: dialog('Your purchase'),
    scenario: 'invoice',
    act: async (page) => {
      await followPurchase(page);
      await invoice(page);
    },
    isAlsoNarrow: true,
  },
  {
    name: 'invoice-on-chain',
    shows: dialog('Your purchase'),
    scenario: 'invoice',
    act: async (page) => {
      await followPurchase(page);
      await page.getByRole('radio', { name: 'On-chain' }).click();
    },
  },
  {
    name: 'invoice-part',
    shows: words(/^Partial payment received/),
    scenario: 'invoice-part',
    act: async (page) => {
      await followPurchase(page);
      await invoice(page);
    },
  },
  { name: 'buy-seen', shows: dialog('Your purchase'), scenario: 'invoice-seen', act: followPurchase },
  {
    name: 'buy-expired',
    shows: (page) => button(page, 'Start again'),
    scenario: 'invoice',
    act: async (page) => {
      await followPurchase(page);
      await invoice(page);
      await page.evaluate((path) => fetch(path, { method: 'POST' }), `/double/checkout/${firstOrder}/expire`);
      await button(page, 'Start again').waitFor();
    },
  },
  {
    name: 'purchases',
    shows: dialog('Purchases'),
    scenario: 'purchases',
    act: fromPanel('All purchases', 'Purchases'),
    isAlsoNarrow: true,
  },
  {
    name: 'recovery-kit',
    shows: dialog('Save your recovery kit'),
    scenario: 'pro',
    act: fromPanel('Save your recovery kit…', 'Save your recovery kit'),
  },
  {
    name: 'have-a-token',
    shows: dialog('Restore credits'),
    scenario: 'kept-token',
    act: async (page) => {
      await fromPanel('Restore credits…', 'Restore credits')(page);
      await button(page, /^Use again/).waitFor();
    },
    isAlsoNarrow: true,
  },
  {
    name: 'forget-token',
    shows: dialog(/^Remove your/),
    scenario: 'pro',
    act: fromPanel('Remove credits from this device…', /^Remove your/),
  },
];
