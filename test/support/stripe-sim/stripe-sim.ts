// Stripe over real HTTP that a test can script: payments, hosted pages, refunds, disputes, signed webhooks, and ways to misbehave.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Fault, createPlans } from '../provider-sim/faults.ts';
import { createMailbox, type Mailbox, post, type RawWebhook } from '../provider-sim/mailbox.ts';
import * as acts from './acts.ts';
import { type Answer, type Asked, refused } from './answers.ts';
import { answerTo } from './api.ts';
import { emptyBillingBooks } from './billing/billing-books.ts';
import { type BillingSim, createBillingSim } from './billing/billing-sim.ts';
import { emptyBooks, intentOf, newId, type SimIntent, type SimRefund, type SimSession } from './books.ts';
import { servePages } from './pages.ts';

export const simAccount = {
  secretKey: 'sk_test_simulatorkey0001',
  publishableKey: 'pk_test_simulatorkey0001',
  webhookSecret: 'whsec_simulatorsecret0001',
};

/** Signed when it was made; `resigned` signs it for another moment, as Stripe does whenever it tries again. */
export type SimDelivery = RawWebhook;
type SimRequest = Asked & { readonly headers: IncomingMessage['headers'] };

export type StripeSim = {
  readonly url: string;
  readonly requests: readonly SimRequest[];
  /** Newest first. */
  readonly refunds: readonly SimRefund[];
  /** What the account has for webhook endpoints. */
  readonly endpoints: object[];
  readonly deliveries: Mailbox<SimDelivery>;
  /** Customers, subscriptions and invoices. */
  readonly billing: BillingSim;
  intents(): readonly SimIntent[];
  sessions(): readonly SimSession[];
  /** From now on the next `times` requests that match "METHOD /path" go wrong. */
  plan(match: RegExp, fault: Fault, times?: number): void;
  /** As `plan`, once `after` requests that match have gone well. */
  planAfter(after: number, match: RegExp, fault: Fault, times?: number): void;
  /** Nothing more goes wrong. */
  unplan(): void;
  /** A delivery of any event, for those that nothing here makes. */
  event(type: string, object: unknown): SimDelivery;
  /** Each changes the payment of an order and returns the webhooks of that, in their order. */
  decline(orderId: string): readonly SimDelivery[];
  /** A method that takes days. */
  process(orderId: string): readonly SimDelivery[];
  succeed(orderId: string): readonly SimDelivery[];
  /** What was processing does not go through. */
  failLate(orderId: string): readonly SimDelivery[];
  cancel(orderId: string): readonly SimDelivery[];
  expireSession(orderId: string): readonly SimDelivery[];
  /** In the dashboard: by default all that is left, at once. */
  giveBack(orderId: string, wish?: { readonly cents?: number; readonly status?: string }): readonly SimDelivery[];
  /** What becomes of a refund: pending, requires_action, succeeded, failed, canceled. */
  moveRefund(refundId: string, status: string): readonly SimDelivery[];
  dispute(orderId: string, status?: string): readonly SimDelivery[];
  /** under_review, won, lost, warning_closed … */
  moveDispute(orderId: string, status: string): readonly SimDelivery[];
  /** What refunds asked for through the API are at first; "succeeded" unless told. */
  refundsBegin(status: string): void;
  /** Idempotency keys of before are unknown, as after a day. */
  forgetKeys(): void;
  close(): Promise<void>;
};

/** `now`: epoch milliseconds. Webhooks wait in `deliveries` and are returned; carrying them is the test's business. */
export async function startStripeSim({ now = Date.now }: { readonly now?: () => number } = {}): Promise<StripeSim> {
  const books = emptyBooks();
  const billing = emptyBillingBooks();
  const answered = new Map<string, { readonly form: string; readonly answer: Answer }>();
  const endpoints: object[] = [];
  const requests: SimRequest[] = [];
  const state = { refundStatus: 'succeeded' };
  const seconds = () => Math.floor(now() / 1000);
  const plans = createPlans((response, { status, body }) => {
    const headers = { 'content-type': 'application/json', 'request-id': newId('req') };
    response.writeHead(status, status === 429 ? { ...headers, 'retry-after': '1' } : headers).end(pretty(body));
  });
  const deliveries = createMailbox<SimDelivery>('/v1/webhooks/stripe', (one) => resigned(one, { atMs: now() }));
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the simulator listens on no port');
  const url = `http://127.0.0.1:${address.port}`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const text = Buffer.concat(chunks).toString();
    if (
      servePages(
        { request, response, text },
        { books, billing, url, now: seconds, tell, run: (act, orderId) => void run(act, orderId) },
      )
    )
      return;
    const form = Object.fromEntries(new URLSearchParams(text));
    const asked = { method: request.method ?? 'GET', path: request.url ?? '/', form, headers: request.headers };
    requests.push(asked);
    await plans.serve({ request, response, question: `${asked.method} ${asked.path}` }, () => once(asked));
  }

  /** The same idempotency key gives the same answer, refusals included, and with another form an error. */
  function once(asked: SimRequest): Answer {
    if (asked.headers.authorization !== `Bearer ${simAccount.secretKey}`)
      return refused(401, { type: 'invalid_request_error', message: 'Invalid API Key provided: sk_test_****0001' });
    const key = asked.headers['idempotency-key'];
    const before = typeof key === 'string' ? answered.get(key) : undefined;
    const form = JSON.stringify([asked.path, asked.form]);
    if (before !== undefined && before.form !== form)
      return refused(400, {
        type: 'idempotency_error',
        message: 'Keys for idempotent requests can only be used with the same parameters they were first used with.',
      });
    if (before !== undefined) return before.answer;
    const refundStatus = () => state.refundStatus;
    const answer = structuredClone(
      answerTo(asked, { books, billing, endpoints, url, now: seconds, refundStatus, tell }),
    );
    if (typeof key === 'string') answered.set(key, { form, answer });
    return answer;
  }

  function event(type: string, object: unknown): SimDelivery {
    const body = Buffer.from(
      pretty({
        id: newId('evt'),
        object: 'event',
        api_version: '2026-10-28.endive',
        created: seconds(),
        data: { object },
        livemode: false,
        pending_webhooks: 1,
        request: { id: null, idempotency_key: null },
        type,
      }),
    );
    return { type, body, headers: { 'stripe-signature': signatureOf(body, { atMs: now() }) } };
  }

  function tell(events: readonly acts.SimEvent[]): readonly SimDelivery[] {
    return events.map(([type, object]) => deliveries.add(event(type, shown(object))));
  }

  /** As it is now, since it changes later. */
  function shown(object: object): unknown {
    return 'intent_metadata' in object ? { ...object, intent_metadata: undefined } : { ...object };
  }

  function run(act: 'decline' | 'process' | 'succeed', orderId: string): readonly SimDelivery[] {
    switch (act) {
      case 'decline':
        return tell(acts.decline(books, orderId));
      case 'process':
        return tell(acts.process(books, orderId));
      case 'succeed':
        return tell(acts.succeed(books, orderId, seconds()));
    }
  }

  return {
    url,
    requests,
    refunds: books.refunds,
    endpoints,
    deliveries,
    billing: createBillingSim({ books, billing, url, now: seconds }, tell),
    event,
    intents: () => [...books.intents.values()],
    sessions: () => [...books.sessions.values()],
    plan: (match, fault, times) => plans.plan(match, fault, times),
    planAfter: (after, match, fault, times) => plans.planAfter(after, match, fault, times),
    unplan: () => plans.unplan(),
    decline: (orderId) => run('decline', orderId),
    process: (orderId) => run('process', orderId),
    succeed: (orderId) => run('succeed', orderId),
    failLate: (orderId) => tell(acts.failLate(books, orderId)),
    cancel: (orderId) => tell(acts.cancel(books, orderId)),
    expireSession: (orderId) => tell(acts.expireSession(books, orderId)),
    giveBack(orderId, { cents, status = 'succeeded' } = {}) {
      const intent = intentOf(books, orderId);
      const left = intent.amount - (books.charges.get(intent.latest_charge ?? '')?.amount_refunded ?? 0);
      return tell(acts.giveBack(books, intent, { amount: cents ?? left, status, metadata: {}, now: seconds() }).events);
    },
    moveRefund: (refundId, status) => tell(acts.moveRefund(books, refundId, status)),
    dispute: (orderId, status = 'needs_response') => tell(acts.dispute(books, orderId, { status, now: seconds() })),
    moveDispute: (orderId, status) => tell(acts.moveDispute(books, orderId, status)),
    refundsBegin: (status) => void (state.refundStatus = status),
    forgetKeys: () => answered.clear(),
    async close() {
      await deliveries.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Carries one webhook as Stripe does and answers with the status it got. `atMs`: when it says that it was signed. */
export function deliver(
  target: string,
  delivery: SimDelivery,
  signed: { readonly secret?: string; readonly atMs: number },
): Promise<number> {
  return post(`${target}/v1/webhooks/stripe`, resigned(delivery, signed));
}

/** The same event, signed for another moment or with another secret. */
export function resigned(
  delivery: SimDelivery,
  signed: { readonly secret?: string; readonly atMs: number },
): SimDelivery {
  return { ...delivery, headers: { 'stripe-signature': signatureOf(delivery.body, signed) } };
}

export function signatureOf(
  body: Buffer,
  { secret = simAccount.webhookSecret, atMs }: { readonly secret?: string; readonly atMs: number },
): string {
  const at = Math.floor(atMs / 1000);
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex')},v0=${'0'.repeat(64)}`;
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
