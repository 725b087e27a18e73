// Every way metering says no, each with its own code. They are answers, sent as they are: an app's own error handler never
// sees them, and they never hide an error of the app's.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problems as planProblems } from '../../contract/problem.ts';
import { invariant } from '../../lib/invariant.ts';
import type { Refused } from '../../usecases/refusal.ts';
import { wholeSeconds } from '../problem.ts';

/** The closed list: code → HTTP status and title. */
const problems = {
  idempotency_key_invalid: { status: 400, title: 'The idempotency key cannot be used' },
  payer_missing: { status: 401, title: 'Nobody to charge' },
  payer_rejected: { status: 401, title: 'The payer could not be verified' },
  quota_exhausted: { status: 402, title: planProblems.quota_exhausted.message },
  daily_limit_reached: { status: 403, title: planProblems.daily_limit_reached.message },
  forbidden: { status: 403, title: planProblems.forbidden.message },
  plan_rate_limited: { status: 429, title: planProblems.plan_rate_limited.message },
  insufficient_balance: { status: 402, title: 'Not enough credits' },
  payer_not_found: { status: 404, title: 'The payer is not known here' },
  idempotency_conflict: { status: 409, title: 'The idempotency key was used for something else' },
  idempotency_in_progress: { status: 409, title: 'This request is already being processed' },
  idempotency_settled: { status: 409, title: 'This request was already answered and charged' },
  keys_unavailable: { status: 503, title: 'Sign-ins can’t be verified right now' },
  store_unavailable: { status: 503, title: 'The ledger can’t be reached right now' },
} as const;

type MeteringCode = keyof typeof problems;

/** `extra`: members beside the standard ones of RFC 9457. */
export type MeteringRefusal = {
  readonly code: MeteringCode;
  readonly detail: string;
  /** 404 and 401 are one no: a token nobody knows is as good as a wrong one. */
  readonly status?: number;
  readonly extra?: Readonly<Record<string, number>>;
};

/** The no of a plan, in the words and codes of the holds API. */
export function closedRefusal({ code, detail, retryAfterMs, resetsAt }: Refused): MeteringRefusal {
  invariant(isPlanCode(code), `${code} is no answer of a plan`);
  const wait = retryAfterMs === undefined ? {} : { retry_after_s: wholeSeconds(retryAfterMs) };
  return { code, detail, extra: { ...wait, ...(resetsAt === undefined ? {} : { resets_at: resetsAt }) } };
}

function isPlanCode(code: string): code is MeteringCode {
  return code in problems && code in planProblems;
}

export function sendRefusal(
  { code, detail, status, extra }: MeteringRefusal,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const problem = problems[code];
  const answered = status ?? problem.status;
  if (answered === 401) reply.header('www-authenticate', 'Bearer');
  if (answered === 503) reply.header('retry-after', '5');
  if (extra?.['retry_after_s'] !== undefined) reply.header('retry-after', String(extra['retry_after_s']));
  if (code === 'idempotency_in_progress') reply.header('retry-after', '1');
  return reply
    .status(answered)
    .header('content-type', 'application/problem+json')
    .send(
      Buffer.from(
        JSON.stringify({
          type: `urn:tallystick:problem:${code}`,
          title: problem.title,
          status: answered,
          detail,
          code,
          request_id: request.id,
          ...extra,
        }),
      ),
    );
}
