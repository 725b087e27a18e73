// The app before real ways to pay: BTCPay Server and Stripe, both simulated, and a look into the server's books.
import type { AppStart, AppUnderTest } from '../support/app/app-under-test.ts';
import { type BtcpaySim, startBtcpaySim } from '../support/btcpay-sim/btcpay-sim.ts';
import { simulatedRails } from '../support/companion.ts';
import { type StripeSim, startStripeSim } from '../support/stripe-sim/stripe-sim.ts';
import { valueIn } from './files.ts';
import { expect, isElectron, test as base, type Page } from './fixtures.ts';

export { expect, type Page } from './fixtures.ts';

export type Shop = {
  readonly app: AppUnderTest;
  readonly stripe: StripeSim;
  readonly btcpay: BtcpaySim;
  /** The order that was made last. */
  lastOrder(): Promise<string>;
  /** At BTCPay Server, in full and confirmed. */
  payInvoice(orderId: string): void;
  /** What all wallets hold together, in credits. */
  creditsInBooks(): number;
  claimedInBooks(): number;
};

type OpenShop = (options?: Omit<AppStart, 'context'> & { readonly hasWebhooks?: boolean }) => Promise<Shop>;

export const test = base.extend<{ readonly openShop: OpenShop }>({
  openShop: async ({ start }, use) => {
    const sims: (StripeSim | BtcpaySim)[] = [];
    await use(async ({ hasWebhooks = true, ...options } = {}) => {
      const stripe = await startStripeSim();
      const btcpay = await startBtcpaySim();
      sims.push(stripe, btcpay);
      const rails = simulatedRails({ stripe: stripe.url, btcpay: btcpay.url });
      const { STRIPE_JS_URL: _, ...whereStripeIs } = rails;
      const serverEnv = { ...(isElectron ? whereStripeIs : rails), ...options.serverEnv };
      const app = await start({ stripe: stripe.url, ...options, serverEnv });
      if (hasWebhooks) for (const sim of [stripe, btcpay]) sim.deliveries.carryTo(app.server.origin);
      return shopOf({ app, stripe, btcpay });
    });
    for (const sim of sims) await sim.close();
  },
});

function shopOf(parts: Pick<Shop, 'app' | 'stripe' | 'btcpay'>): Shop {
  const { app, btcpay } = parts;
  return {
    ...parts,
    async lastOrder() {
      const ask = () => valueIn(app.server.dbPath, 'SELECT id AS value FROM orders ORDER BY created_at DESC LIMIT 1');
      await expect.poll(ask).not.toBeNull();
      return String(ask());
    },
    payInvoice(orderId) {
      const invoice = btcpay.invoices().find((one) => one.orderId === orderId);
      if (invoice === undefined) throw new Error(`There is no invoice of order ${orderId}`);
      btcpay.receive(orderId, Number(invoice.amount));
      btcpay.confirm(orderId);
    },
    claimedInBooks: () => Number(valueIn(app.server.dbPath, 'SELECT count(claimed_at) AS value FROM orders')),
    creditsInBooks: () =>
      Number(valueIn(app.server.dbPath, "SELECT sum(balance) AS value FROM accounts WHERE name LIKE 'wallet:%'")) / 1e6,
  };
}

/** The field of the simulated Stripe, two frames deep. */
export async function cardField(app: AppUnderTest, page: Page) {
  const checkout = await app.checkout(page);
  return checkout.frameLocator('.element iframe').getByLabel('Card number');
}

export async function payByCard(app: AppUnderTest, page: Page, number: string): Promise<void> {
  const field = await cardField(app, page);
  await field.fill(number);
  const checkout = await app.checkout(page);
  await checkout.getByRole('button', { name: /^Pay/ }).click();
}
