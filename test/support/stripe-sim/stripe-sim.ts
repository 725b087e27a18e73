// Stripe's API over real HTTP that a test can script: PaymentIntents, refunds, idempotency, and signed webhooks.
import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Fault, misbehave } from '../btcpay-sim/faults.ts';

export const simAccount = {
  secretKey: 'sk_test_simulatorkey0001',
  publishableKey: 'pk_test_simulatorkey0001',
  webhookSecret: 'whsec_simulatorsecret0001',
};

export type SimIntent = Record<string, unknown> & { readonly id: string; status: string; readonly amount: number };
export type SimDelivery = { readonly type: string; readonly body: Buffer };
type SimRequest = {
  readonly method: string;
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
};

export type StripeSim = Awaited<ReturnType<typeof startStripeSim>>;

/** `now`: epoch milliseconds. Webhooks are only made; carrying them is the test's business (`deliver`). */
export async function startStripeSim({ now = Date.now }: { readonly now?: () => number } = {}) {
  const intents = new Map<string, SimIntent>();
  const answered = new Map<string, { readonly form: string; readonly body: unknown }>();
  const refunds: Record<string, unknown>[] = [];
  const endpoints: Record<string, unknown>[] = [];
  const requests: SimRequest[] = [];
  const planned: { readonly match: RegExp; readonly fault: Fault; times: number }[] = [];
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the simulator listens on no port');
  const url = `http://127.0.0.1:${address.port}`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    const asked = { method: request.method ?? 'GET', path: request.url ?? '/', form, headers: request.headers };
    if (asked.path === '/v3/') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(stripeJs);
      return;
    }
    requests.push(asked);
    const plan = planned.find(({ match, times }) => times > 0 && match.test(`${asked.method} ${asked.path}`));
    if (plan !== undefined) plan.times -= 1;
    if (plan !== undefined && misbehave(plan.fault, request, response)) return;
    const answer = once(asked);
    if (plan?.fault.kind === 'lost') request.socket.destroy();
    else
      response
        .writeHead(answer.status, { 'content-type': 'application/json', 'request-id': id('req') })
        .end(pretty(answer.body));
  }

  /** The same idempotency key gives the same answer, and with another form an error. */
  function once(asked: SimRequest): { readonly status: number; readonly body: unknown } {
    if (asked.headers.authorization !== `Bearer ${simAccount.secretKey}`)
      return refused(401, { type: 'invalid_request_error', message: 'Invalid API Key provided: sk_test_****0001' });
    const key = asked.headers['idempotency-key'];
    const before = typeof key === 'string' ? answered.get(key) : undefined;
    const form = JSON.stringify(asked.form);
    if (before !== undefined && before.form !== form)
      return refused(400, {
        type: 'idempotency_error',
        message: 'Keys for idempotent requests can only be used with the same parameters.',
      });
    if (before !== undefined) return { status: 200, body: before.body };
    const answer = route(asked);
    if (typeof key === 'string' && answer.status === 200)
      answered.set(key, { form, body: structuredClone(answer.body) });
    return answer;
  }

  function route({ method, path, form }: SimRequest) {
    const [, , kind, intentId] = new URL(path, url).pathname.split('/');
    if (method === 'POST' && kind === 'payment_intents') return { status: 200, body: create(form) };
    if (method === 'POST' && kind === 'refunds') return refund(form);
    if (kind === 'webhook_endpoints')
      return { status: 200, body: { object: 'list', data: endpoints, has_more: false } };
    if (intentId === undefined) return { status: 200, body: { object: 'list', data: [], has_more: false } };
    const intent = intents.get(intentId);
    if (intent !== undefined) return { status: 200, body: intent };
    return refused(404, {
      type: 'invalid_request_error',
      code: 'resource_missing',
      message: `No such payment_intent: '${intentId}'`,
    });
  }

  function create(form: SimRequest['form']): SimIntent {
    const own = id('pi');
    const intent = {
      id: own,
      object: 'payment_intent',
      amount: Number(form['amount']),
      amount_received: 0,
      automatic_payment_methods: { enabled: form['automatic_payment_methods[enabled]'] === 'true' },
      client_secret: `${own}_secret_${randomBytes(12).toString('hex')}`,
      created: Math.floor(now() / 1000),
      currency: form['currency'],
      last_payment_error: null,
      latest_charge: null,
      livemode: false,
      metadata: { order_id: form['metadata[order_id]'] },
      status: 'requires_payment_method',
    };
    intents.set(own, intent);
    return intent;
  }

  function refund(form: SimRequest['form']) {
    const intent = intents.get(form['payment_intent'] ?? '');
    if (intent?.status !== 'succeeded')
      return refused(400, { type: 'invalid_request_error', message: 'This PaymentIntent has no successful charge.' });
    const made = {
      id: id('re'),
      object: 'refund',
      amount: Number(form['amount']),
      payment_intent: intent.id,
      status: 'succeeded',
    };
    refunds.push(made);
    return { status: 200, body: made };
  }

  function event(type: string, object: unknown): SimDelivery {
    const body = pretty({
      id: id('evt'),
      object: 'event',
      api_version: '2026-10-28.endive',
      created: Math.floor(now() / 1000),
      data: { object },
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      type,
    });
    return { type, body: Buffer.from(body) };
  }

  function change(orderId: string, changes: Record<string, unknown>): SimIntent {
    const intent = [...intents.values()].find(({ metadata }) => Object(metadata).order_id === orderId);
    if (intent === undefined) throw new Error(`the simulator has no payment of ${orderId}`);
    return Object.assign(intent, changes);
  }

  return {
    url,
    requests,
    refunds,
    endpoints,
    event,
    intents: () => [...intents.values()],
    /** From now on the next `times` requests that match "METHOD /path" go wrong. */
    plan: (match: RegExp, fault: Fault, times = 1) => void planned.push({ match, fault, times }),
    decline(orderId: string): readonly SimDelivery[] {
      const error = { type: 'card_error', code: 'card_declined' };
      return [
        event('payment_intent.payment_failed', {
          ...change(orderId, { status: 'requires_payment_method', last_payment_error: error }),
        }),
      ];
    },
    process: (orderId: string): readonly SimDelivery[] => [
      event('payment_intent.processing', { ...change(orderId, { status: 'processing' }) }),
    ],
    /** Three events for one payment, as with a Checkout Session. */
    succeed(orderId: string): readonly SimDelivery[] {
      const before = change(orderId, {});
      const charge = {
        id: id('ch'),
        object: 'charge',
        payment_intent: before.id,
        refunded: false,
        disputed: false,
        amount_refunded: 0,
      };
      const intent = change(orderId, {
        status: 'succeeded',
        amount_received: before.amount,
        last_payment_error: null,
        latest_charge: charge,
      });
      const session = {
        id: id('cs'),
        object: 'checkout.session',
        payment_intent: intent.id,
        payment_status: 'paid',
        client_reference_id: orderId,
      };
      return [
        event('payment_intent.succeeded', { ...intent, latest_charge: charge.id }),
        event('charge.succeeded', charge),
        event('checkout.session.completed', session),
      ];
    },
    cancel: (orderId: string): readonly SimDelivery[] => [
      event('payment_intent.canceled', { ...change(orderId, { status: 'canceled' }) }),
    ],
    giveBack(orderId: string): readonly SimDelivery[] {
      const intent = change(orderId, {});
      const charge = { ...Object(intent['latest_charge']), refunded: true, amount_refunded: intent.amount };
      change(orderId, { latest_charge: charge });
      return [
        event('charge.refunded', charge),
        event('refund.created', { id: id('re'), object: 'refund', payment_intent: intent.id }),
      ];
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Carries one webhook as Stripe does and answers with the status it got. `atMs`: when it says that it was signed. */
export async function deliver(
  target: string,
  { body }: SimDelivery,
  signed: { readonly secret?: string; readonly atMs: number },
): Promise<number> {
  const answer = await fetch(`${target}/v1/webhooks/stripe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signatureOf(body, signed) },
    body: new Uint8Array(body),
  });
  await answer.arrayBuffer();
  return answer.status;
}

export function signatureOf(
  body: Buffer,
  { secret = simAccount.webhookSecret, atMs }: { readonly secret?: string; readonly atMs: number },
): string {
  const at = Math.floor(atMs / 1000);
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex')},v0=${'0'.repeat(64)}`;
}

/** What a page needs of Stripe.js: an element to mount, and a confirmation that goes through. */
const stripeJs = `globalThis.Stripe = (key) => ({
  elements: (options) => ({ create: () => ({ mount: (place) => { place.textContent = 'Card form of ' + key; place.dataset.secret = options.clientSecret; } }) }),
  confirmPayment: async () => ({}),
});`;

function refused(status: number, error: Readonly<Record<string, string>>) {
  return { status, body: { error } };
}

function id(kind: string): string {
  return `${kind}_${randomBytes(12).toString('hex')}`;
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
