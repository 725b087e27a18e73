// Plans: how much a person may use in a month, a day and a minute, and which routes and models are open to them.
import { z } from 'zod';
import { Currency } from '../money.ts';
import { PlanPrice } from '../prices/plan-price.ts';
import { problems } from '../problem.ts';
import { route } from '../route.ts';
import { EntityId } from '../entity-id.ts';
import { ofForm } from '../text-form.ts';

export const PlanId = ofForm('plan_id').brand<'PlanId'>();
export type PlanId = z.infer<typeof PlanId>;

const messages = z.int().min(0).max(1_000_000_000);

/** In whose clocks a plan counts that names no zone: UTC+8. */
export const usualTimeZone = 'Asia/Shanghai';

const modelName = z.string().min(1).max(200);

/** A name of the IANA data base, such as Europe/Berlin; the windows of a plan begin by its clocks. */
export const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, {
    error: 'must be an IANA time zone such as Europe/Berlin',
    params: { rule: 'time_zone' },
  });

/** In place of a model's name: the Ollama on the person's own computer. The server then refuses, and says so. */
export const localModel = 'local';

/**
 * What happens when the day is used up. block: no more until the reset. grace: so much more, then no more; null: without an end.
 * degrade: the rest of the day goes on with another model. Where the server makes the answer it takes that model itself; else each
 * answer names it. Of a day in money, the use beyond it is not charged under grace.
 */
export const DailyOverflow = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('block') }),
  z.object({ kind: z.literal('grace'), amount: messages.nullable() }),
  z.object({ kind: z.literal('degrade'), to_model: modelName.nullable() }),
]);

export type DailyOverflow = z.infer<typeof DailyOverflow>;

const clockTime = ofForm('time_of_day');

export const DailyLimit = z
  .object({
    /** What `amount` and the grace are counted in: messages that the plan pays for, or cents of whatever is used under it. */
    unit: z.enum(['messages', 'cents']).default('messages'),
    amount: messages,
    overflow: DailyOverflow,
    /** When the day begins, by the clocks of `time_zone`. */
    resets_at: clockTime,
    /** Left out: the plan's. */
    time_zone: TimeZone.optional(),
  })
  .refine(({ unit, overflow }) => unit === 'messages' || overflow.kind !== 'degrade' || overflow.to_model !== null, {
    path: ['overflow', 'to_model'],
    error: 'must name a model',
    params: { rule: 'model_to_degrade_to' },
  });
export type DailyLimit = z.infer<typeof DailyLimit>;

/**
 * What a plan whose use is billed agrees on: how long a cycle is, what it comes to at least, and which credits are granted at its
 * beginning and taken back, as far as they are left, at its end.
 */
export const UsageTerms = z.object({
  billing_cycle: z.enum(['monthly', 'weekly']),
  min_commit_cents: messages.default(0),
  credit_grant_cents: messages.default(0),
});
export type UsageTerms = z.infer<typeof UsageTerms>;

export const PlanType = z.enum(['daily_limit', 'usage']);
export type PlanType = z.infer<typeof PlanType>;

export const Plan = z.object({
  id: PlanId,
  /** Left out: daily_limit. */
  type: PlanType.optional(),
  /** The one in which credits are sold: no other is taken, and its invoices are in it whether it is named or not. */
  currency: Currency.optional(),
  /** Left out: its use has no cycles. */
  usage: UsageTerms.optional(),
  name: z.string().min(1).max(80),
  time_zone: TimeZone.default(usualTimeZone),
  /** Messages in a calendar month; null: no limit. */
  monthly_quota: messages.nullable(),
  /** Messages in a minute of the clock; null: no limit. */
  per_minute: messages.nullable(),
  daily: DailyLimit.nullable(),
  /** null: all are open. A model may hold `*` for any run of characters. */
  routes: z.array(z.string().min(1).max(200)).max(200).nullable(),
  models: z.array(z.string().min(1).max(200)).max(200).nullable(),
});
export type Plan = z.infer<typeof Plan>;

/** Who a plan is given to: a verified user or organisation, or a wallet by its account id. */
export const PlanScope = z.enum(['user', 'org', 'wallet']);
export type PlanScope = z.infer<typeof PlanScope>;

/** The same in other words, where `team` is an organisation. */
export const AssignedEntity = z.enum(['user', 'team', 'wallet']);
export type AssignedEntity = z.infer<typeof AssignedEntity>;

/** How a caller stands with their plan, beside every answer that is metered. */
export const PlanUse = z.object({
  id: PlanId,
  /** Messages left in this month; null: no monthly quota. */
  usage_remaining: z.int().min(0).nullable(),
  usage_this_minute: z.int().min(0),
  per_minute_limit: z.int().min(0).nullable(),
});

/** With an `id` the whole of a plan; without one, what is made by its name. */
export const PlanAsked = z.object({
  ...Plan.partial().shape,
  name: Plan.shape.name,
  time_zone: TimeZone.optional(),
});
export type PlanAsked = z.infer<typeof PlanAsked>;

/** By whichever pair of names; both are told in the answer. */
const Assigned = z.object({
  request_id: z.string(),
  scope: PlanScope,
  subject: z.string(),
  entity_type: AssignedEntity,
  entity_id: z.string(),
  plan_id: PlanId.nullable(),
  timezone: z.string().nullable(),
});

const tags = ['plans'];

/** For the operator, with X-Api-Key. */
export const plans = {
  list: route({
    access: 'operator',
    limit: 'calm',
    method: 'GET',
    path: '/v1/plans',
    summary: 'List plans',
    tags,
  }).output(z.object({ request_id: z.string(), plans: z.array(Plan) })),

  read: route({
    access: 'operator',
    limit: 'calm',
    method: 'GET',
    path: '/v1/plans/{id}',
    summary: 'Read a plan',
    tags,
  })
    .input(z.object({ id: PlanId }))
    .output(
      z.object({
        request_id: z.string(),
        plan: Plan,
        /** What its own people pay for hosted models, in the order in which it was set. */
        pricing: z.array(PlanPrice).default([]),
      }),
    )
    .errors({ plan_not_found: problems.plan_not_found }),

  /**
   * Makes a plan or replaces it; it holds from the next message on. Its `type` and its `usage` stay as they are where they are left out.
   * Without an `id` it is found by its name, and a plan that is there keeps all that the request leaves out.
   */
  upsert: route({
    access: 'operator',
    limit: 'calm',
    method: 'POST',
    path: '/v1/plans',
    summary: 'Create or change a plan',
    tags,
  })
    .input(PlanAsked)
    .output(z.object({ request_id: z.string(), id: PlanId, plan_id: PlanId, plan: Plan, is_new: z.boolean() })),

  /** Replaces a plan's daily limit by one in money; the rest of the plan stays. */
  limitDay: route({
    access: 'operator',
    limit: 'calm',
    method: 'POST',
    path: '/v1/plans/daily_limit',
    summary: 'Set the daily limit of a plan in cents',
    tags,
  })
    .input(
      z.object({
        plan_id: PlanId,
        daily_limit_cents: messages,
        overflow_policy: z.enum(['block', 'grace', 'degrade']).default('block'),
        /** With grace: so much more is served and not charged; left out or null: without an end. */
        grace_cents: messages.nullable().default(null),
        /** With degrade. Left out: the model that the plan or OVERDRAFT_FALLBACK_MODEL names. */
        degrade_to_model: modelName.optional(),
        reset_time: clockTime.default('00:00'),
        timezone: TimeZone.default(usualTimeZone),
      }),
    )
    .output(z.object({ request_id: z.string(), plan: Plan }))
    .errors({ plan_not_found: problems.plan_not_found }),

  /** Sets a plan's cycles, minimum commitment and grant; the rest of the plan stays. */
  setUsage: route({
    access: 'operator',
    limit: 'calm',
    method: 'POST',
    path: '/v1/plans/usage',
    summary: 'Set the usage terms of a plan',
    tags,
  })
    .input(z.object({ plan_id: PlanId, ...UsageTerms.shape }))
    .output(z.object({ request_id: z.string(), plan: Plan }))
    .errors({ plan_not_found: problems.plan_not_found }),

  /**
   * To `scope` and `subject`, or to `entity_type` and `entity_id`. `plan_id` null takes the assignment back. `timezone` is by whose
   * clocks the plan counts for them; null: by its own; left out: as before.
   */
  assign: route({
    access: 'operator',
    limit: 'calm',
    method: 'POST',
    path: '/v1/plans/assign',
    summary: 'Assign a plan',
    tags,
  })
    .input(
      z.object({
        scope: PlanScope.optional(),
        subject: EntityId.optional(),
        entity_type: AssignedEntity.optional(),
        entity_id: EntityId.optional(),
        plan_id: PlanId.nullable(),
        timezone: TimeZone.nullable().optional(),
      }),
    )
    .output(Assigned)
    .errors({
      plan_not_found: problems.plan_not_found,
      wallet_not_found: problems.wallet_not_found,
    }),

  /** `plan_id`: the one that holds now; `assigned_plan_id`: the operator's; `subscribed_plan_id`: what a subscription sets above it. */
  assignment: route({
    access: 'operator',
    limit: 'calm',
    method: 'GET',
    path: '/v1/plans/assignment/{entity_type}/{entity_id}',
    summary: 'Read an assignment',
    tags,
  })
    .input(z.object({ entity_type: AssignedEntity, entity_id: z.string().min(1).max(200) }))
    .output(
      Assigned.extend({
        assigned_plan_id: PlanId.nullable(),
        subscribed_plan_id: PlanId.nullable(),
        /** Epoch milliseconds: from when on it has held. */
        since: z.int(),
      }),
    )
    .errors({ assignment_not_found: problems.assignment_not_found }),
};

function isTimeZone(name: string): boolean {
  try {
    // Intl takes offsets such as +02:00 too, but they have no daylight saving time.
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}
