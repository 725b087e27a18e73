// The gate for services elsewhere: locks an amount or a use for a payer whom the service names, and unlocks it at what it really cost.
// A lock is a hold like any other. Only services may use it, each with its own API key.
import { z } from 'zod';
import { EntityId } from '../entity-id.ts';
import { Estimate, HoldSource, HoldState, Remaining, Usage, Venue } from '../holds/holds.ts';
import { StoredPrice } from '../holds/prices.ts';
import { Microcredits, microcreditsPerCredit } from '../money.ts';
import { newOrRepeated } from '../new-or-repeated.ts';
import { PlanUse } from '../plans/plans.ts';
import { problems } from '../problem.ts';
import { route } from '../route.ts';
import { ofForm } from '../text-form.ts';

/** As many whole credits as can be counted exactly in microcredits. */
const creditsMost = Math.floor(Number.MAX_SAFE_INTEGER / microcreditsPerCredit);

/** A decimal of credits in quotes, such as "1.25": exact, as no float is. */
export const CreditsText = z
  .string()
  .max(20)
  .refine((text) => /^\d{1,10}(\.\d{1,6})?$/.test(text), {
    error: 'must be credits as a decimal text',
    params: { rule: 'credits_as_text' },
    abort: true,
  })
  .superRefine((text, { addIssue }) => {
    if (Number(text) > creditsMost)
      addIssue({ code: 'too_big', origin: 'number', maximum: creditsMost, inclusive: true, input: text });
  });

/** `user:…`, `team:…`, `token:…` with the token or its SHA-256, `key:…`, `account:…`, a wallet's account id, or the plain id of a user. */
const Payer = z.string().min(1).max(500);

/** The same id, with the same of everything else, finds the lock that was made for it. */
const LockKey = ofForm('lock_key');

const LockName = z.string().min(1).max(200);
const ttlMs = z.int().min(1_000).max(86_400_000);

export const Lock = z.object({
  state: HoldState,
  /** What pays: a wallet, or a plan's quota. */
  source: HoldSource,
  amount_microcredits: Microcredits,
  /** What was charged; 0 until it is unlocked. */
  captured_microcredits: Microcredits,
  /** What the work came to beyond the lock; it is not charged. */
  overrun_microcredits: Microcredits,
  /** Let the work give no more output tokens than this; null: the estimate's own limit stands. */
  output_limit_tokens: z.int().min(1).nullable(),
  /** The plan's day is used up, and it asks for another model; null inside: it names none. */
  degrade: z.object({ to_model: z.string().nullable() }).nullable(),
  price: StoredPrice,
  /** Epoch milliseconds by the server's clock, as `now` is. */
  expires_at: z.int(),
  now: z.int(),
});

export const LockAnswer = z.object({
  request_id: z.string(),
  lock_id: z.string(),
  lock: Lock,
  remaining: Remaining,
  plan: PlanUse,
});
export const LockFound = z.object({ request_id: z.string(), lock_id: z.string(), lock: Lock });

const tags = ['gate'];
const named = {
  payer: Payer,
  /** The team for which a person uses it, where the service has checked that they may: its plan counts, and its wallet pays. */
  team: EntityId.optional(),
  /** The plan that it named. */
  plan: z.string().min(1).max(64).optional(),
};
const payerNoes = { token_rejected: problems.token_rejected, wallet_not_found: problems.wallet_not_found };

export const LockRequest = z.object({
  id: LockKey,
  ...named,
  /** Exactly one of the four says what is locked. */
  amount: CreditsText.optional(),
  amount_microcredits: Microcredits.optional(),
  model: LockName.optional(),
  price: StoredPrice.optional(),
  /** Of a model. */
  venue: Venue.default('hosted'),
  /** The most that the work may use, where its price depends on it. */
  estimate: Estimate.optional(),
  /** How the ledger names the charge, and a plan the route; a model is named by itself. */
  name: LockName.optional(),
  ttl_ms: ttlMs.optional(),
});
export type LockRequest = z.infer<typeof LockRequest>;

export const UnlockRequest = z.object({
  lock_id: z.string().min(1).max(200),
  real_cost: CreditsText.optional(),
  real_cost_microcredits: Microcredits.optional(),
  /** By what the use is charged, in place of the lock's own price. */
  price: StoredPrice.optional(),
  usage: Usage.optional(),
  outcome: ofForm('outcome').optional(),
  /** Gives all of it back, and says why. */
  release: z.string().min(1).max(200).optional(),
});
export type UnlockRequest = z.infer<typeof UnlockRequest>;

/** Where locks are made and ended, also by metered routes elsewhere. */
export const gatePaths = {
  lock: '/v1/balance/lock',
  unlock: '/v1/balance/unlock',
  extend: '/v1/balance/extend',
} as const;

export const gate = {
  /** 201 when it is locked now, 200 when this id was answered before. */
  lock: route({
    access: 'service',
    limit: 'calm',
    method: 'POST',
    path: gatePaths.lock,
    outputStructure: 'detailed',
    successStatus: 201,
    summary: 'Lock an amount for a payer',
    tags,
  })
    .input(LockRequest)
    .output(newOrRepeated(LockAnswer))
    .errors({
      ...payerNoes,
      credits_exhausted: problems.credits_exhausted,
      free_exhausted: problems.free_exhausted,
      budget_exhausted: problems.budget_exhausted,
      quota_exhausted: problems.quota_exhausted,
      daily_limit_reached: problems.daily_limit_reached,
      idempotency_conflict: problems.idempotency_conflict,
      model_unknown: problems.model_unknown,
      plan_rate_limited: problems.plan_rate_limited,
    }),

  /**
   * Ends a lock: at `real_cost`, or for what was used by the lock's own price. A cost of 0 gives all of it back; more than was locked
   * is not charged. A lock that has ended answers with how it ended, however often it is asked.
   */
  unlock: route({
    access: 'service',
    limit: 'calm',
    method: 'POST',
    path: gatePaths.unlock,
    summary: 'Unlock at the real cost',
    tags,
  })
    .input(UnlockRequest)
    .output(LockFound)
    .errors({ hold_not_found: problems.hold_not_found }),

  /** A sign of life of work that takes longer. Without one a lock expires and is given back. */
  extend: route({
    access: 'service',
    limit: 'calm',
    method: 'POST',
    path: gatePaths.extend,
    summary: 'Keep a lock for longer',
    tags,
  })
    .input(z.object({ lock_id: z.string().min(1).max(200), ttl_ms: ttlMs.optional(), age_max_ms: ttlMs.optional() }))
    .output(LockFound)
    .errors({ hold_not_found: problems.hold_not_found }),

  summary: route({
    access: 'service',
    limit: 'calm',
    method: 'GET',
    path: '/v1/summary',
    summary: 'Read what a payer has',
    tags,
  })
    .input(z.object({ payer: Payer, team: EntityId.optional() }))
    .output(
      z.object({
        request_id: z.string(),
        payer: z.string(),
        /** The sums over all wallets that this payer may spend from. */
        balance_microcredits: Microcredits,
        held_microcredits: Microcredits,
        available_microcredits: Microcredits,
        /** In the order in which they pay. */
        wallets: z.array(
          z.object({
            account_id: z.string(),
            of: z.enum(['token', 'user', 'team']),
            balance_microcredits: Microcredits,
            held_microcredits: Microcredits,
            available_microcredits: Microcredits,
          }),
        ),
      }),
    )
    .errors(payerNoes),
};
