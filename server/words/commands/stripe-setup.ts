// What the doctor says of Stripe. The commands speak English alone: docs/decisions/0019.

const modes = { live: 'live: money moves', test: 'a test: no money moves' } as const;

const rights = {
  customers: '“Customers”, write',
  subscriptions: '“Subscriptions”, write',
  invoices: '“Invoices”, write',
  prices: '“Prices”, read',
  sessions: '“Checkout Sessions”, write',
} as const;

/** What a restricted key of Stripe is given to sell subscriptions. */
export type StripeRight = keyof typeof rights;

export const stripeSays = {
  answers: (mode: keyof typeof modes) => `Stripe answers and accepts the key; the mode is ${modes[mode]}.`,
  keyTrouble: (told: string) =>
    `${told}. Look at STRIPE_SECRET_KEY; a restricted key must be able to write PaymentIntents.`,
  tooCheap: (ware: string, cost: string, least: string) =>
    `${ware} costs ${cost}, and Stripe charges no less than ${least}: make it dearer.`,
  trouble: (told: string) => `${told}.`,
  unasked: 'Stripe cannot be asked',

  rightsGood: 'The Stripe key has access to refunds and disputes.',
  refundsLack:
    'The Stripe key has no access to refunds: give it “Charges and Refunds”, write, so that money can go back.',
  disputesLack:
    'The Stripe key has no access to disputes: give it “Disputes”, read, or a disputed order cannot be followed.',
  sessionsLack: 'The Stripe key has no access to Checkout Sessions: give it “Checkout Sessions”, write.',

  webhookNowhere: 'Set PUBLIC_URL, so that it can be checked where Stripe sends its webhooks.',
  webhookMissing: (url: string) => `Stripe has no webhook endpoint ${url}. Make it in the dashboard, under Webhooks.`,
  webhookOff: (url: string) => `The webhook endpoint ${url} is disabled. Enable it in the dashboard.`,
  webhookUnseen: (told: string) => `${told}. Purchases arrive without webhooks, only a little later.`,
  webhookDeaf: (url: string, events: readonly string[]) =>
    `The webhook endpoint ${url} does not receive ${events.join(', ')}. Add them in the dashboard.`,
  webhookLate: (url: string, events: readonly string[]) =>
    `The webhook endpoint ${url} does not receive ${events.join(', ')}: an inquiry that becomes a dispute is seen a day later at worst. Add them in the dashboard.`,
  webhookGood: (url: string) => `Stripe sends its webhooks to ${url}. Their secret can only be checked by a delivery.`,

  billingGood: 'Stripe is ready for subscriptions: the key, the webhooks, the portal.',
  billingLacks: (lacking: readonly StripeRight[]) =>
    `The Stripe key cannot sell subscriptions: to do so, give it ${lacking.map((right) => rights[right]).join('; ')}.`,
  portalMissing:
    'Stripe’s customer portal is not set up: subscribers could not cancel. Save its settings once in the dashboard, under Settings → Billing → Customer portal.',
  portalLacks:
    'The Stripe key cannot open the customer portal: to sell subscriptions, give it “Customer portal”, write.',
  billingDeaf: (events: readonly string[]) =>
    `The webhook endpoint does not receive ${events.join(', ')}: subscriptions then change here only a while later. To sell subscriptions, add them in the dashboard.`,
} as const;
