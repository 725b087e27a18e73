// What the sandbox's books of customers, subscriptions and invoices hold, and what is asked of them, wherever they stand: in a file, or
// where several nodes share them.
import { z } from 'zod';
import type { SandboxQueue } from '../courier.ts';

const Amount = z.int();
const At = z.int();

export const Customer = z.object({
  id: z.string(),
  ownId: z.string(),
  email: z.string().nullable(),
  name: z.string().nullable(),
  /** Has agreed on a page of the sandbox once, and so has something to pay with. */
  pays: z.boolean(),
});
export type Customer = z.infer<typeof Customer>;

export const Subscription = z.object({
  id: z.string(),
  ownId: z.string(),
  customer: z.string(),
  priceId: z.string(),
  state: z.enum(['incomplete', 'active', 'past_due', 'canceled']),
  createdAt: At,
  startsAt: At,
  endsAt: At,
  isEnding: z.boolean(),
  /** The invoice of its period. */
  invoice: z.string(),
});
export type Subscription = z.infer<typeof Subscription>;

export const Page = z.object({
  id: z.string(),
  ownId: z.string(),
  customer: z.string(),
  priceId: z.string(),
  returnUrl: z.string(),
  expiresAt: At,
  subscription: z.string().nullable(),
});
export type Page = z.infer<typeof Page>;

export const Invoice = z.object({
  id: z.string(),
  /** Empty for those that a subscription makes. */
  ownId: z.string(),
  customer: z.string(),
  currency: z.string(),
  amountCents: Amount,
  lines: z.array(z.object({ description: z.string(), amountCents: Amount })),
  state: z.enum(['open', 'failed', 'paid']),
  subscription: z.string().nullable(),
  createdAt: At,
});
export type Invoice = z.infer<typeof Invoice>;

export const Portal = z.object({
  id: z.string(),
  ownId: z.literal(''),
  customer: z.string(),
  returnUrl: z.string(),
  expiresAt: At,
});
export type Portal = z.infer<typeof Portal>;

export type Things = {
  readonly customer: Customer;
  readonly subscription: Subscription;
  readonly page: Page;
  readonly invoice: Invoice;
  readonly portal: Portal;
};
export type Kind = keyof Things;
const shapes: { readonly [K in Kind]: z.ZodType<Things[K]> } = {
  customer: Customer,
  subscription: Subscription,
  page: Page,
  invoice: Invoice,
  portal: Portal,
};

export function thingIn<K extends Kind>(kind: K, body: string): Things[K] {
  return shapes[kind].parse(JSON.parse(body));
}

/** Whose it is; a customer is its own. */
export function customerOf(thing: Things[Kind]): string {
  return 'customer' in thing ? thing.customer : thing.id;
}

/** To be told of by a webhook. */
export type SandboxEvent = {
  readonly type: string;
  readonly object: string;
  readonly id: string;
  readonly at: number;
};

/** The books while they are open for one change. */
export type OpenBooks = {
  find<K extends Kind>(kind: K, id: string): Promise<Things[K] | null>;
  /** Newest first. */
  ofOwn<K extends Kind>(kind: K, ownId: string): Promise<readonly Things[K][]>;
  /** Newest first. */
  ofCustomer<K extends Kind>(kind: K, customer: string): Promise<readonly Things[K][]>;
  /** Subscriptions that have not ended. */
  running(): Promise<readonly Subscription[]>;
  put<K extends Kind>(kind: K, thing: Things[K]): Promise<void>;
  tell(event: SandboxEvent): Promise<void>;
};

export type SandboxBooks = SandboxQueue & {
  /** In one commit, or not at all; one after the other. `work` may be called again. */
  change<Answer>(work: (books: OpenBooks) => Promise<Answer>): Promise<Answer>;
  close(): Promise<void>;
};
