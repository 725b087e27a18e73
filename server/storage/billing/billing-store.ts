// The port of customers, their subscriptions, and the prices that plans are sold at. A change of a subscription takes the plan that it
// sets along.
import type { CustomerId, SubscriptionId } from '../../contract/billing/subscription.ts';
import type { Provider } from '../../contract/orders/orders.ts';
import type { PlanId } from '../../contract/plans/plans.ts';
import type { AtProvider, BillingEntity, CustomerRecord } from '../../domain/billing/customer.ts';
import type { PriceMapping, SubscriptionRecord } from '../../domain/billing/subscription.ts';
import type { OutgoingLetter } from '../../domain/letters/outgoing.ts';
import type { PlanSubject } from '../../domain/plans/plan.ts';
import type { Decide, Lease } from '../commands.ts';

export type BillingStore = {
  readBilling(named: CustomerNamed): Promise<BillingSeen>;
  /** Locks a customer with all of their subscriptions, and the prices of all plans. */
  changeBilling<A>(named: CustomerNamed, decide: Decide<BillingSeen, BillingWrite, A>): Promise<A>;
  readSubscription(id: SubscriptionId): Promise<SubscriptionRecord | null>;
  /** Newest first. */
  pageSubscriptions(page: SubscriptionPage): Promise<Listed<SubscriptionRecord>>;
  pageCustomers(page: Page): Promise<Listed<CustomerRecord>>;
  /** Those whose page is open. */
  leaseSubscriptions(lease: Lease): Promise<readonly SubscriptionRecord[]>;
  leaseCustomers(lease: Lease): Promise<readonly CustomerRecord[]>;
  /** In the order in which they were made. */
  readMappings(): Promise<readonly PriceMapping[]>;
  changeMappings<A>(decide: Decide<readonly PriceMapping[], MappingWrite, A>): Promise<A>;
};

/** `page`: the provider's id of the page on which a subscription is begun. */
export type CustomerNamed =
  | { readonly id: CustomerId }
  | { readonly entity: BillingEntity }
  | { readonly atProvider: AtProvider }
  | { readonly subscription: SubscriptionId }
  | { readonly subscriptionAt: AtProvider }
  | { readonly page: { readonly provider: Provider; readonly id: string } };

export type BillingSeen = {
  readonly customer: CustomerRecord | null;
  readonly subscriptions: readonly SubscriptionRecord[];
  readonly mappings: readonly PriceMapping[];
};

/** The rows that changed. `plan`: what the subscriptions set from `at` on; null inside: nothing. */
export type BillingWrite = {
  readonly customer?: CustomerRecord;
  readonly subscriptions?: readonly SubscriptionRecord[];
  readonly plan?: PlanSet | null;
  readonly letters?: readonly OutgoingLetter[];
  /** The delivery that this change finishes, in the same commit (I11). */
  readonly deliveryId?: number | null;
};

export type PlanSet = { readonly subject: PlanSubject; readonly planId: PlanId | null; readonly at: number };

export type MappingWrite =
  | { readonly kind: 'put'; readonly mapping: PriceMapping }
  | { readonly kind: 'remove'; readonly id: string };

export type Page = { readonly limit: number; readonly offset: number };
export type SubscriptionPage = Page & { readonly customerId: CustomerId | null; readonly planId: PlanId | null };
/** `total`: of all pages. */
export type Listed<Row> = { readonly rows: readonly Row[]; readonly total: number };
