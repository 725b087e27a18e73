// Models that the operator offers. The completions themselves are passed through byte by byte and so are no part of this
// contract's answers; chat-request.ts says what they take.
import { z } from 'zod';
import { Hold, HoldId } from '../holds/holds.ts';
import { Microcredits } from '../money.ts';
import { problems } from '../problem.ts';
import { route } from '../route.ts';

/** In the form of OpenAI's list, with what a person needs to choose: the price, and who makes the answers. */
export const HostedModel = z.object({
  id: z.string(),
  object: z.literal('model'),
  /** Epoch seconds; 0 where the upstream does not say. */
  created: z.int().min(0),
  owned_by: z.string(),
  /** The name by which the operator knows where its answers are made. */
  upstream: z.string(),
  /** The price rule that decides. */
  price_rule: z.string(),
  /** What a question of 500 tokens and an answer of 300 come to. */
  short_answer_microcredits: Microcredits,
  /** The longest answer, in tokens, that may be asked for. */
  max_output_tokens: z.int().min(1),
  /** In tokens; null: not known. */
  context_length: z.int().min(1).nullable(),
  accepts_images: z.boolean(),
  /** Whether the operator says that it can call tools. Requests with tools are passed on either way. */
  accepts_tools: z.boolean().default(false),
});
export type HostedModel = z.infer<typeof HostedModel>;

/** What an answer cost, as its payer may read it. Its id is the request's Idempotency-Key, or stands in X-Charge-Id. */
export const HostedCharge = z.object({
  ...Hold.shape,
  /** How the answer ended; null while it runs. */
  outcome: z.string().nullable(),
  /** The price rule that decided. */
  price_rule: z.string().nullable().default(null),
  prompt_tokens: z.int().min(0),
  /** Those of the prompt that were read from a cache; they may have a price of their own. */
  cached_tokens: z.int().min(0).default(0),
  completion_tokens: z.int().min(0),
  /** Those of the completion that were spent on thinking; they may have a price of their own. */
  reasoning_tokens: z.int().min(0).default(0),
});
export type HostedCharge = z.infer<typeof HostedCharge>;

/**
 * The last line of a streamed answer, a comment of server-sent events that other clients skip: `: charge {…}`.
 * Left out where the charge could not be settled at once; `GET /v1/charges/{id}` has it then.
 */
export const chargeComment = ': charge ';

const tags = ['hosted models'];

export const hosted = {
  /** Only the models that this caller may use. */
  models: route({
    access: 'public',
    limit: 'calm',
    method: 'GET',
    path: '/v1/models',
    summary: 'List the models that can be used',
    tags,
    noes: 'openai',
  })
    .output(z.object({ object: z.literal('list'), data: z.array(HostedModel) }))
    .errors({ token_rejected: problems.token_rejected }),

  charge: route({
    access: 'public',
    limit: 'calm',
    method: 'GET',
    path: '/v1/charges/{id}',
    summary: 'Read what an answer cost',
    tags,
  })
    .input(z.object({ id: HoldId }))
    .output(z.object({ request_id: z.string(), charge: HostedCharge }))
    .errors({ token_rejected: problems.token_rejected, hold_not_found: problems.hold_not_found }),
};
