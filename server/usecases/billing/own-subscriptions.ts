// What somebody has subscribed to, and the provider's page on which they change it.
import type { OwnSubscription, SubscribedFor } from '../../contract/billing/subscribing.ts';
import type { BillingStore } from '../../storage/billing/billing-store.ts';
import type { PlanStore } from '../../storage/plans/plan-store.ts';
import type { TeamStore } from '../../storage/teams/team-store.ts';
import type { WalletStore } from '../../storage/wallets/wallet-store.ts';
import type { BillingEntity } from '../../domain/billing/customer.ts';
import type { SubscriptionRecord } from '../../domain/billing/subscription.ts';
import { planOf } from '../../domain/plans/plan.ts';
import type { Log } from '../../lib/log.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import type { Caller } from '../caller.ts';
import { type BillingAsking, askBilling, orProviderNo } from './ask-billing.ts';
import { managedEntity, ownEntities } from './own-entity.ts';
import type { SubscriptionSettler } from './settle-subscription.ts';

const shownMax = 50;

type Portal = { readonly kind: 'portal'; readonly url: string };

type Owning = BillingAsking & {
  readonly storage: Pick<BillingStore, 'readBilling'> &
    Pick<PlanStore, 'readPlans'> &
    Pick<WalletStore, 'readWallet'> &
    Pick<TeamStore, 'readMembership'>;
  readonly config: UsecaseConfig;
  readonly subscriptionSettler: SubscriptionSettler;
  readonly log: Log;
};

export function ownSubscriptions(deps: Owning) {
  const { storage, config, subscriptionSettler: settler, log, billing } = deps;

  /** Whoever looks has often just paid. What the provider does not say now, the reconciler will hear. */
  async function settlePages(subscriptions: readonly SubscriptionRecord[], signal: AbortSignal): Promise<void> {
    for (const { id, status, checkout } of subscriptions) {
      if (status !== 'pending' || checkout === null || billing === null) continue;
      await orProviderNo(log, { subscriptionId: id }, () =>
        settler.settlePage({ id, checkout }, { deliveryId: null, signal }),
      );
    }
  }

  async function shown(entity: BillingEntity, signal: AbortSignal): Promise<readonly OwnSubscription[]> {
    await settlePages((await storage.readBilling({ entity })).subscriptions, signal);
    const { subscriptions } = await storage.readBilling({ entity });
    const books = [await storage.readPlans(), new Map(config.plans.map((plan) => [plan.id, plan]))];
    return subscriptions
      .filter(({ status, providerSubscriptionId: bound }) => status !== 'canceled' || bound !== null)
      .toReversed()
      .map((one) => ({
        id: one.id,
        plan_id: one.planId,
        plan_name: planOf(books, [one.planId])?.name ?? one.planId,
        status: one.status,
        period_ends_at: one.period?.endsAt ?? null,
        is_cancel_planned: one.isCancelPlanned,
        for: entity.type === 'team' ? ('team' as const) : ('me' as const),
      }));
  }

  return {
    async list(caller: Caller, signal: AbortSignal): Promise<readonly OwnSubscription[]> {
      const all: OwnSubscription[] = [];
      for (const entity of await ownEntities(deps, caller)) all.push(...(await shown(entity, signal)));
      return all.slice(0, shownMax);
    },
    async portal(caller: Caller, whose: SubscribedFor, signal: AbortSignal): Promise<Portal | Refused> {
      if (billing === null) return refusal('not_found', { reason: 'billing_not_set_up' });
      const own = await managedEntity(deps, caller, whose);
      if (own.kind === 'refused') return own;
      const { customer } = await storage.readBilling({ entity: own.entity });
      if (customer?.atProvider?.provider !== billing.provider) return refusal('subscription_not_found', {});
      const asked = { providerCustomerId: customer.atProvider.id, returnUrl: billing.returnUrl() };
      return orProviderNo(log, { customerId: customer.id }, async () => {
        const { url } = await askBilling(deps, signal, (rail, limited) => rail.openPortal(asked, limited));
        return { kind: 'portal', url } as const;
      });
    },
  };
}
