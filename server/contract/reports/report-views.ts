// What reports answer. Cents are the credits at CREDIT_RATE, each figure rounded once, to the nearest; the microcredits beside them
// are exact.
import { z } from 'zod';
import { Currency, Microcredits, MicrocreditsDelta } from '../money.ts';
import { PlanId } from '../plans/plans.ts';

const count = z.int().min(0);
const cents = z.int().min(0);

/** The subject of a report: one of the two is null. */
export const Whose = z.object({
  request_id: z.string(),
  user_id: z.string().nullable(),
  team_id: z.string().nullable(),
  /** The wallet that it looks at; null: there is none yet. */
  account_id: z.string().nullable(),
  time_zone: z.string(),
});

/** `amount`: what the uses come to by their prices, less what a plan's grace gave; `charged`: the part that a wallet paid. */
const used = { requests: count, amount_microcredits: Microcredits, charged_microcredits: Microcredits };

export const UsedOnDay = z.object({
  ...Whose.shape,
  date: z.string(),
  amount_cents: cents,
  total_tokens: count,
  ...used,
});

export const Summary = z.object({
  ...Whose.shape,
  days: z.array(z.object({ date: z.string(), amount_cents: cents, total_tokens: count, ...used })),
  amount_cents: cents,
  total_tokens: count,
  ...used,
});

export const Overdrafts = z.object({
  ...Whose.shape,
  from: z.string(),
  to: z.string(),
  /** Newest first, a thousand at most. */
  events: z.array(
    z.object({
      hold_id: z.string(),
      date: z.string(),
      /** Epoch milliseconds. */
      at: z.int(),
      model: z.string(),
      plan_id: PlanId,
      limit_cents: cents,
      over_cents: cents,
      over_microcredits: Microcredits,
    }),
  ),
});

const usage = {
  usage_amount_cents: cents,
  usage_tokens: count,
  usage_amount_microcredits: Microcredits,
  usage_requests: count,
};

export const Period = z.object({
  ...Whose.shape,
  from: z.string(),
  to: z.string(),
  group_by: z.enum(['total', 'model', 'day', 'model_day']),
  ...usage,
  usage_charged_microcredits: Microcredits,
  /** Credits that payments brought, and those that refunds, disputes and void payments took back again. */
  topup_cents: cents,
  refunds_cents: z.int(),
  net_topup_cents: z.int(),
  /** What all movements of the wallet come to: also grants, corrections and charges. */
  balance_delta_cents: z.int(),
  topup_microcredits: Microcredits,
  refunds_microcredits: MicrocreditsDelta,
  net_topup_microcredits: MicrocreditsDelta,
  granted_microcredits: MicrocreditsDelta,
  adjusted_microcredits: MicrocreditsDelta,
  balance_delta_microcredits: MicrocreditsDelta,
  /** By `group_by`; null where that is `total`. Only groups in which something was used. */
  groups: z.array(z.object({ date: z.string().optional(), model: z.string().optional(), ...usage })).nullable(),
});

export const Budget = z.object({
  ...Whose.shape,
  wallets: z.array(
    z.object({
      /** Of the cents: the one in which credits are sold. */
      currency: Currency,
      balance_cents: cents,
      balance_microcredits: Microcredits,
      available_microcredits: Microcredits,
      /** null: nobody is told when it runs low. */
      low_threshold_cents: cents.nullable(),
    }),
  ),
  plan_id: PlanId.nullable(),
  /** null: the plan has no day. */
  daily_limit: z
    .discriminatedUnion('unit', [
      z.object({
        unit: z.literal('cents'),
        daily_limit_cents: cents,
        spent_today_cents: cents,
        remaining_cents: cents,
        ...dayTerms(),
      }),
      z.object({
        unit: z.literal('messages'),
        daily_limit_messages: count,
        used_messages: count,
        remaining_messages: count,
        ...dayTerms(),
      }),
    ])
    .nullable(),
  /** Those that can be used now. */
  api_keys: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      key_last4: z.string(),
      /** null: no budget. */
      max_budget_cents: cents.nullable(),
      budget_duration: z.string().nullable(),
      spent_cents: cents.nullable(),
      remaining_cents: cents.nullable(),
      /** null: all models. */
      allowed_models: z.array(z.string()).nullable(),
      expires_at: z.int().nullable(),
    }),
  ),
  gating: z.object({
    enabled: z.boolean(),
    mode: z.enum(['block', 'degrade']).nullable(),
    fallback_model: z.string().nullable(),
  }),
  litellm: z.object({
    /** Whether hosted models come from LiteLLM. */
    enabled: z.boolean(),
    base_url: z.string().nullable(),
    /** Whether a caller's own key (X-Litellm-Api-Key) is passed on. */
    passes_own_keys: z.boolean(),
    /** Budgets are kept here alone; none is written to LiteLLM. */
    budget_sync: z.boolean(),
  }),
});

function dayTerms() {
  return {
    overflow_policy: z.enum(['block', 'grace', 'degrade']),
    reset_time: z.string(),
    timezone: z.string(),
    /** Epoch milliseconds. */
    window_start: z.int(),
    window_end: z.int(),
  };
}
