// What each problem code carries beside itself: flat extension members of RFC 9457, from which a sentence can be made in any
// language. Where one code covers several cases, `reason` says which.
import { z } from 'zod';
import { AmountCents, Currency, Microcredits } from './money.ts';
import {
  count,
  instant,
  named,
  reason,
  refusalParams,
  retryAfter,
  seconds,
  text,
  ToldBefore,
} from './refusal-params.ts';

const none = z.object({});

const price = { provider: z.string().max(40), amount_cents: AmountCents, currency: Currency };
const currencyNotTaken = reason('currency_not_taken', { ...named, currency: Currency });
const amountNotInSteps = reason('amount_not_in_steps', { ...price, step_cents: AmountCents });

/** Why a payment provider says no for good. `provider` is the rail's name; `told` is the provider's own code or words. */
export const ProviderNo = z.discriminatedUnion('reason', [
  currencyNotTaken,
  reason('amount_too_small', price),
  reason('amount_too_large', price),
  amountNotInSteps,
  reason('payment_not_taken', { ...price, told: text }),
  reason('already_refunded', named),
  reason('payment_disputed', named),
  reason('provider_balance_too_low', named),
  reason('payment_unknown', named),
  reason('more_than_is_left', named),
  reason('payment_not_final', named),
  reason('nothing_paid', named),
  reason('refund_not_taken', { ...named, told: text }),
  reason('customer_unknown', named),
  reason('price_unknown', { ...named, price_id: text }),
  reason('subscription_unknown', named),
  reason('subscription_not_taken', { ...named, told: text }),
  reason('invoice_not_taken', { ...named, told: text }),
  reason('portal_not_set_up', named),
  /** The sandbox plays a provider that refuses. */
  reason('test_refusal', { ...named, ending_cents: count }),
]);
export type ProviderNo = z.infer<typeof ProviderNo>;

/** Why a refund failed: the provider said no, or ended it later; or it was booked for a dispute that the buyer lost after all. */
export const RefundFailure = z.union([
  ...ProviderNo.options,
  reason('failed_at_provider', {}),
  reason('dispute_won', {}),
  ToldBefore,
]);
export type RefundFailure = z.infer<typeof RefundFailure>;

/** The first thing that is wrong with a field. `field` leads into objects with dots, and is empty for the request as a whole. */
const field = { field: text };
/** The rules that no form of a schema says, by the `params` of their check. */
export const FieldRule = z.enum([
  'time_zone',
  'six_decimals',
  'different_ids',
  'model_to_degrade_to',
  'credits_as_text',
  'date',
  'dates_in_order',
  'within_a_year',
  'user_or_team',
]);

export const FieldNo = z.discriminatedUnion('reason', [
  reason('field_missing', field),
  reason('field_wrong_type', { ...field, expected: z.string().max(40) }),
  /** Of a number, or of the length of a text or a list. */
  reason('field_too_small', { ...field, minimum: z.number(), of: z.enum(['number', 'text', 'list']) }),
  reason('field_too_big', { ...field, maximum: z.number(), of: z.enum(['number', 'text', 'list']) }),
  reason('field_wrong_format', { ...field, format: z.string().max(40) }),
  reason('field_unknown', field),
  reason('field_not_allowed', { ...field, allowed: z.array(text) }),
  reason('field_too_precise', { ...field, decimals: count }),
  reason('field_against_rule', {
    ...field,
    rule: FieldRule.or(z.literal('other')),
  }),
]);
export type FieldNo = z.infer<typeof FieldNo>;

export const problemParams = {
  ...refusalParams,
  invalid_request: z.discriminatedUnion('reason', [
    ...FieldNo.options,
    reason('unreadable', {}),
    reason('not_http', {}),
    reason('headers_too_large', {}),
    reason('too_slow', {}),
    reason('address_unreadable', {}),
    reason('address_too_long', {}),
    reason('not_json_type', {}),
    reason('length_mismatch', {}),
    reason('not_utf8', {}),
    reason('not_json', {}),
    reason('half_character', {}),
    reason('nul_character', {}),
    reason('too_deep', { levels: count }),
    reason('field_repeated', field),
    reason('field_forbidden', field),
    reason('unexpected_form', {}),
    reason('signature_wrong', {}),
    reason('cursor_unknown', {}),
    reason('csv_is_whole', {}),
    reason('amount_zero', {}),
    reason('pack_or_amount', {}),
    reason('order_or_transaction', {}),
    reason('payee_missing', {}),
    reason('only_packs', {}),
    /** Named in another currency than the one in which credits are sold, which alone has a rate (CREDIT_RATE). */
    reason('other_currency', { currency: Currency }),
    reason('amount_not_offered', {
      min_cents: AmountCents,
      max_cents: AmountCents,
      step_cents: AmountCents.optional(),
      currency: Currency,
    }),
    currencyNotTaken,
    amountNotInSteps,
    reason('estimate_missing', { model: text }),
    reason('idempotency_key', {}),
    /** Exactly one of the two has to be there. */
    reason('either_field', { ...field, other: text }),
    reason('payer_unreadable', {}),
    /** Of a price at the provider that a plan is to be sold at. */
    reason('price_not_there', { price_id: text }),
    reason('price_not_repeated', { price_id: text }),
    reason('price_in_other_currency', { price_id: text, currency: Currency }),
    reason('period_reversed', {}),
    reason('period_too_long', { days: count }),
    reason('invoice_empty', {}),
    /** A draft from before credits were sold in `sold_in`. */
    reason('invoice_in_other_currency', { currency: Currency, sold_in: Currency }),
    /** A model that only reads text. */
    reason('images_not_taken', { model: text }),
    /** An address from which the model's server would have to fetch the image. */
    reason('image_not_embedded', { model: text }),
    /** A plan has prices by the image or the minute only, so text would cost nothing. */
    reason('text_unpriced', { pattern: text }),
  ]),
  client_id_missing: none,
  /** What the server behind a hosted model said of the request, in its own words. */
  upstream_refused: z.object({ model: text, told: text }),
  /** A metered route found nobody to charge; `reason` is where it looked. */
  payer_missing: z.discriminatedUnion('reason', [
    reason('bearer', {}),
    reason('sign_in', {}),
    reason('header', { name: text }),
    reason('query', { name: text }),
    reason('body', { name: text }),
    reason('request', {}),
  ]),
  operator_key_rejected: none,
  /** `kind`: the budget of an API key, or what a member of a team may spend in a month. Without `resets_at` it never starts again. */
  budget_exhausted: z.object({
    kind: z.enum(['key', 'member']),
    limit_microcredits: Microcredits,
    resets_at: instant.optional(),
  }),
  forbidden: z.discriminatedUnion('reason', [
    reason('route_not_in_plan', { plan: text }),
    reason('model_not_in_plan', { plan: text, model: text }),
    reason('other_origin', {}),
    reason('services_only', {}),
    /** A service's key, anywhere else. */
    reason('service_key', {}),
    /** An API key, where only somebody who is signed in may come in. */
    reason('key_not_allowed', {}),
    reason('sign_in_only', {}),
    reason('not_team_owner', {}),
    /** The proof names a team that does not list the person, and does not take whoever is named either. */
    reason('not_in_team', {}),
    reason('model_not_in_key', { model: text }),
    /** The proof names no team. */
    reason('team_missing', {}),
    /** The team’s plan holds for its members, so that one of their own would change nothing. */
    reason('team_plan_holds', {}),
  ]),
  not_found: z.discriminatedUnion('reason', [
    reason('address', {}),
    reason('stripe_not_set_up', {}),
    reason('no_webhooks', {}),
    reason('billing_not_set_up', {}),
  ]),
  model_not_offered: z.object({ model: text }),
  hold_not_found: none,
  dead_letter_not_found: none,
  order_not_found: none,
  order_unpaid: z.discriminatedUnion('reason', [reason('unpaid', {}), reason('nothing_credited', {})]),
  suspense_not_found: none,
  plan_not_found: z.object({ plan: text }),
  team_not_found: none,
  member_not_found: none,
  key_not_found: none,
  /** It has no price that one could subscribe at. */
  plan_not_offered: z.object({ plan: text }),
  assignment_not_found: none,
  wallet_not_found: none,
  customer_not_found: none,
  subscription_not_found: none,
  price_mapping_not_found: none,
  invoice_not_found: none,
  method_not_allowed: z.object({ method: z.string().max(40), allowed: z.array(z.string().max(40)) }),
  balance_too_low: z.object({ available_microcredits: Microcredits }),
  balance_too_high: z.discriminatedUnion('reason', [
    reason('wallet_full', { room_microcredits: Microcredits }),
    reason('ledger_full', {}),
  ]),
  order_claimed: none,
  order_disputed: none,
  refund_too_large: z.object({ refundable_cents: count, currency: Currency }),
  last_owner: none,
  keys_full: z.object({ limit: count }),
  suspense_resolved: none,
  subscription_exists: z.object({ plan: text }),
  idempotency_conflict: z.discriminatedUnion('reason', [
    reason('hold', {}),
    reason('order', {}),
    reason('refund', {}),
    reason('booking', {}),
    reason('subscription', {}),
    reason('customer', {}),
    reason('price', {}),
    /** An `Idempotency-Key` of a metered route. */
    reason('key', {}),
  ]),
  idempotency_in_progress: z.object(retryAfter),
  idempotency_settled: none,
  payload_too_large: none,
  provider_refused: z.union([...ProviderNo.options, ToldBefore]),
  internal: none,
  provider_unavailable: z.object({ retry_after_s: seconds.optional() }),
  /** Told in the stream itself: what has arrived was charged. */
  answer_broken: none,
  upstream_unavailable: z.object({ model: text }),
  upstream_busy: z.object({ model: text, ...retryAfter }),
  identity_unavailable: none,
  overloaded: z.discriminatedUnion('reason', [
    reason('busy', retryAfter),
    reason('downloads', retryAfter),
    /** What counts requests for all nodes is away. */
    reason('limits_away', retryAfter),
  ]),
  storage_unavailable: z.discriminatedUnion('reason', [
    reason('not_writable', {}),
    reason('totals_differ', {}),
    /** Not writable, or the totals are still being checked. */
    reason('not_ready', {}),
    /** Told to stop: others are to be asked. */
    reason('stopping', {}),
    /** Other settings were agreed on some minutes ago than this node was started with. `names`: in which they differ. */
    reason('settings_replaced', { names: text }),
  ]),
} as const;
