// The simulated Stripe's answers to our requests: forms in, JSON out, with Stripe's own refusals.
import { giveBack, type RefundWish, type SimEvent } from './acts.ts';
import { type Answer, type Asked, expandIn, type Form, listed, missing, ok, partOf, refused } from './answers.ts';
import { answerBilling } from './billing/billing-api.ts';
import type { BillingBooks } from './billing/billing-books.ts';
import { type Books, newId, newIntent, type SimCharge, type SimIntent, type SimSession } from './books.ts';

export type Api = {
  readonly books: Books;
  readonly billing: BillingBooks;
  readonly endpoints: readonly object[];
  /** Where hosted pages are. */
  readonly url: string;
  /** Epoch seconds. */
  readonly now: () => number;
  /** What becomes of a refund at first: pending for banks that take their time. */
  readonly refundStatus: () => string;
  readonly tell: (events: readonly SimEvent[]) => void;
};

export function answerTo(asked: Asked, api: Api): Answer {
  return answerBilling(asked, api) ?? answerPayments(asked, api);
}

function answerPayments({ method, path, form }: Asked, api: Api): Answer {
  const at = new URL(path, api.url);
  const [, , ...steps] = at.pathname.split('/');
  const query = at.searchParams;
  const id = steps.at(-1) ?? '';
  switch (`${method} ${steps.map((step) => (/_[0-9a-f]{24}$/.test(step) ? ':' : step)).join('/')}`) {
    case 'POST payment_intents':
      return ok(createIntent(form, api));
    case 'GET payment_intents/:': {
      const intent = api.books.intents.get(id);
      return intent === undefined ? missing('payment_intent', id) : ok(expanded(intent, expandIn(query), api.books));
    }
    case 'POST refunds':
      return refund(form, api);
    case 'GET refunds':
      return listed(
        api.books.refunds.filter((one) => isAskedFor(query, one)),
        query,
      );
    case 'GET disputes':
      return listed(
        api.books.disputes.filter((one) => isAskedFor(query, one)),
        query,
      );
    case 'POST checkout/sessions':
      return createSession(form, api);
    case 'GET checkout/sessions/:': {
      const session = api.books.sessions.get(id);
      return session === undefined
        ? missing('checkout.session', id)
        : ok(sessionJson(session, expandIn(query), api.books));
    }
    case 'GET webhook_endpoints':
      return ok({ object: 'list', data: api.endpoints, has_more: false, url: '/v1/webhook_endpoints' });
    case 'GET payment_intents':
    case 'GET checkout/sessions':
      return listed([], query);
    default:
      return /_[0-9a-zA-Z]+$/.test(id)
        ? missing(steps[0] ?? '', id)
        : refused(404, { type: 'invalid_request_error', message: `Unrecognized request URL (${method}: ${path}).` });
  }
}

/** Hidden from what is told of it. */
export function sessionJson(session: SimSession, expand: readonly string[], books: Books): object {
  const { intent_metadata: _hidden, ...shown } = session;
  const own = expand
    .filter((path) => path.startsWith('payment_intent'))
    .map((path) => path.replace(/^payment_intent\.?/, ''));
  const intent = books.intents.get(session.payment_intent ?? '');
  return own.length === 0 || intent === undefined ? shown : { ...shown, payment_intent: expanded(intent, own, books) };
}

function expanded(intent: SimIntent, expand: readonly string[], books: Books): object {
  const charge = books.charges.get(intent.latest_charge ?? '');
  if (charge === undefined || !expand.some((path) => path.startsWith('latest_charge'))) return intent;
  const isWithRefunds = expand.includes('latest_charge.refunds');
  return { ...intent, latest_charge: isWithRefunds ? { ...charge, refunds: firstRefunds(charge, books) } : charge };
}

function firstRefunds({ id }: SimCharge, { refunds }: Books): object {
  const own = refunds.filter(({ charge }) => charge === id);
  return { object: 'list', data: own.slice(0, 10), has_more: own.length > 10, url: `/v1/charges/${id}/refunds` };
}

function createIntent(form: Form, { books, now }: Api): SimIntent {
  return newIntent(books, {
    amount: Number(form['amount']),
    currency: form['currency'] ?? '',
    metadata: partOf(form, 'metadata'),
    created: now(),
    isAutomatic: form['automatic_payment_methods[enabled]'] === 'true',
  });
}

function createSession(form: Form, { books, now, url }: Api): Answer {
  const created = now();
  const expires = Number(form['expires_at'] ?? created + 86_400);
  if (expires < created + 1800 || expires > created + 86_400)
    return refused(400, {
      type: 'invalid_request_error',
      param: 'expires_at',
      message: 'The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.',
    });
  const id = newId('cs_test');
  const session: SimSession = {
    id,
    object: 'checkout.session',
    amount_total: Number(form['line_items[0][price_data][unit_amount]']) * Number(form['line_items[0][quantity]']),
    cancel_url: form['cancel_url'] ?? '',
    client_reference_id: form['client_reference_id'] ?? '',
    created,
    currency: form['line_items[0][price_data][currency]'] ?? '',
    expires_at: expires,
    livemode: false,
    metadata: partOf(form, 'metadata'),
    mode: 'payment',
    payment_intent: null,
    payment_status: 'unpaid',
    status: 'open',
    success_url: form['success_url'] ?? '',
    url: `${url}/c/pay/${id}`,
    intent_metadata: partOf(form, 'payment_intent_data[metadata]'),
  };
  books.sessions.set(id, session);
  return ok(sessionJson(session, [], books));
}

function refund(form: Form, { books, now, refundStatus, tell }: Api): Answer {
  const intent = books.intents.get(form['payment_intent'] ?? '');
  if (intent === undefined) return missing('payment_intent', form['payment_intent'] ?? '');
  const charge = books.charges.get(intent.latest_charge ?? '');
  const type = 'invalid_request_error';
  if (charge === undefined)
    return refused(400, { type, message: 'This PaymentIntent does not have a successful charge to refund.' });
  if (
    books.disputes.some((one) => one.charge === charge.id && one.status !== 'won' && !one.status.startsWith('warning_'))
  )
    return refused(400, { type, code: 'charge_disputed', message: `Charge ${charge.id} has been charged back.` });
  if (charge.refunded)
    return refused(400, {
      type,
      code: 'charge_already_refunded',
      message: `Charge ${charge.id} has already been refunded.`,
    });
  const wish: RefundWish = {
    amount: Number(form['amount'] ?? charge.amount - charge.amount_refunded),
    status: refundStatus(),
    metadata: partOf(form, 'metadata'),
  };
  if (wish.amount > charge.amount - charge.amount_refunded)
    return refused(400, {
      type,
      param: 'amount',
      message: 'Refund amount is greater than unrefunded amount on charge.',
    });
  const { refund: made, events } = giveBack(books, intent, { ...wish, now: now() });
  tell(events);
  return ok(made);
}

function isAskedFor(query: URLSearchParams, { payment_intent: intent }: { readonly payment_intent: string }): boolean {
  const asked = query.get('payment_intent');
  return asked === null || asked === intent;
}
