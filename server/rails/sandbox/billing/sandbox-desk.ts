// What a person does on the sandbox's own pages: agree to a subscription, end it, pay an invoice, and let time pass.
import type { Clock } from '../../../lib/clock.ts';
import { backAt, type PriceReading } from '../../billing-rail.ts';
import type { Customer, SandboxBooks, Subscription } from './sandbox-books.ts';
import { begin, goOn, keep, type Life, renew, settle } from './sandbox-life.ts';
import { priceNamed } from './sandbox-price.ts';

export type SandboxSubscription = {
  readonly id: string;
  readonly price: PriceReading;
  readonly state: Subscription['state'];
  readonly endsAt: number;
  readonly isEnding: boolean;
};

export type SandboxView =
  | {
      readonly kind: 'subscription';
      readonly price: PriceReading;
      readonly isOpen: boolean;
      readonly returnUrl: string;
    }
  | {
      readonly kind: 'portal';
      readonly isOpen: boolean;
      readonly subscriptions: readonly SandboxSubscription[];
      readonly returnUrl: string;
    }
  | {
      readonly kind: 'invoice';
      readonly amountCents: number;
      readonly currency: string;
      readonly state: 'open' | 'failed' | 'paid';
      readonly lines: readonly { readonly description: string; readonly amountCents: number }[];
    };

export type SandboxBillingDesk = {
  /** null: there is no such page. */
  look(kind: SandboxView['kind'], id: string): Promise<SandboxView | null>;
  /** `leave`: the address to which the page leads on. unknown: no such page or button, or its time is over. */
  act(kind: SandboxView['kind'], id: string, press: Press): Promise<Outcome>;
};

type Press = { readonly action: string; readonly subscription?: string | undefined };
type Outcome = { readonly kind: 'stay' | 'unknown' } | { readonly kind: 'leave'; readonly to: string };
const stay = { kind: 'stay' } as const;
const unknown = { kind: 'unknown' } as const;

export function createSandboxDesk(deps: {
  readonly books: SandboxBooks;
  readonly clock: Clock;
  readonly wake: () => void;
}): SandboxBillingDesk {
  /** In one commit, after everything that time has done by now. */
  const at = <Answer>(work: (life: Life) => Promise<Answer>): Promise<Answer> =>
    deps.books.change(async (books) => {
      const life = { books, now: deps.clock.now() };
      await goOn(life);
      return work(life);
    });

  return {
    look: (kind, id) => at((life) => look(life, kind, id)),
    async act(kind, id, press) {
      const outcome = await at((life) => {
        if (kind === 'subscription') return agree(life, id, press.action);
        return kind === 'portal' ? manage(life, id, press) : payInvoice(life, id, press.action);
      });
      deps.wake();
      return outcome;
    },
  };
}

async function look({ books, now }: Life, kind: SandboxView['kind'], id: string): Promise<SandboxView | null> {
  switch (kind) {
    case 'subscription': {
      const page = await books.find('page', id);
      const price = priceNamed(page?.priceId ?? '');
      if (page === null || price === null) return null;
      const isOpen = page.subscription === null && page.expiresAt > now;
      return { kind, price, isOpen, returnUrl: page.returnUrl };
    }
    case 'portal': {
      const portal = await books.find('portal', id);
      if (portal === null) return null;
      const subscriptions = (await books.ofCustomer('subscription', portal.customer)).flatMap((one) => {
        const price = priceNamed(one.priceId);
        const { state, endsAt, isEnding } = one;
        return price === null || state === 'canceled' ? [] : [{ id: one.id, price, state, endsAt, isEnding }];
      });
      return { kind, subscriptions, isOpen: portal.expiresAt > now, returnUrl: portal.returnUrl };
    }
    case 'invoice': {
      const invoice = await books.find('invoice', id);
      if (invoice === null) return null;
      const { amountCents, currency, state, lines } = invoice;
      return { kind, amountCents, currency, state, lines };
    }
  }
}

async function agree(life: Life, id: string, action: string): Promise<Outcome> {
  const { books, now } = life;
  const page = await books.find('page', id);
  const price = priceNamed(page?.priceId ?? '');
  if (page === null || price === null) return unknown;
  if (action === 'back') return { kind: 'leave', to: backAt(page.returnUrl, 'cancelled') };
  if (action !== 'agree') return unknown;
  if (page.subscription === null) {
    const payer = await books.find('customer', page.customer);
    if (page.expiresAt <= now || payer === null) return unknown;
    await books.put('customer', { ...payer, pays: true } satisfies Customer);
    // One that was begun without a page, and waits, is what this page pays for.
    const [waiting] = await books.ofOwn('subscription', page.ownId);
    const subscription = waiting ?? (await begin(life, { ownId: page.ownId, customer: page.customer, price }));
    const owed = await books.find('invoice', subscription.invoice);
    if (owed !== null) await settle(life, owed, 'paid');
    await books.put('page', { ...page, subscription: subscription.id });
    await books.tell({ type: 'checkout.completed', object: 'checkout', id, at: now });
  }
  return { kind: 'leave', to: backAt(page.returnUrl, 'done') };
}

async function manage(life: Life, id: string, press: Press): Promise<Outcome> {
  const { books, now } = life;
  const portal = await books.find('portal', id);
  if (portal === null) return unknown;
  if (press.action === 'back') return { kind: 'leave', to: backAt(portal.returnUrl, 'portal') };
  const subscription = await books.find('subscription', press.subscription ?? '');
  const isTheirs = subscription?.customer === portal.customer && subscription.state !== 'canceled';
  return !isTheirs || portal.expiresAt <= now ? unknown : move(life, subscription, press.action);
}

async function move(life: Life, subscription: Subscription, action: string): Promise<Outcome> {
  switch (action) {
    case 'cancel':
    case 'keep':
      await keep(life, { ...subscription, isEnding: action === 'cancel' }, 'subscription.updated');
      return stay;
    case 'renew':
    case 'fail':
      await renew(life, { ...subscription, endsAt: life.now }, action === 'renew');
      return stay;
    case 'pay': {
      const invoice = await life.books.find('invoice', subscription.invoice);
      if (invoice !== null) await settle(life, invoice, 'paid');
      return stay;
    }
    default:
      return unknown;
  }
}

async function payInvoice(life: Life, id: string, action: string): Promise<Outcome> {
  const invoice = await life.books.find('invoice', id);
  if (invoice === null || (action !== 'pay' && action !== 'decline')) return unknown;
  await settle(life, invoice, action === 'pay' ? 'paid' : 'failed');
  return stay;
}
