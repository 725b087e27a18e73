// Every way the server says no, as RFC 9457 problem documents: a code and its parameters, which never change their meaning, and
// a sentence for people beside them.
import { z } from 'zod';
import { problemParams } from './problem-params.ts';

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
  title: z.string(),
  status: z.int(),
  /** A sentence in a language that the request accepts, else in English. */
  detail: z.string(),
  code: z.string(),
  request_id: z.string(),
  ...ProblemData.shape,
});
export type Problem = z.infer<typeof Problem>;

const problem = <S extends number>(status: S, message: string) => ({ status, message, data: ProblemData.optional() });

/** The closed list: code → HTTP status and title. What each code carries stands in problem-params.ts. */
export const problems = {
  invalid_request: problem(400, 'The request cannot be read'),
  client_id_missing: problem(400, 'The client id is missing'),
  upstream_refused: problem(400, 'The model’s server refused the request'),
  payer_missing: problem(401, 'Nobody to charge'),
  token_rejected: problem(401, 'The token is not known here'),
  operator_key_rejected: problem(401, 'The operator’s key was rejected'),
  credits_exhausted: problem(402, 'No credits left'),
  free_exhausted: problem(402, 'The free messages are used up'),
  quota_exhausted: problem(402, 'The plan’s quota is used up'),
  daily_limit_reached: problem(403, 'The daily limit is reached'),
  forbidden: problem(403, 'Not allowed'),
  not_found: problem(404, 'Not found'),
  model_not_offered: problem(404, 'This model is not offered'),
  hold_not_found: problem(404, 'No such hold'),
  dead_letter_not_found: problem(404, 'No such dead letter'),
  order_not_found: problem(404, 'No such order'),
  order_unpaid: problem(404, 'Not paid yet'),
  suspense_not_found: problem(404, 'No such case'),
  plan_not_found: problem(404, 'No such plan'),
  wallet_not_found: problem(404, 'No such wallet'),
  method_not_allowed: problem(405, 'Method not allowed'),
  balance_too_low: problem(409, 'The wallet has less than that'),
  balance_too_high: problem(409, 'The wallet cannot hold as much'),
  order_claimed: problem(409, 'The order belongs to another token'),
  order_disputed: problem(409, 'The payment is disputed'),
  refund_too_large: problem(409, 'More than can be refunded'),
  suspense_resolved: problem(409, 'Already decided'),
  idempotency_conflict: problem(409, 'The id was used for something else'),
  idempotency_in_progress: problem(409, 'This request is already being processed'),
  idempotency_settled: problem(409, 'This request was already answered and charged'),
  payload_too_large: problem(413, 'The request is too large'),
  model_unknown: problem(422, 'No price for this model'),
  pack_unknown: problem(422, 'No such pack'),
  provider_unknown: problem(422, 'This payment method is not offered'),
  provider_refused: problem(422, 'The payment provider refused this payment'),
  rate_limited: problem(429, 'Too many requests'),
  plan_rate_limited: problem(429, 'The plan’s rate is reached'),
  internal: problem(500, 'Internal error'),
  provider_unavailable: problem(502, 'The payment provider is not responding'),
  answer_broken: problem(502, 'The answer broke off'),
  upstream_unavailable: problem(502, 'The model’s server is not answering'),
  upstream_busy: problem(503, 'The model is busy'),
  identity_unavailable: problem(503, 'Your identity can’t be verified right now'),
  overloaded: problem(503, 'The server is busy'),
  storage_unavailable: problem(503, 'The ledger can’t be written right now'),
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
  if (!isProblemCode(code)) return null;
  // What else stands in the document is left out.
  const said = { code, params: problemParams[code].safeParse(params).data };
  return isSaid(said) ? said : null;
}

function isSaid(said: { readonly code: ProblemCode; readonly params: unknown }): said is ProblemSaid {
  return problemParams[said.code].safeParse(said.params).success;
}

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code);
}
