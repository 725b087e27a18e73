// What BTCPay Server answers, as far as we rely on it (Greenfield API of 2.x).
import { z } from 'zod';

const Decimal = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^-?\d{1,18}(\.\d{1,20})?$/));

export const Invoice = z.object({
  id: z.string().min(1).max(100),
  amount: Decimal,
  /** Servers before 2.1 do not say. */
  paidAmount: Decimal.optional(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  status: z.enum(['New', 'Processing', 'Settled', 'Expired', 'Invalid']),
  additionalStatus: z.enum(['None', 'PaidLate', 'PaidPartial', 'Marked', 'Invalid', 'PaidOver']),
  createdTime: z.number(),
  /** Epoch seconds: until then the invoice still takes notice of money. */
  monitoringExpiration: z.number(),
  metadata: z.looseObject({ orderId: z.string().nullish() }).nullish(),
});
export type Invoice = z.infer<typeof Invoice>;

export const Invoices = z.array(Invoice).max(1000);

const Method = z.object({
  paymentMethodId: z.string(),
  currency: z.string().nullish(),
  destination: z.string().nullish(),
  paymentLink: z.string().nullish(),
  amount: Decimal,
  due: Decimal,
  rate: Decimal,
  activated: z.boolean().nullish(),
  payments: z.array(z.object({ status: z.string() })).nullish(),
});
export type Method = z.infer<typeof Method>;

export const Methods = z.array(Method).max(50);

/** Money that its receiver may collect under `viewLink`, in parts too, until it is archived. */
export const PullPayment = z.object({
  id: z.string().min(1).max(100),
  name: z.string().nullish(),
  description: z.string().nullish(),
  currency: z.string(),
  amount: Decimal,
  archived: z.boolean(),
  viewLink: z.url({ protocol: /^https?$/ }),
});
export type PullPayment = z.infer<typeof PullPayment>;
/** Newest first. The store's others are not ours, and one of an unknown kind among them must not hide those that are. */
export const PullPayments = z
  .array(z.unknown())
  .max(50_000)
  .transform((all) => all.flatMap((one) => PullPayment.safeParse(one).data ?? []));

const Payout = z.object({
  id: z.string(),
  state: z.enum(['AwaitingApproval', 'AwaitingPayment', 'InProgress', 'Completed', 'Cancelled']),
  /** In the pull payment's currency. */
  originalAmount: Decimal,
  originalCurrency: z.string(),
});
export type Payout = z.infer<typeof Payout>;
export const Payouts = z.array(Payout).max(1000);

/** The codes of a refusal, or the fields that are wrong, and why in BTCPay Server's own words. */
export const Refusal = z.union([
  z
    .object({ code: z.string().max(100), message: z.string().max(500).nullish() })
    .transform((one) => [{ code: one.code, reason: one.message ?? null }]),
  z
    .array(
      z
        .object({ path: z.string().max(100), message: z.string().max(500).nullish() })
        .transform((one) => ({ code: one.path, reason: one.message ?? null })),
    )
    .max(100),
]);

/** What one bitcoin costs, for each pair that was asked for; a pair without a rate has none, or 0. */
export const Rates = z
  .array(z.object({ currencyPair: z.string(), rate: z.union([z.string(), z.number()]).nullish() }))
  .max(200);
export type Rates = z.infer<typeof Rates>;

export const ApiKey = z.object({ permissions: z.array(z.string()) });
export const Store = z.object({ id: z.string(), name: z.string() });

export const Webhook = z.object({
  id: z.string(),
  enabled: z.boolean(),
  automaticRedelivery: z.boolean(),
  url: z.string(),
  authorizedEvents: z.object({ everything: z.boolean(), specificEvents: z.array(z.string()).nullish() }),
});
export type Webhook = z.infer<typeof Webhook>;
export const Webhooks = z.array(Webhook).max(1000);

/** A webhook, after its signature. `invoiceId` is missing from those about payouts, stores and people. */
export const InvoiceEvent = z.object({
  deliveryId: z.string().min(1).max(100),
  type: z.string().min(1).max(100),
  storeId: z.string().max(100).nullish(),
  invoiceId: z.string().max(100).nullish(),
  metadata: z.looseObject({ orderId: z.unknown().optional() }).nullish(),
});
