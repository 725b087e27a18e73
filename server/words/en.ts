// Every no of the server in English.
import type { ProviderNo } from '../contract/problem-params.ts';
import { enFields } from './fields/en.ts';
import type { Formats, Moment, Shown } from './formats.ts';
import type { ProblemWords, Words } from './problem-words.ts';
import { enTitles } from './titles/en.ts';

const problems: ProblemWords = {
  invalid_request: {
    ...enFields,
    unreadable: 'The request cannot be read.',
    not_http: 'This is not an HTTP request that can be read.',
    headers_too_large: 'The headers are too large.',
    too_slow: 'The request took too long to arrive.',
    address_unreadable: 'The address cannot be read.',
    address_too_long: 'The address is too long.',
    not_json_type: 'Send the body as application/json.',
    length_mismatch: 'The body is shorter or longer than its Content-Length says.',
    not_utf8: 'The body is not valid UTF-8.',
    not_json: 'The body is not valid JSON.',
    too_deep: ({ levels }) => `The body may hold lists and objects at most ${levels} levels deep. Send a flatter one.`,
    half_character: 'The body holds half a character (a lone surrogate such as \\ud800). Send whole ones.',
    nul_character: 'The body holds a NUL character (\\u0000), which cannot be kept. Leave it out.',
    field_repeated: ({ field }) => `The body names "${field}" twice. Send each field once.`,
    field_forbidden: ({ field }) => `The body holds a field named "${field}", which is not accepted.`,
    unexpected_form: 'The request does not have the expected form.',
    signature_wrong: 'The signature does not fit this delivery, or it is too old.',
    cursor_unknown: 'This cursor does not belong to this list. Start again from the first page.',
    csv_is_whole: 'A CSV file holds the whole list. Leave out limit and cursor.',
    amount_zero: 'The amount must not be zero.',
    pack_or_amount: 'Name either a pack_id, or an amount_cents with its currency.',
    order_or_transaction: 'Name the order either by order_id or by provider_txn_id.',
    payee_missing: 'It is not clear whom to credit. Send a token hash, or buy with your token.',
    only_packs: 'Only packs are sold here. Choose one of them.',
    other_currency: ({ currency }) => `Credits are sold in ${currency} here. Name that currency.`,
    amount_not_offered: ({ min_cents: least, max_cents: most, step_cents: step, currency }, { money }) => {
      const steps = step === undefined ? '' : `, in steps of ${money(step, currency)}`;
      return `Choose an amount from ${money(least, currency)} to ${money(most, currency)}${steps}.`;
    },
    currency_not_taken: currencyNotTaken,
    amount_not_in_steps: amountNotInSteps,
    estimate_missing: ({ model }) =>
      `The price of "${model}" depends on what is used. Send an estimate with the most that this request may use.`,
    price_not_there: ({ price_id: id }) =>
      `The payment provider has no price "${id}", or it is archived there. Check its id and its mode.`,
    price_not_repeated: ({ price_id: id }) =>
      `The price "${id}" is paid once, or has no fixed amount. Choose a recurring price with one.`,
    price_in_other_currency: ({ price_id: id, currency }) =>
      `The price "${id}" is in ${currency}. Name that currency, or choose another price.`,
    period_reversed: 'The period ends before it begins. Swap its dates.',
    period_too_long: ({ days }) => `A period may have at most ${days} days. Choose a shorter one.`,
    invoice_empty: 'There is nothing to pay on this invoice, so it cannot be sent.',
    invoice_in_other_currency: ({ currency, sold_in: sold }) =>
      `This invoice is in ${currency}, but credits are sold in ${sold}. Generate it again for the same days, then push it.`,
    idempotency_key: 'Send an Idempotency-Key of 1 to 200 plain characters without spaces.',
    either_field: ({ field, other }) => `Send either "${field}" or "${other}", and only one of them.`,
    payer_unreadable: 'Name the payer as "user:…", "team:…", "token:…" or "key:…", or by the account id of a wallet.',
    images_not_taken: ({ model }) =>
      `The model "${model}" reads text alone. Leave out the images, or choose a model that takes them.`,
    image_not_embedded: ({ model }) =>
      `The model "${model}" takes only images that are part of the request. Send each as a data: address.`,
    text_unpriced: ({ pattern }) =>
      `Under the prices for "${pattern}" text would cost nothing. Keep a price by token or by request for it, or a minimum charge; a price of 0 makes it free.`,
  },
  client_id_missing:
    'Send an X-Client-Id header of 8 to 128 characters, so that free messages can be counted, or a token.',
  upstream_refused: ({ model, told }) =>
    `The server of the model "${model}" did not accept this request: ${told} Nothing was charged.`,
  payer_missing: {
    request: 'This request names nobody who pays.',
    bearer: 'Send your token as "Authorization: Bearer tally_…".',
    sign_in: 'Sign in, and send the token as "Authorization: Bearer …".',
    header: ({ name }) => `Say who pays in the header "${name}".`,
    query: ({ name }) => `Say who pays in the address, as "?${name}=…".`,
    body: ({ name }) => `Say who pays in the body’s field "${name}".`,
  },
  token_rejected: {
    missing: 'Sign in, or send your token as "Authorization: Bearer tally_…".',
    token_missing: 'Send the token that the wallet or the order belongs to as "Authorization: Bearer tally_…".',
    unknown: 'This token is not known here. Check that the app uses the server where you bought it, or buy credits.',
    unverified:
      'Your token or sign-in could not be verified, or has run out. Send "Authorization: Bearer" with your whole token, sign in again, or leave it out to use free messages.',
    sign_in_unverified: 'Your sign-in could not be verified or has run out. Sign in again.',
    key: 'This API key is not known here, was revoked, or has expired.',
    not_whole: 'This is not a whole token. Send "tally_" and all that follows it.',
    in_address: 'A token must not stand in an address. Send it in a header.',
  },
  operator_key_rejected: 'Send the operator’s key in the X-Api-Key header.',
  credits_exhausted: ({ needed_microcredits: needed, available_microcredits: available }, say) =>
    `Your credits do not cover this: it can cost up to ${credits(say.credits(needed))}, and you have ${credits(say.credits(available))} to spend. Buy credits to go on.`,
  budget_exhausted: ({ kind, limit_microcredits: limit, resets_at: at }, say) => {
    const whose =
      kind === 'key'
        ? `The budget of this API key, ${credits(say.credits(limit))}, does not cover this.`
        : `What is left of your ${credits(say.credits(limit))} a month from your team does not cover this.`;
    return at === undefined
      ? `${whose} Use another key, or ask whoever made it.`
      : `${whose} Ask for less, or come back ${when(say.moment(at))}.`;
  },
  free_exhausted: {
    used_up: ({ limit, whose, resets_at: at }, say) => {
      const messages = limit === 1 ? 'free message' : `${say.count(limit)} free messages`;
      const used =
        whose === 'client'
          ? `You have used your ${messages}.`
          : `The ${messages} of your network ${limit === 1 ? 'is' : 'are'} used up.`;
      return `${used} Buy credits, or come back ${when(say.moment(at))}.`;
    },
    none_offered: 'There are no free messages here. Buy credits to go on.',
    not_for_model: ({ model }) =>
      `Free messages can’t be used with the model "${model}". Buy credits to use it, or choose another model.`,
  },
  quota_exhausted: ({ plan, limit, resets_at: at, time_zone: zone }, say) =>
    `You have used this month’s ${messages(limit, say)} of the plan "${plan}". Change to a larger plan, or come back ${when(say.moment(at, zone))}.`,
  daily_limit_reached: (no, say) => {
    const used = 'limit' in no ? messages(no.limit, say) : credits(say.credits(no.limit_microcredits));
    const local = no.degrade_to === 'local' ? 'Use a model on your own computer, change' : 'Change';
    return `You have used today’s ${used} of the plan "${no.plan}". ${local} to a larger plan, or come back ${when(say.moment(no.resets_at, no.time_zone))}.`;
  },
  forbidden: {
    route_not_in_plan: ({ plan }) => `The plan "${plan}" does not include this. Change to a plan that does.`,
    model_not_in_plan: ({ plan, model }) =>
      `The plan "${plan}" does not include the model "${model}". Choose another model, or change to a plan that does.`,
    other_origin: 'This can only be done from the checkout page itself.',
    services_only: 'This address is for services of the operator’s. Send the API key of a service.',
    service_key: 'The API key of a service opens only the addresses for services.',
    key_not_allowed: 'No API key is accepted here. Sign in, and send the token of your sign-in.',
    sign_in_only: 'This is for people who are signed in. Sign in, and send the token of your sign-in.',
    not_team_owner: 'Only an owner of this team may do this.',
    not_in_team: 'You are not a member of this team here. Ask one of its owners to add you.',
    model_not_in_key: ({ model }) =>
      `This API key may not use the model "${model}". Choose another model, or use another key.`,
    team_missing: 'Your sign-in names no team. Subscribe for yourself, or sign in as a member of the team.',
    team_plan_holds: 'Here the plan of your team holds for you. Subscribe for the team instead.',
  },
  not_found: {
    address: 'There is nothing at this address.',
    stripe_not_set_up: 'Stripe is not set up on this server.',
    billing_not_set_up: 'Subscriptions and invoices are not set up on this server.',
    no_webhooks: 'No webhooks are taken at this address.',
  },
  model_not_offered: ({ model }) => `The model "${model}" is not offered here. Choose one from the list of models.`,
  hold_not_found: 'You have no hold with this id.',
  dead_letter_not_found: 'There is no dead letter with this number in this box. Look at the list again.',
  order_not_found: 'There is no order with this id here.',
  order_unpaid: {
    unpaid: 'This order is not paid yet. Pay it, or wait until the payment is confirmed.',
    nothing_credited: 'Nothing was credited for this order, so there is nothing to refund.',
  },
  suspense_not_found: 'There is no case with this id here.',
  plan_not_found: ({ plan }) => `There is no plan "${plan}" here. Look at the list of plans, or make it first.`,
  team_not_found: 'There is no team with this id here. Make it first.',
  member_not_found: 'This person is not a member of the team. Add them first.',
  key_not_found: 'There is no such API key here. Look at the list of keys.',
  assignment_not_found: 'No plan was given to them, and they have not subscribed to one.',
  plan_not_offered: ({ plan }) => `The plan "${plan}" cannot be subscribed to here. Choose another plan.`,
  wallet_not_found: 'There is no wallet for this account. Check its name or id.',
  customer_not_found: 'There is no customer with this id here.',
  subscription_not_found: 'There is no such subscription here.',
  price_mapping_not_found: 'There is no price mapping with this id here.',
  invoice_not_found: 'There is no invoice with this id here.',
  method_not_allowed: ({ method, allowed }) => `This address does not take ${method}. It takes ${allowed.join(', ')}.`,
  balance_too_low: ({ available_microcredits: available }, say) =>
    `Only ${credits(say.credits(available))} can be taken from this wallet. Release its holds first, or take less.`,
  balance_too_high: {
    wallet_full: ({ room_microcredits: room }, say) =>
      `This wallet can hold only ${credits(say.credits(room))} more. Grant less, or use another wallet.`,
    ledger_full: 'This amount is more than the ledger can hold. Nothing was booked; choose a smaller amount.',
  },
  order_claimed: 'This order belongs to another token. Claim it with the token it was bought for.',
  order_disputed: 'This payment is disputed, and the buyer’s bank decides. Wait until the dispute has ended.',
  refund_too_large: ({ refundable_cents: cents, currency }, { money }) =>
    cents === 0
      ? 'Nothing of this order can be refunded: it was refunded already, or its credits are spent or held.'
      : `At most ${money(cents, currency)} of this order can be refunded: the rest was refunded already, or its credits are spent or held.`,
  last_owner: 'This is the only owner of the team. Make somebody else an owner first.',
  keys_full: ({ limit }, say) =>
    `There may be ${say.count(limit)} API keys that are not revoked. Revoke one that is no longer used.`,
  suspense_resolved: 'This case was already resolved in another way. See the list of resolved cases.',
  subscription_exists: ({ plan }) =>
    `There is a subscription to the plan "${plan}" already. Change or end it on its own page.`,
  idempotency_conflict: {
    hold: 'This hold id was used for another request. Make a new id and try again.',
    order: 'This order id was used for another purchase. Start a new purchase.',
    refund: 'This refund id was used for another refund. Make a new id and try again.',
    booking: 'This reference was used for another booking. Choose a new one.',
    subscription: 'This id was used for another subscription. Make a new id and try again.',
    customer: 'This customer is already known at the payment provider by another id.',
    price: 'This price belongs to another plan already. Remove that mapping first.',
    key: 'This Idempotency-Key was used for another request. Send a new key.',
  },
  idempotency_in_progress: 'This request is already being processed. Wait for its answer, or try again in a moment.',
  idempotency_settled:
    'This request was already answered and charged. It was not charged again; send a new key to make a new request.',
  payload_too_large: 'The request is too large.',
  model_unknown: ({ model }) => `There is no price for the model "${model}" here. Choose another model.`,
  pack_unknown: ({ pack }) => `The pack "${pack}" is no longer sold. Choose another one.`,
  provider_unknown: {
    not_offered: 'This payment method is not offered here. Choose another one.',
    no_longer_set_up: ({ provider }) =>
      `${providerName(provider)} is no longer set up here. Set it up again, or refund the payment in its dashboard.`,
  },
  provider_refused: {
    currency_not_taken: currencyNotTaken,
    amount_too_small: (no, say) =>
      `${providerName(no.provider)} does not charge as little as ${amountOf(no, say)}. Choose a larger amount, or another way to pay.`,
    amount_too_large: (no, say) =>
      `${providerName(no.provider)} does not charge as much as ${amountOf(no, say)}. Choose a smaller amount, or another way to pay.`,
    amount_not_in_steps: amountNotInSteps,
    payment_not_taken: (no, say) =>
      `${providerName(no.provider)} does not take a payment of ${amountOf(no, say)} (${no.told}). Choose another amount, or another way to pay.`,
    already_refunded: ({ provider }) =>
      `${providerName(provider)} says that this payment has already been refunded in full.`,
    payment_disputed: ({ provider }) =>
      `${providerName(provider)} refunds nothing while the payment is disputed. Answer the dispute in the dashboard.`,
    provider_balance_too_low: ({ provider }) =>
      `The balance at ${providerName(provider)} is too low for this refund. Add to it in the dashboard, then make a new refund.`,
    payment_unknown: ({ provider }) =>
      `${providerName(provider)} does not know this payment. Check whether it was made with another account, store or mode.`,
    more_than_is_left: ({ provider }) =>
      `${providerName(provider)} refunds no more than what is left of the payment. Choose a smaller amount.`,
    payment_not_final: ({ provider }) =>
      `${providerName(provider)} refunds nothing for this payment, since it is not final yet.`,
    nothing_paid: 'Nothing was paid on this checkout page, so there is nothing to refund.',
    refund_not_taken: ({ provider, told }) =>
      `${providerName(provider)} refuses the refund (${told}). Its own page for the payment shows why.`,
    customer_unknown: ({ provider }) =>
      `${providerName(provider)} does not know this customer. Check whether they were created in another account or mode.`,
    price_unknown: ({ provider, price_id: price }) =>
      `${providerName(provider)} has no price ${price}. Check whether it belongs to another account or mode.`,
    subscription_unknown: ({ provider }) =>
      `${providerName(provider)} does not know this subscription. Check whether it belongs to another account or mode.`,
    subscription_not_taken: ({ provider, told }) => `${providerName(provider)} refuses the subscription (${told}).`,
    invoice_not_taken: ({ provider, told }) => `${providerName(provider)} refuses the invoice (${told}).`,
    portal_not_set_up: ({ provider }) =>
      `The customer portal of ${providerName(provider)} is not set up. Save its settings once in the dashboard.`,
    test_refusal: ({ ending_cents: cents }) => `The sandbox refuses refunds that end in ${cents} cents.`,
  },
  rate_limited: {
    requests: ({ window_s: window, retry_after_s: wait }, say) =>
      `Too many requests in ${seconds(window, say)}. Try again in ${seconds(wait, say)}.`,
    sign_ins: ({ retry_after_s: wait }, say) =>
      `Too many sign-ins from your network could not be verified. Try again in ${seconds(wait, say)}.`,
    streams: 'Too many order streams are open from here. Close one, or ask for the order’s status instead.',
  },
  plan_rate_limited: ({ limit, retry_after_s: wait }, say) =>
    `Your plan allows ${messages(limit, say)} in a minute. Try again in ${seconds(wait, say)}.`,
  internal:
    'Something broke on the server. Nothing was charged for this request; try again, and give the request id to the operator if it happens again.',
  provider_unavailable: 'The payment provider is not responding. You haven’t been charged; try again in a moment.',
  answer_broken: 'The answer broke off. Only what has arrived was charged; ask again for the whole of it.',
  upstream_unavailable: ({ model }) =>
    `The model "${model}" is not answering. Nothing was charged; try again in a moment, or choose another model.`,
  upstream_busy: ({ model }) =>
    `The model "${model}" is busy. Nothing was charged; try again in a moment, or choose another model.`,
  identity_unavailable: 'Your identity can’t be verified right now. Nothing was charged; try again in a minute.',
  overloaded: {
    busy: 'The server is busy right now. Nothing was charged; try again in a few seconds.',
    downloads: 'Too many files are being downloaded right now. Try again in a minute.',
    limits_away: 'The server can’t count requests right now. Nothing was charged; try again in a few seconds.',
  },
  storage_unavailable: {
    not_writable: 'The ledger can’t be written right now. Nothing was charged; try again in a minute.',
    totals_differ:
      'The totals of the ledger do not match, so nothing was booked. Run "tallystick-server doctor" to see where.',
    not_ready: 'The ledger can’t be written right now, or its totals are being checked. Try again in a minute.',
    stopping: 'This server is about to stop. Ask another one, or try again in a minute.',
    settings_replaced: ({ names }) =>
      `This node was started with other settings than all nodes have now: ${names}. Start it again with them.`,
  },
};

const providerNames: Readonly<Record<string, string>> = {
  stripe: 'Stripe',
  btcpay: 'BTCPay Server',
  sandbox: 'The sandbox',
};

function providerName(provider: string): string {
  return providerNames[provider] ?? provider;
}

type No<Reason> = Extract<ProviderNo, { readonly reason: Reason }>;

function currencyNotTaken({ provider, currency }: No<'currency_not_taken'>): string {
  return `${providerName(provider)} does not charge in ${currency} here. Choose another way to pay.`;
}

function amountNotInSteps(no: No<'amount_not_in_steps'>, say: Formats): string {
  const step = say.money(no.step_cents, no.currency);
  return `${providerName(no.provider)} charges ${no.currency} only in steps of ${step}, and ${amountOf(no, say)} is not one of them. Choose another amount.`;
}

function amountOf(no: Extract<ProviderNo, { readonly amount_cents: number }>, say: Formats): string {
  return say.money(no.amount_cents, no.currency);
}

function credits({ count, shown }: Shown): string {
  return count === 1 ? '1 credit' : `${shown} credits`;
}

function messages(count: number, say: Formats): string {
  return count === 1 ? 'one message' : `${say.count(count)} messages`;
}

function seconds(count: number, say: Formats): string {
  return count === 1 ? 'one second' : `${say.count(count)} seconds`;
}

/** "on 23 November at 09:00 UTC", "on 23 November at 09:00 in Asia/Shanghai". */
function when({ day, time, zone }: Moment): string {
  return `on ${day} at ${time} ${zone === 'UTC' ? 'UTC' : `in ${zone}`}`;
}

export const en: Words = {
  titles: enTitles,
  problems,
  refundFailures: {
    failed_at_provider: 'The provider says that it failed.',
    dispute_won: 'The dispute was won after all, so the money was not returned.',
  },
  causes: {
    charge: ({ model }) => model,
    order_paid: ({ order_id: id }) => `Payment of order ${id}`,
    plan_grant: ({ plan }) => `Granted by the plan "${plan}" for this cycle`,
    plan_grant_over: ({ plan }) => `Left of what the plan "${plan}" granted for a cycle that is over`,
    payment_void: ({ order_id: id }) => `The payment of order ${id} was not valid`,
    payment_good_after_all: ({ order_id: id }) => `The payment of order ${id} is valid after all`,
    refunded_at_provider: ({ order_id: id }) => `Order ${id} was refunded at the payment provider`,
    taken_by_bank: ({ order_id: id }) => `The buyer’s bank took the money for order ${id} back`,
    refund_failed: ({ order_id: id }) => `A refund for order ${id} failed`,
    order_disputed: ({ order_id: id }) => `The payment of order ${id} is disputed`,
    dispute_over: ({ order_id: id }) => `The dispute about order ${id} has ended`,
    paid_too_much: ({ order_id: id }) => `More came in for order ${id} than its price`,
    paid_too_little: ({ order_id: id }) => `Less came in for order ${id} than its price`,
    less_came_in: ({ order_id: id }) => `Less came in for order ${id} than was reported`,
    counts_towards_order: ({ order_id: id }) => `Counted towards order ${id}`,
    did_not_come_in: ({ order_id: id }) => `The money for order ${id} did not come in after all`,
    suspense_refunded: ({ order_id: id }) => `Refund of the money in suspense for order ${id}`,
    suspense_refund_failed: ({ order_id: id }) => `A refund of the money in suspense for order ${id} failed`,
  },
  usualReasons: new Map([['requested_by_customer', 'The customer asked for it']]),
  outcomes: {
    not_ours: 'It is about something that was not made here, so there was nothing to do.',
    order_unknown: 'There is no such order here.',
    unknown_at_provider: 'The payment provider does not know what it is about.',
    price_unmapped:
      'No plan is mapped to the price of this subscription. Add a price mapping, and try this letter again.',
    no_billing: 'Subscriptions and invoices are not set up on this server.',
    page_open: 'Nobody has subscribed on this page yet.',
    page_settled: 'It was known already.',
    failed: ({ told }) => `It could not be processed (${told}).`,
    no_answer: ({ origin, told }) => `${origin} did not answer (${told}).`,
    answered: ({ status, told }) =>
      told === null ? `The receiver answered ${status}.` : `The receiver answered ${status} (${told}).`,
    server_stopped: 'This server was stopped while it was being sent.',
    not_sent: 'This server could not send it. Its log says why.',
  },
};
