// The closed list of what can go wrong between a question and its answer. The words for people are in src/words.
import { z } from 'zod';
import { PayerChoice } from './person.ts';
import { SecretTrouble } from './secret-trouble.ts';

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
  'ollama_cannot_see',
  'ollama_forbidden',
  'ollama_sign_in',
  /** It wants headers that say who asks, or others than it was sent. */
  'ollama_unauthorized',
  /** The values of its headers cannot be read, or were kept for another address. */
  'ollama_headers_missing',
  /** It is no longer in the list. */
  'ollama_removed',
  'ollama_busy',
  'ollama_context_full',
  'ollama_request_too_large',
  'ollama_out_of_memory',
  'ollama_error',
  'ollama_stalled',
  'ollama_cut',
  'ollama_invalid_line',
  'ollama_line_too_long',
  'hosted_unreachable',
  'hosted_busy',
  'hosted_failed',
  'hosted_refused',
  'hosted_too_large',
  'hosted_stalled',
  'hosted_cut',
  'hosted_unreadable',
  'store_failed',
  'internal',
]);
export type FailureCode = z.infer<typeof FailureCode>;

export const Failure = z.object({
  code: FailureCode,
  /** What the other side said, in its words and bounded; null where it said nothing. Never holds a secret. */
  detail: z.string().max(2000).nullable(),
  canRetry: z.boolean(),
  /** With `ollama_stalled` and `hosted_stalled`: for how many seconds no answer came. */
  waitedS: z.int().min(0).optional(),
  /** With `ollama_sign_in`: the page at which Ollama's cloud asks for an account. As the other side gave it: shown whole before it is opened. */
  signInUrl: z
    .url({ protocol: /^https$/ })
    .max(2000)
    .optional(),
});
export type Failure = z.infer<typeof Failure>;

/** What the server said no with. The page makes the sentence from it, in the person's language. */
export const ServerSaid = {
  /** The server's own code; more of them may come with a later version of the server. */
  problem: z.string().max(64),
  /** As they stand in the problem document; empty from a server that sends none. */
  params: z.record(z.string(), z.json()),
  /** The server's sentence, where this app can make none of its own; else null. */
  detail: z.string().max(2000).nullable(),
};

/** Epoch milliseconds from which another try can succeed; null where time does not help. */
const retryAt = z.int().nullable();

/** A no to a message or to an order. */
export const Refusal = z.discriminatedUnion('code', [
  z.object({
    code: z.enum([
      'free_exhausted',
      'credits_exhausted',
      'quota_exhausted',
      'daily_limit_reached',
      'budget_exhausted',
      'rate_limited',
      'plan_rate_limited',
      'token_rejected',
      'model_unknown',
      'rejected',
    ]),
    ...ServerSaid,
    retryAt,
    /** Who was to pay for the message; left out where it was none, and in what earlier versions wrote. */
    payer: PayerChoice.optional(),
  }),
  /** No server can be reached, and the day's messages without one are used up. `limit`: how many there are. */
  z.object({ code: z.literal('grace_exhausted'), limit: z.int().min(0), retryAt }),
  z.object({ code: z.literal('token_unreadable'), trouble: SecretTrouble, retryAt }),
  z.object({
    code: z.enum([
      /** The credit for this message was given back before it was sent. */
      'hold_ended',
      /** The order's id was used for something else. */
      'order_differs',
      /** Whom it was to be for is not who is signed in, or not the team that their sign-in names. Nothing was ordered. */
      'payee_changed',
      'pack_gone',
      'amounts_gone',
      'amount_outside',
      /** The checkout could not be loaded. */
      'page_not_loaded',
      'page_unsafe',
      /** The account is to pay, and its session is over. */
      'signed_out',
      /** The account is to pay, and its issuer cannot be asked. */
      'sign_in_away',
      /** The server does not take the account. */
      'account_refused',
    ]),
    retryAt,
  }),
]);
export type Refusal = z.infer<typeof Refusal>;
