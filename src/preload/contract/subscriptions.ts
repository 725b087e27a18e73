// Subscriptions to plans, as the page sees them.
import { z } from 'zod';
import { PlanId } from '../../../server/contract/plans/plans.ts';
import { Refusal } from './failure.ts';

/** pending: its page was opened, and nothing has come of it yet. paused: it waits for a payment. */
export const OwnPlan = z.object({
  id: z.string(),
  planId: PlanId,
  planName: z.string(),
  status: z.enum(['pending', 'active', 'paused', 'canceled']),
  /** Epoch milliseconds; null: not known yet. */
  periodEndsAt: z.int().nullable(),
  /** It runs until the end of its period and no further. */
  isCancelPlanned: z.boolean(),
  for: z.enum(['me', 'team']),
});
export type OwnPlan = z.infer<typeof OwnPlan>;

/** A page of the seller's or of their payment provider's, and how it is shown. */
export const PageView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('window') }),
  z.object({ kind: z.literal('frame'), url: z.url() }),
  z.object({ kind: z.literal('tab'), url: z.url() }),
]);
export type PageView = z.infer<typeof PageView>;

export const PageOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), view: PageView }),
  z.object({ kind: z.literal('refused'), refusal: Refusal }),
  z.object({ kind: z.literal('offline') }),
  /** Nobody pays here that a plan could belong to: no credits were bought, and nobody is signed in. */
  z.object({ kind: z.literal('nobody') }),
]);
export type PageOutcome = z.infer<typeof PageOutcome>;
