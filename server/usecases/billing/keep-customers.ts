// Customers: made once for each user, team or wallet, and made known at the provider.
import type { CustomerId } from '../../contract/billing/subscription.ts';
import type { BillingStore, Listed, Page } from '../../storage/billing/billing-store.ts';
import type { WalletStore } from '../../storage/wallets/wallet-store.ts';
import { type BillingEntity, type CustomerRecord, newCustomer } from '../../domain/billing/customer.ts';
import { walletId } from '../../domain/wallets/ledger.ts';
import { brand } from '../../lib/brand.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { refusal, type Refused } from '../refusal.ts';
import { type BillingAsking, orProviderNo } from './ask-billing.ts';
import { nextCustomerPoll } from './billing-waits.ts';
import { ensureCustomer } from './ensure-customer.ts';

type Kept = { readonly kind: 'customer'; readonly customer: CustomerRecord; readonly isNew: boolean };
type Ensured = { readonly kind: 'ensured'; readonly customer: CustomerRecord; readonly providerCustomerId: string };

type Keeping = BillingAsking & {
  readonly storage: Pick<BillingStore, 'readBilling' | 'changeBilling' | 'pageCustomers'> &
    Pick<WalletStore, 'readWalletById'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
};

export function keepCustomers(deps: Keeping) {
  const { storage, clock, newId, log, billing } = deps;
  /** Ids that an operator gives are Stripe's where no provider is set up. */
  const provider = billing?.provider ?? 'stripe';

  return {
    /** `known`: the customer's id at the provider, where there is one. */
    async create(entity: BillingEntity, known: string | null): Promise<Kept | Refused> {
      if (entity.type === 'wallet' && (await storage.readWalletById(walletId(entity.id))) === null)
        return refusal('wallet_not_found', {});
      const atProvider = known === null ? null : { provider, id: known };
      const taken = atProvider && (await storage.readBilling({ atProvider })).customer;
      return storage.changeBilling<Kept | Refused>({ entity }, ({ customer, subscriptions }) => {
        const now = clock.now();
        const before = customer ?? newCustomer(brand<CustomerId>(newId()), entity, now);
        const isOther = taken !== null && taken.id !== before.id;
        const isNamedOtherwise = atProvider !== null && before.atProvider !== null && before.atProvider.id !== known;
        if (isOther || isNamedOtherwise)
          return { write: null, answer: refusal('idempotency_conflict', { reason: 'customer' }) };
        const isNew = customer === null;
        if (!isNew && (atProvider === null || before.atProvider !== null))
          return { write: null, answer: { kind: 'customer', customer: before, isNew } };
        const nextPollAt =
          atProvider === null ? null : nextCustomerPoll(subscriptions, { polls: 0, now, isWaiting: true });
        const made = { ...before, atProvider, nextPollAt };
        return { write: { customer: made }, answer: { kind: 'customer', customer: made, isNew } };
      });
    },
    async read(id: CustomerId): Promise<Kept | Refused> {
      const { customer } = await storage.readBilling({ id });
      return customer === null ? refusal('customer_not_found', {}) : { kind: 'customer', customer, isNew: false };
    },
    list: (page: Page): Promise<Listed<CustomerRecord>> => storage.pageCustomers(page),
    async ensure(id: CustomerId, signal: AbortSignal): Promise<Ensured | Refused> {
      if (billing === null) return refusal('not_found', { reason: 'billing_not_set_up' });
      const { customer } = await storage.readBilling({ id });
      if (customer === null) return refusal('customer_not_found', {});
      return orProviderNo(log, { customerId: id }, async () => {
        const known = await ensureCustomer(deps, customer, signal);
        return { kind: 'ensured', ...known } as const;
      });
    },
  };
}
