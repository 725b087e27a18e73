// Charging in two steps: reserve an upper bound, then capture what it really cost.
import { z } from 'zod';
import { Microcredits } from '../money.ts';
import { newOrRepeated } from '../new-or-repeated.ts';
import { PlanUse } from '../plans/plans.ts';
import { problems } from '../problem.ts';
import { route } from '../route.ts';
import { Uuid } from '../uuid.ts';
import { ofForm } from '../text-form.ts';

/** Made by the client (UUIDv7 by preference), so that a repeated request is recognised. */
export const HoldId = Uuid.brand<'HoldId'>();
export type HoldId = z.infer<typeof HoldId>;

export const Venue = z.enum(['local', 'hosted']);

/** The most that a request may use; prices that depend on use take their bound from it. What is left out counts as 0. */
export const Estimate = z.object({
  prompt_tokens: z.int().min(0).max(100_000_000),
  /** The output limit that goes upstream. A wallet that affords less lowers it: see `output_limit_tokens`. */
  output_tokens: z.int().min(0).max(100_000_000),
  duration_ms: z.int().min(0).max(1_000_000_000).optional(),
  response_bytes: z.int().min(0).max(1_000_000_000).optional(),
  images: z.int().min(0).max(10_000).optional(),
});

export const HoldRequest = z.object({
  id: HoldId,
  model: z.string().min(1).max(200),
  venue: Venue,
  estimate: Estimate.optional(),
});

/** What pays: the wallet behind a token, the free allowance, or a plan's quota. */
export const HoldSource = z.enum(['pro', 'free', 'plan']);
export const HoldState = z.enum(['held', 'captured', 'released', 'expired']);

export const Hold = z.object({
  id: HoldId,
  state: HoldState,
  source: HoldSource,
  model: z.string(),
  venue: Venue,
  /** The upper bound: reserved in a wallet, or counted in a plan's day of money; 0 where messages are counted. */
  amount_microcredits: Microcredits,
  /** What it finally cost; 0 until captured. */
  captured_microcredits: Microcredits,
  /** What the use came to beyond the reserved bound; it is not charged. Left out when there is none. */
  overrun_microcredits: Microcredits.optional(),
  /** Send this output limit upstream, because the wallet affords no more. Left out when the estimate's own limit stands. */
  output_limit_tokens: z.int().min(1).optional(),
  /** The plan's day is used up, and it asks for another model; null: it names none. */
  degraded: z.literal(true).optional(),
  degrade_to_model: z.string().nullable().optional(),
  /** Epoch milliseconds. */
  created_at: z.int(),
  expires_at: z.int(),
  ended_at: z.int().nullable(),
});
export type Hold = z.infer<typeof Hold>;

/** What the payer has left after this answer. `null`: not asked about in this request. */
export const Remaining = z.object({
  free_left: z.int().min(0).nullable(),
  free_resets_at: z.int().nullable(),
  pro_left_microcredits: Microcredits.nullable(),
});

const HoldAnswer = z.object({
  request_id: z.string(),
  hold: Hold,
  remaining: Remaining,
  plan: PlanUse.optional(),
});

/** Bounds keep a lying client from overflowing a price; 1e9 tokens is beyond any model. */
const count = z.int().min(0).max(1_000_000_000);

export const Usage = z.object({
  prompt_tokens: count.default(0),
  /** Those of the prompt's tokens that were read from a cache; of more than the prompt has, only so many count. */
  cached_tokens: count.optional(),
  completion_tokens: count.default(0),
  /** Those of the completion's tokens that were spent on thinking. */
  reasoning_tokens: count.optional(),
  /** Wall time of the generation, milliseconds. */
  duration_ms: count.default(0),
  response_bytes: count.optional(),
  images: count.optional(),
});

const onHold = {
  token_rejected: problems.token_rejected,
  hold_not_found: problems.hold_not_found,
};

export const holds = {
  /** Reserve. 201 when made, 200 when this id was answered before. */
  create: route({
    access: 'public',
    limit: 'message',
    method: 'POST',
    path: '/v1/holds',
    outputStructure: 'detailed',
    successStatus: 201,
    summary: 'Reserve the price of one message',
    tags: ['holds'],
  })
    .input(HoldRequest)
    .output(newOrRepeated(HoldAnswer))
    .errors({
      token_rejected: problems.token_rejected,
      credits_exhausted: problems.credits_exhausted,
      budget_exhausted: problems.budget_exhausted,
      free_exhausted: problems.free_exhausted,
      quota_exhausted: problems.quota_exhausted,
      daily_limit_reached: problems.daily_limit_reached,
      idempotency_conflict: problems.idempotency_conflict,
      forbidden: problems.forbidden,
      model_unknown: problems.model_unknown,
      plan_rate_limited: problems.plan_rate_limited,
    }),

  /** End a hold by charging it. A hold that has ended already answers with how it ended. */
  capture: route({
    access: 'public',
    limit: 'calm',
    method: 'POST',
    path: '/v1/holds/{id}/capture',
    summary: 'Capture a hold for what was used',
    tags: ['holds'],
  })
    .input(
      z.object({
        id: HoldId,
        usage: Usage.prefault({}),
        /** The app sends completed, stopped or interrupted; other words are recorded as they stand. */
        outcome: ofForm('outcome').default('completed'),
      }),
    )
    .output(HoldAnswer)
    .errors(onHold),

  /** End a hold without a charge. A hold that has ended already answers with how it ended. */
  release: route({
    access: 'public',
    limit: 'calm',
    method: 'POST',
    path: '/v1/holds/{id}/release',
    summary: 'Release a hold',
    tags: ['holds'],
  })
    .input(z.object({ id: HoldId, reason: z.string().max(200).optional() }))
    .output(HoldAnswer)
    .errors(onHold),

  /** Ask for more time. A hold never lives longer than the server's own bound, whatever is asked for. */
  extend: route({
    access: 'public',
    limit: 'calm',
    method: 'POST',
    path: '/v1/holds/{id}/extend',
    summary: 'Keep a hold open for longer',
    tags: ['holds'],
  })
    .input(
      z.object({
        id: HoldId,
        /** From now, milliseconds; left out: the server's usual time. */
        ms: z.int().min(1).max(86_400_000).optional(),
      }),
    )
    .output(HoldAnswer)
    .errors(onHold),

  get: route({
    access: 'public',
    limit: 'calm',
    method: 'GET',
    path: '/v1/holds/{id}',
    summary: 'Read a hold',
    tags: ['holds'],
  })
    .input(z.object({ id: HoldId }))
    .output(HoldAnswer)
    .errors(onHold),
};
