// What the simulated Stripe knows of customers, prices, subscriptions and invoices, field by field as its API names them.

/** What a customer has left to pay with. confirm: their bank wants to see them. process: it takes days. */
export type SimCard = 'succeed' | 'decline' | 'process' | 'confirm';
export type Metadata = Readonly<Record<string, string>>;

export type SimCustomer = {
  readonly id: string;
  readonly object: 'customer';
  readonly created: number;
  email: string | null;
  readonly livemode: false;
  readonly metadata: Metadata;
  name: string | null;
};

export type SimPrice = {
  readonly id: string;
  readonly object: 'price';
  active: boolean;
  readonly billing_scheme: string;
  readonly created: number;
  readonly currency: string;
  readonly livemode: false;
  readonly metadata: Metadata;
  readonly product: string;
  readonly recurring: {
    readonly interval: string;
    readonly interval_count: number;
    readonly usage_type: string;
  } | null;
  readonly type: string;
  readonly unit_amount: number | null;
};

export type SimItem = {
  readonly id: string;
  readonly object: 'subscription_item';
  current_period_start: number;
  current_period_end: number;
  readonly price: SimPrice;
  readonly quantity: number;
  readonly subscription: string;
};

export type SimSubscription = {
  readonly id: string;
  readonly object: 'subscription';
  cancel_at: number | null;
  cancel_at_period_end: boolean;
  canceled_at: number | null;
  readonly collection_method: string;
  readonly created: number;
  readonly currency: string;
  readonly customer: string;
  ended_at: number | null;
  readonly items: { readonly object: 'list'; readonly data: SimItem[]; readonly has_more: false; readonly url: string };
  latest_invoice: string | null;
  readonly livemode: false;
  readonly metadata: Metadata;
  pause_collection: { readonly behavior: string; readonly resumes_at: null } | null;
  status: string;
};

export type SimInvoice = {
  readonly id: string;
  readonly object: 'invoice';
  amount_due: number;
  amount_paid: number;
  attempt_count: number;
  attempted: boolean;
  auto_advance: boolean;
  readonly billing_reason: string;
  readonly collection_method: string;
  readonly created: number;
  readonly currency: string;
  readonly customer: string;
  hosted_invoice_url: string | null;
  readonly livemode: false;
  readonly metadata: Metadata;
  readonly parent: SimParent | null;
  status: string;
  total: number;
};
type SimParent = {
  readonly quote_details: null;
  readonly subscription_details: { readonly metadata: Metadata; readonly subscription: string };
  readonly type: string;
};

export type SimInvoiceItem = {
  readonly id: string;
  readonly object: 'invoiceitem';
  readonly amount: number;
  readonly currency: string;
  readonly customer: string;
  readonly date: number;
  readonly description: string | null;
  readonly invoice: string | null;
  readonly livemode: false;
  readonly metadata: Metadata;
};

export type SimSubscriptionPage = {
  readonly id: string;
  readonly object: 'checkout.session';
  readonly cancel_url: string;
  readonly created: number;
  readonly customer: string;
  readonly expires_at: number;
  readonly livemode: false;
  readonly metadata: Metadata;
  readonly mode: 'subscription';
  readonly payment_intent: null;
  payment_status: 'paid' | 'unpaid';
  status: 'open' | 'complete' | 'expired';
  subscription: string | null;
  readonly success_url: string;
  url: string | null;
};

export type SimPortal = {
  readonly id: string;
  readonly object: 'billing_portal.session';
  readonly created: number;
  readonly customer: string;
  readonly livemode: false;
  readonly return_url: string;
  readonly url: string;
};

/** Of a page what its subscription will be of. */
type Wish = { readonly price: string; readonly metadata: Metadata };

export type BillingBooks = {
  readonly customers: Map<string, SimCustomer>;
  readonly deleted: Set<string>;
  readonly cards: Map<string, SimCard>;
  readonly prices: Map<string, SimPrice>;
  readonly subscriptions: Map<string, SimSubscription>;
  readonly invoices: Map<string, SimInvoice>;
  /** The payment of each finalized invoice. */
  readonly payments: Map<string, string>;
  readonly items: SimInvoiceItem[];
  readonly pages: Map<string, SimSubscriptionPage>;
  readonly wishes: Map<string, Wish>;
  readonly portals: Map<string, SimPortal>;
  isPortalSetUp: boolean;
};

export function emptyBillingBooks(): BillingBooks {
  return {
    customers: new Map(),
    deleted: new Set(),
    cards: new Map(),
    prices: new Map(),
    subscriptions: new Map(),
    invoices: new Map(),
    payments: new Map(),
    items: [],
    pages: new Map(),
    wishes: new Map(),
    portals: new Map(),
    isPortalSetUp: true,
  };
}

export function known<Thing>(things: ReadonlyMap<string, Thing>, id: string): Thing {
  const thing = things.get(id);
  if (thing === undefined) throw new Error(`the simulator has no ${id}`);
  return thing;
}
