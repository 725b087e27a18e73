// Every way the server says no, as RFC 9457 problem documents: a code and its parameters, which never change their meaning, and
// a sentence for people beside them.
import { z } from 'zod';
import { problemParams } from './problem-params.ts';
import { readSaid } from './read-said.ts';

/** Extra members that some problems carry beside the standard ones. */
export const ProblemData = z.object({
  /** Whole seconds until another try can succeed. */
  retry_after_s: z.int().min(0).optional(),
  /** When the exhausted allowance starts again, epoch milliseconds. */
  resets_at: z.int().optional(),
});

/** The body of every error answer, sent as application/problem+json. The code's parameters stand beside these members. */
export const Problem = z.looseObject({
  type: z.string(),
  /** What this kind of problem is called, in the language of `detail`. */
  title: z.string(),
  status: z.int(),
  /** A sentence in a language that the request accepts, else in English. */
  detail: z.string(),
  code: z.string(),
  request_id: z.string(),
  ...ProblemData.shape,
});
export type Problem = z.infer<typeof Problem>;

const problem = <S extends number>(status: S) => ({ status, data: ProblemData.optional() });

/** The closed list: code → HTTP status. What each code carries stands in problem-params.ts. */
export const problems = {
  invalid_request: problem(400),
  client_id_missing: problem(400),
  upstream_refused: problem(400),
  payer_missing: problem(401),
  token_rejected: problem(401),
  operator_key_rejected: problem(401),
  credits_exhausted: problem(402),
  budget_exhausted: problem(402),
  free_exhausted: problem(402),
  quota_exhausted: problem(402),
  daily_limit_reached: problem(403),
  forbidden: problem(403),
  not_found: problem(404),
  model_not_offered: problem(404),
  hold_not_found: problem(404),
  dead_letter_not_found: problem(404),
  order_not_found: problem(404),
  order_unpaid: problem(404),
  suspense_not_found: problem(404),
  plan_not_found: problem(404),
  team_not_found: problem(404),
  member_not_found: problem(404),
  key_not_found: problem(404),
  plan_not_offered: problem(404),
  assignment_not_found: problem(404),
  wallet_not_found: problem(404),
  customer_not_found: problem(404),
  subscription_not_found: problem(404),
  price_mapping_not_found: problem(404),
  invoice_not_found: problem(404),
  method_not_allowed: problem(405),
  balance_too_low: problem(409),
  balance_too_high: problem(409),
  order_claimed: problem(409),
  order_disputed: problem(409),
  refund_too_large: problem(409),
  last_owner: problem(409),
  keys_full: problem(409),
  suspense_resolved: problem(409),
  subscription_exists: problem(409),
  idempotency_conflict: problem(409),
  idempotency_in_progress: problem(409),
  idempotency_settled: problem(409),
  payload_too_large: problem(413),
  model_unknown: problem(422),
  pack_unknown: problem(422),
  provider_unknown: problem(422),
  provider_refused: problem(422),
  rate_limited: problem(429),
  plan_rate_limited: problem(429),
  internal: problem(500),
  provider_unavailable: problem(502),
  answer_broken: problem(502),
  upstream_unavailable: problem(502),
  upstream_busy: problem(503),
  identity_unavailable: problem(503),
  overloaded: problem(503),
  storage_unavailable: problem(503),
} as const;

export type ProblemCode = keyof typeof problems;

/** A code's parameters, as they stand on the wire and in the store. */
export type ProblemParams<Code extends ProblemCode = ProblemCode> = z.infer<(typeof problemParams)[Code]>;

/** A no as a value: all that a sentence in any language is made from. */
export type ProblemSaid<Code extends ProblemCode = ProblemCode> = {
  [C in Code]: { readonly code: C; readonly params: ProblemParams<C> };
}[Code];

/** Null where the code is not known here, or its parameters are missing, as they are in what older servers say. */
export function readProblemSaid(code: string, params: unknown): ProblemSaid | null {
  return readSaid(problemParams, code, params);
}

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code);
}
