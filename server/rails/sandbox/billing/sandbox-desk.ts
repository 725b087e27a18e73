// What a person does on the sandbox's own pages: agree to a subscription, end it, pay an invoice, and let time pass.
import type { Clock } from '../../../lib/clock.ts';
import { backAt, type PriceReading } from '../../billing-rail.ts';
import type { Customer, SandboxBooks, Subscription } from './sandbox-books.ts';
import { begin, goOn, keep, renew, settle } from './sandbox-life.ts';
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
  look(kind: SandboxView['kind'], id: string): SandboxView | null;
  /** `leave`: the address to which the page leads on. unknown: no such page or button, or its time is over. */
  act(
    kind: SandboxView['kind'],
    id: string,
    press: { readonly action: string; readonly subscription?: string | undefined },
  ): { readonly kind: 'stay' | 'unknown' } | { readonly kind: 'leave'; readonly to: string };
};

type Outcome = ReturnType<SandboxBillingDesk['act']>;
const stay = { kind: 'stay' } as const;
const unknown = { kind: 'unknown' } as const;

export function createSandboxDesk(deps: {
  readonly books: SandboxBooks;
  readonly clock: Clock;
  readonly wake: () => void;
}): SandboxBillingDesk {
  const { books, clock } = deps;
  const life = () => ({ books, now: clock.now() });

  function look(kind: SandboxView['kind'], id: string): SandboxView | null {
    switch (kind) {
      case 'subscription': {
        const page = books.find('page', id);
        const price = priceNamed(page?.priceId ?? '');
        if (page === null || price === null) return null;
        const isOpen = page.subscription === null && page.expiresAt > clock.now();
        return { kind, price, isOpen, returnUrl: page.returnUrl };
      }
      case 'portal': {
        const portal = books.find('portal', id);
        if (portal === null) return null;
        const subscriptions = books.ofCustomer('subscription', portal.customer).flatMap((one) => {
          const price = priceNamed(one.priceId);
          const { state, endsAt, isEnding } = one;
          return price === null || state === 'canceled' ? [] : [{ id: one.id, price, state, endsAt, isEnding }];
        });
        return { kind, subscriptions, isOpen: portal.expiresAt > clock.now(), returnUrl: portal.returnUrl };
      }
      case 'invoice': {
        const invoice = books.find('invoice', id);
        if (invoice === null) return null;
        const { amountCents, currency, state, lines } = invoice;
        return { kind, amountCents, currency, state, lines };
      }
    }
  }

  function agree(id: string, action: string): Outcome {
    const page = books.find('page', id);
    const price = priceNamed(page?.priceId ?? '');
    if (page === null || price === null) return unknown;
    if (action === 'back') return { kind: 'leave', to: backAt(page.returnUrl, 'cancelled') };
    if (action !== 'agree') return unknown;
    if (page.subscription === null) {
      const payer = books.find('customer', page.customer);
      if (page.expiresAt <= clock.now() || payer === null) return unknown;
      books.put('customer', { ...payer, pays: true } satisfies Customer);
      // One that was begun without a page, and waits, is what this page pays for.
      const [waiting] = books.ofOwn('subscription', page.ownId);
      const subscription = waiting ?? begin(life(), { ownId: page.ownId, customer: page.customer, price });
      const owed = books.find('invoice', subscription.invoice);
      if (owed !== null) settle(life(), owed, 'paid');
      books.put('page', { ...page, subscription: subscription.id });
      books.tell({ type: 'checkout.completed', object: 'checkout', id, at: clock.now() });
    }
    return { kind: 'leave', to: backAt(page.returnUrl, 'done') };
  }

  function manage(id: string, press: Parameters<SandboxBillingDesk['act']>[2]): Outcome {
    const portal = books.find('portal', id);
    if (portal === null) return unknown;
    if (press.action === 'back') return { kind: 'leave', to: backAt(portal.returnUrl, 'portal') };
    const subscription = books.find('subscription', press.subscription ?? '');
    const isTheirs = subscription?.customer === portal.customer && subscription.state !== 'canceled';
    return !isTheirs || portal.expiresAt <= clock.now() ? unknown : move(subscription, press.action);
  }

  function move(subscription: Subscription, action: string): Outcome {
    switch (action) {
      case 'cancel':
      case 'keep':
        keep(life(), { ...subscription, isEnding: action === 'cancel' }, 'subscription.updated');
        return stay;
      case 'renew':
      case 'fail':
        renew(life(), { ...subscription, endsAt: clock.now() }, action === 'renew');
        return stay;
      case 'pay': {
        const invoice = books.find('invoice', subscription.invoice);
        if (invoice !== null) settle(life(), invoice, 'paid');
        return stay;
      }
      default:
        return unknown;
    }
  }

  function payInvoice(id: string, action: string): Outcome {
    const invoice = books.find('invoice', id);
    if (invoice === null || (action !== 'pay' && action !== 'decline')) return unknown;
    settle(life(), invoice, action === 'pay' ? 'paid' : 'failed');
    return stay;
  }

  return {
    look: (kind, id) => books.change(() => (goOn(life()), look(kind, id))),
    act(kind, id, press) {
      const outcome = books.change(() => {
        goOn(life());
        if (kind === 'subscription') return agree(id, press.action);
        return kind === 'portal' ? manage(id, press) : payInvoice(id, press.action);
      });
      deps.wake();
      return outcome;
    },
  };
}
