// What the problems carry that refuse a message or an order. They stand apart from the other codes, because the app says these itself
// and builds no schema for the rest at its start.
import { z } from 'zod';
import { Microcredits } from './money.ts';
import { readSaid, type SaidOf } from './read-said.ts';

export const seconds = z.int().min(1);
/** Epoch milliseconds, within what a date can be. */
export const instant = z.int().min(0).max(8_640_000_000_000_000);
export const text = z.string().max(1000);
export const count = z.int().min(0);

/** Until another try can succeed, whole seconds. */
export const retryAfter = { retry_after_s: seconds };
export const named = { provider: z.string().max(40) };

export function reason<const Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) {
  return z.object({ reason: z.literal(name), ...shape });
}

/**
 * A no that was stored before codes had parameters: the English sentence that was said then is all that is known of it.
 * The same question still gets the same answer.
 */
export const ToldBefore = z.object({ legacy_detail: text, resets_at: instant.optional() });
export type ToldBefore = z.infer<typeof ToldBefore>;

const planUsedUp = z.object({
  /** The plan's name, as people know it. */
  plan: text,
  limit: count,
  resets_at: instant,
  /** An IANA time zone, by whose clocks the plan counts its days. */
  time_zone: z.string().max(64),
});

/** The rest of the day is for a model on the person's own computer, which the server cannot ask. */
const degradeTo = z.literal('local').optional();

/** The same of a day that is counted in money. `overdrawn_microcredits`: an answer cost so much more than was left. */
const daySpent = planUsedUp.omit({ limit: true }).extend({
  limit_microcredits: Microcredits,
  overdrawn_microcredits: Microcredits.optional(),
  degrade_to: degradeTo,
});

export const refusalParams = {
  token_rejected: z.discriminatedUnion('reason', [
    /** Neither a sign-in nor a token was sent, or, where only a token opens the wallet, no token. */
    reason('missing', {}),
    reason('token_missing', {}),
    reason('unknown', {}),
    /** A token or a sign-in that cannot be verified, or has run out. */
    reason('unverified', {}),
    reason('sign_in_unverified', {}),
    /** An API key that is unknown, revoked or expired. */
    reason('key', {}),
    reason('not_whole', {}),
    reason('in_address', {}),
  ]),
  credits_exhausted: z.union([
    z.object({ needed_microcredits: Microcredits, available_microcredits: Microcredits }),
    ToldBefore,
  ]),
  free_exhausted: z.union([
    reason('used_up', { limit: count, whose: z.enum(['client', 'network']), resets_at: instant }),
    reason('none_offered', { limit: z.literal(0) }),
    /** Free messages are for other models than this hosted one. */
    reason('not_for_model', { limit: z.literal(0), model: text }),
    ToldBefore,
  ]),
  quota_exhausted: z.union([planUsedUp, ToldBefore]),
  daily_limit_reached: z.union([planUsedUp.extend({ degrade_to: degradeTo }), daySpent, ToldBefore]),
  model_unknown: z.object({ model: text }),
  pack_unknown: z.object({ pack: text }),
  provider_unknown: z.discriminatedUnion('reason', [reason('not_offered', named), reason('no_longer_set_up', named)]),
  rate_limited: z.discriminatedUnion('reason', [
    reason('requests', { ...retryAfter, window_s: seconds }),
    reason('sign_ins', retryAfter),
    reason('streams', {}),
  ]),
  plan_rate_limited: z.object({ limit: count, ...retryAfter, resets_at: instant }),
} as const;

/** Such a problem as a value: all that a sentence in any language is made from. */
export type RefusalSaid = SaidOf<typeof refusalParams>;

/** Null where the code is another, or its parameters are missing, as they are in what older servers say. */
export function readRefusalSaid(code: string, params: unknown): RefusalSaid | null {
  return readSaid(refusalParams, code, params);
}
