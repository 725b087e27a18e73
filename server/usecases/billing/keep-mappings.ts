// The provider's price at which a plan is sold. Where a provider can be asked, a price that nobody could subscribe at is refused.
import type { PlanId } from '../../contract/plans/plans.ts';
import type { BillingStore } from '../../storage/billing/billing-store.ts';
import type { PlanStore } from '../../storage/plans/plan-store.ts';
import type { PriceMapping } from '../../domain/billing/subscription.ts';
import { planOf } from '../../domain/plans/plan.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { refusal, type Refused } from '../refusal.ts';
import { shopCurrency } from '../shop-currency.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import { type BillingAsking, askBilling, orProviderNo } from './ask-billing.ts';

type Kept = { readonly kind: 'mapping'; readonly mapping: PriceMapping; readonly isNew: boolean };
type Price = { readonly kind: 'price' } & Pick<PriceMapping, 'priceId' | 'currency' | 'amountCents' | 'every'>;

type MappingAsked = Pick<PriceMapping, 'planId' | 'priceId' | 'isActive'> & { readonly currency: string | null };
type MappingChange = {
  readonly priceId?: string | undefined;
  readonly currency?: string | undefined;
  readonly isActive?: boolean | undefined;
};

type Keeping = BillingAsking & {
  readonly storage: Pick<BillingStore, 'readMappings' | 'changeMappings'> & Pick<PlanStore, 'readPlans'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
  readonly config: UsecaseConfig;
};

export function keepMappings(deps: Keeping) {
  const { storage, clock, newId, log, config, billing } = deps;
  const notFound = refusal('price_mapping_not_found', {});

  function priceOf(priceId: string, currency: string | null, signal: AbortSignal): Promise<Price | Refused> {
    if (billing === null) {
      const unasked = { currency: currency ?? shopCurrency(config), amountCents: null, every: null };
      return Promise.resolve({ kind: 'price', priceId, ...unasked });
    }
    return orProviderNo(log, { priceId }, async () => {
      const price = await askBilling(deps, signal, (rail, limited) => rail.readPrice(priceId, limited));
      if (price?.isActive !== true) return refusal('invalid_request', { reason: 'price_not_there', price_id: priceId });
      const { amountCents, every } = price;
      if (amountCents === null || every === null)
        return refusal('invalid_request', { reason: 'price_not_repeated', price_id: priceId });
      if (currency !== null && currency !== price.currency) {
        const params = { reason: 'price_in_other_currency', price_id: priceId, currency: price.currency } as const;
        return refusal('invalid_request', params);
      }
      return { kind: 'price', priceId, currency: price.currency, amountCents, every } as const;
    });
  }

  /** A price stands for one plan, by which its subscriptions are known. */
  function put(named: { readonly id: string | null }, make: (before: PriceMapping | null) => PriceMapping | Refused) {
    return storage.changeMappings<Kept | Refused>((mappings) => {
      const before = mappings.find(({ id }) => id === named.id) ?? null;
      const mapping = make(before);
      if ('code' in mapping) return { write: null, answer: mapping };
      const other = mappings.find(({ priceId, id }) => priceId === mapping.priceId && id !== before?.id);
      if (other !== undefined && (other.planId !== mapping.planId || before !== null))
        return { write: null, answer: refusal('idempotency_conflict', { reason: 'price' }) };
      if (other !== undefined) {
        const { currency, amountCents, every, isActive } = mapping;
        const again = { ...other, currency, amountCents, every, isActive };
        return { write: { kind: 'put', mapping: again }, answer: { kind: 'mapping', mapping: again, isNew: false } };
      }
      return { write: { kind: 'put', mapping }, answer: { kind: 'mapping', mapping, isNew: before === null } };
    });
  }

  return {
    async create(asked: MappingAsked, signal: AbortSignal): Promise<Kept | Refused> {
      const books = [await storage.readPlans(), new Map(config.plans.map((plan) => [plan.id, plan]))];
      const { planId, isActive } = asked;
      if (planOf(books, [planId]) === null) return refusal('plan_not_found', { plan: planId });
      const price = await priceOf(asked.priceId, asked.currency, signal);
      if (price.kind === 'refused') return price;
      const { kind: _, ...terms } = price;
      return put({ id: null }, () => ({ id: newId(), planId, isActive, createdAt: clock.now(), ...terms }));
    },
    async change(id: string, change: MappingChange, signal: AbortSignal): Promise<Kept | Refused> {
      const before = (await storage.readMappings()).find((mapping) => mapping.id === id);
      if (before === undefined) return notFound;
      const isPriced = change.priceId !== undefined || change.currency !== undefined;
      const currency = change.currency ?? (change.priceId === undefined ? before.currency : null);
      const price = isPriced ? await priceOf(change.priceId ?? before.priceId, currency, signal) : null;
      if (price?.kind === 'refused') return price;
      return put({ id }, (now) => {
        // While the provider was asked it may have been removed, deactivated, or given another price.
        if (now === null) return notFound;
        const { kind: _, ...terms } = price ?? { kind: null };
        const isMeant = change.priceId !== undefined || now.priceId === before.priceId;
        return { ...now, ...(isMeant ? terms : {}), isActive: change.isActive ?? now.isActive };
      });
    },
    remove: (id: string): Promise<{ readonly kind: 'removed' } | Refused> =>
      storage.changeMappings<{ readonly kind: 'removed' } | Refused>((mappings) =>
        mappings.some((mapping) => mapping.id === id)
          ? { write: { kind: 'remove', id }, answer: { kind: 'removed' } }
          : { write: null, answer: notFound },
      ),
    async list(planId: PlanId | null): Promise<readonly PriceMapping[]> {
      return (await storage.readMappings()).filter((mapping) => planId === null || mapping.planId === planId);
    },
  };
}
