// The closed list of what can go wrong between a question and its answer. The words for people are in src/words.
import { z } from 'zod';

export const FailureCode = z.enum([
  'ollama_not_installed',
  'ollama_not_running',
  'ollama_refused',
  'ollama_unreachable',
  'ollama_wrong_address',
  'ollama_gateway',
  'ollama_redirected',
  'ollama_model_missing',
  'ollama_cannot_chat',
  'ollama_forbidden',
  'ollama_sign_in',
  'ollama_busy',
  'ollama_context_full',
  'ollama_request_too_large',
  'ollama_out_of_memory',
  'ollama_error',
  'ollama_stalled',
  'ollama_cut',
  'ollama_invalid_line',
  'ollama_line_too_long',
  'store_failed',
  'internal',
]);
export type FailureCode = z.infer<typeof FailureCode>;

export const Failure = z.object({
  code: FailureCode,
  /** What the other side said, in its words and bounded; null where it said nothing. Never holds a secret. */
  detail: z.string().max(2000).nullable(),
  canRetry: z.boolean(),
  /** With `ollama_sign_in`: the page at which Ollama's cloud asks for an account. As the other side gave it: shown whole before it is opened. */
  signInUrl: z
    .url({ protocol: /^https$/ })
    .max(2000)
    .optional(),
});
export type Failure = z.infer<typeof Failure>;

/** The server's no to a message, drawn as a card in the transcript. */
export const Refusal = z.object({
  code: z.enum([
    'free_exhausted',
    'credits_exhausted',
    'quota_exhausted',
    'daily_limit_reached',
    'rate_limited',
    'plan_rate_limited',
    'token_rejected',
    'model_unknown',
    'grace_exhausted',
    'rejected',
  ]),
  /** The server's sentence for the person. */
  detail: z.string().max(2000),
  /** Epoch milliseconds from which another try can succeed; null where time does not help. */
  retryAt: z.int().nullable(),
});
export type Refusal = z.infer<typeof Refusal>;
