// The app or the server is killed at each step of a purchase. It carries on by itself, and the credits arrive exactly once.
import { expect, type Page, type Shop, test } from './paying.ts';
import { credits, pressBuy, startPurchase } from './steps.ts';

const checkout = /^POST \/v1\/payments\/checkout/;
const claim = /^POST \/v1\/pro\/claim/;

/** Where the process dies. Each leaves the dead process to be started again, and what was paid to be claimed. */
const steps = [
  'after Buy is pressed',
  'while the invoice is shown',
  'when it is paid, before the claim',
  'after the claim, before its reply',
] as const;
type Step = (typeof steps)[number];

/** `die` kills, `live` starts again. */
async function buyAndDie(step: Step, { shop, window, die, live }: Dying): Promise<void> {
  const { gate } = shop.app;
  const page = window();
  switch (step) {
    case 'after Buy is pressed': {
      const held = gate.hold(checkout, 'reply');
      await pressBuy(page, 'Lightning or Bitcoin', held.reached);
      await held.reached;
      await die();
      held.cut();
      await live();
      shop.payInvoice(await shop.lastOrder());
      return;
    }
    case 'while the invoice is shown':
      await startPurchase(page, 'Lightning or Bitcoin');
      await die();
      shop.payInvoice(await shop.lastOrder());
      await live();
      return;
    case 'when it is paid, before the claim':
    case 'after the claim, before its reply': {
      const held = gate.hold(claim, step === 'when it is paid, before the claim' ? 'request' : 'reply');
      await startPurchase(page, 'Lightning or Bitcoin');
      shop.payInvoice(await shop.lastOrder());
      await held.reached;
      await die();
      held.cut();
      await live();
      return;
    }
  }
}

type Dying = {
  readonly shop: Shop;
  /** The one that is open now: a new desktop process has a new one. */
  readonly window: () => Page;
  readonly die: () => Promise<void>;
  readonly live: () => Promise<void>;
  /** Whatever the page shows of the purchase's end, before it shows the credits again. */
  readonly seeEnd: () => Promise<void>;
};

/** One purchase for each step, so that each also finds the credits of those before it. */
async function buyThroughAll(dying: Dying): Promise<void> {
  const { shop, window } = dying;
  for (const [index, step] of steps.entries())
    await test.step(step, async () => {
      await buyAndDie(step, dying);
      const total = 500 * (index + 1);
      await dying.seeEnd();
      await expect(credits(window())).toContainText(`${total.toLocaleString('en')} credits`);
      await expect.poll(shop.claimedInBooks).toBe(index + 1);
      expect(shop.creditsInBooks()).toBe(total);
    });
  await shop.app.server.end('SIGTERM');
  expect(await shop.app.server.doctor()).toContain('Every sum in the ledger is right.');
}

test.describe.configure({ timeout: 600_000 });

test('kill -9 of the app at each step of a purchase loses nothing and credits nothing twice', async ({ openShop }) => {
  const shop = await openShop({ isGated: true });
  let page = await shop.app.openWindow();
  await buyThroughAll({
    shop,
    window: () => page,
    die: () => shop.app.endCore('SIGKILL'),
    async live() {
      await shop.app.startCore();
      page = await shop.app.reopen(page);
    },
    seeEnd: async () => undefined,
  });
});

test('kill -9 of the server at each step, with every webhook lost, neither', async ({ openShop }) => {
  const shop = await openShop({ isGated: true, hasWebhooks: false });
  const page = await shop.app.openWindow();
  await buyThroughAll({
    shop,
    window: () => page,
    die: () => shop.app.server.end('SIGKILL'),
    live: () => shop.app.server.start(),
    async seeEnd() {
      await expect(page.getByText('500 credits added')).toBeVisible();
      await page.getByRole('button', { name: 'Back to chat' }).click();
    },
  });
});
