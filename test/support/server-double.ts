// A small companion server over real sockets that can stall, cut, lie and forget to answer. Its books are in memory and checkable.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { freePort } from './app/free-port.ts';
import { createHostedDouble } from './hosted-double.ts';

/** hang: never answers. wait: answers once it may. lose: does the work, then drops the line. cut: stops in the middle of the answer. */
export type Fault =
  | { readonly kind: 'hang' }
  | { readonly kind: 'wait'; readonly until: Promise<unknown> }
  | { readonly kind: 'lose' }
  | { readonly kind: 'cut' }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string;
      readonly type?: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

export type SeenRequest = {
  readonly route: string;
  readonly path: string;
  readonly bearer: string | null;
  readonly clientId: string | null;
  readonly body: string;
};

type Hold = { state: string; source: 'pro' | 'free'; owner: string; model: string; amount: number; captured: number };
type DoubleRefund = {
  readonly id: string;
  readonly amount_cents: number;
  readonly state: 'pending' | 'succeeded' | 'failed';
  readonly collect_url: string | null;
};
type Order = {
  state: string;
  hash: string;
  provider: string;
  packId: string | null;
  amountCents: number;
  isClaimed: boolean;
  isCredited: boolean;
  refunds: readonly DoubleRefund[];
  /** What was left to pay after each part that came in. */
  parts: readonly DoubleMethod[];
};
type DoubleMethod = {
  readonly id: string;
  readonly destination: string;
  readonly paymentLink: string;
  readonly amount: string;
  readonly due: string;
  readonly rate: string;
};
type Wallet = { balance: number; held: number };
type Reply = { readonly status: number; readonly body: unknown };

const wholeInvoice: DoubleMethod = {
  id: 'BTC-LN',
  destination: 'lnbc50u1p',
  paymentLink: 'lightning:lnbc50u1p',
  amount: '0.00005',
  due: '0.00005',
  rate: '100000',
};
const price = 1_000_000;
const pack = { id: 'small', name: 'Small', credits_microcredits: 50_000_000, amount_cents: 500, currency: 'EUR' };
const freeAmount = {
  currency: 'EUR',
  min_cents: 100,
  max_cents: 10_000,
  rate: { amount_cents: 100, credits_microcredits: 10_000_000 },
};
const year2100 = 4_102_444_800_000;

export async function startServerDouble() {
  const holds = new Map<string, Hold>();
  const orders = new Map<string, Order>();
  const wallets = new Map<string, Wallet>();
  const seen: SeenRequest[] = [];
  const once = new Map<string, Fault[]>();
  const always = new Map<string, Fault>();
  const watchers = new Map<string, Set<ServerResponse>>();
  const claims: string[] = [];
  const hosted = createHostedDouble();
  let freeLeft = 20;
  const port = await freePort();
  let server: Server | null = null;

  const wallet = (hash: string): Wallet | undefined => wallets.get(hash);
  const left = (owner: string) => {
    const own = wallet(owner);
    return {
      free_left: own === undefined ? freeLeft : null,
      free_resets_at: null,
      pro_left_microcredits: own === undefined ? null : own.balance - own.held,
    };
  };
  const holdBody = (id: string, hold: Hold) => ({
    request_id: 'r',
    hold: {
      id,
      state: hold.state,
      source: hold.source,
      model: hold.model,
      venue: 'local',
      amount_microcredits: hold.amount,
      captured_microcredits: hold.captured,
      created_at: 1,
      expires_at: year2100,
      ended_at: hold.state === 'held' ? null : 2,
    },
    remaining: left(hold.owner),
  });
  const creditsOf = ({ packId, amountCents }: Order): number =>
    packId === null
      ? (amountCents / freeAmount.rate.amount_cents) * freeAmount.rate.credits_microcredits
      : pack.credits_microcredits;
  const orderBody = (id: string, order: Order) => ({
    id,
    state: order.state,
    provider: order.provider,
    pack_id: order.packId,
    amount_cents: order.amountCents,
    currency: pack.currency,
    credits_microcredits: creditsOf(order),
    is_claimed: order.isClaimed,
    created_at: 1,
    expires_at: year2100,
    paid_at: order.isCredited ? 3 : null,
    checkout_revision: order.parts.length,
    refunded_cents: order.refunds
      .filter((refund) => refund.state !== 'failed')
      .reduce((sum, refund) => sum + refund.amount_cents, 0),
  });
  /** How each provider lets one pay, as the companion server passes it on. */
  const wayToPay = (id: string, { provider, parts }: Order): object => {
    const url = `http://127.0.0.1:${port}/checkout/${id}`;
    switch (provider) {
      case 'btcpay':
        return {
          type: 'invoice',
          payload: {
            url,
            methods: [parts.at(-1) ?? wholeInvoice].map(({ paymentLink, ...method }) => ({
              ...method,
              payment_link: paymentLink,
            })),
          },
        };
      case 'stripe':
        return {
          type: 'client_secret',
          payload: { url, client_secret: `pi_${id}_secret`, publishable_key: 'pk_test' },
        };
      default:
        return { type: 'redirect', payload: { url } };
    }
  };

  function createHold(owner: string, input: Record<string, unknown>): Reply {
    const id = String(input['id']);
    const before = holds.get(id);
    if (before) return { status: 200, body: holdBody(id, before) };
    const own = wallet(owner);
    if (own && own.balance - own.held < price) return problem(402, 'credits_exhausted', 'No credits are left.');
    if (!own && freeLeft === 0) return problem(402, 'free_exhausted', 'The free messages are used up.');
    if (own) own.held += price;
    else freeLeft -= 1;
    const hold: Hold = {
      state: 'held',
      source: own ? 'pro' : 'free',
      owner,
      model: String(input['model']),
      amount: own ? price : 0,
      captured: 0,
    };
    holds.set(id, hold);
    return { status: 201, body: holdBody(id, hold) };
  }

  function endHold(id: string, owner: string, state: 'captured' | 'released'): Reply {
    const hold = holds.get(id);
    if (!hold || hold.owner !== owner) return problem(404, 'hold_not_found', 'There is no such hold.');
    if (hold.state === 'held') {
      hold.state = state;
      hold.captured = state === 'captured' ? hold.amount : 0;
      const own = wallet(owner);
      if (own) {
        own.held -= hold.amount;
        own.balance -= hold.captured;
      } else if (state === 'released') freeLeft += 1;
    }
    return { status: 200, body: holdBody(id, hold) };
  }

  function checkout(input: Record<string, unknown>): Reply {
    const id = String(input['order_id']);
    const hash = String(input['token_hash']);
    const before = orders.get(id);
    if (before && before.hash !== hash) return problem(409, 'idempotency_conflict', 'This order is for another key.');
    const order = before ?? {
      state: 'open',
      hash,
      provider: String(input['provider']),
      packId: input['pack_id'] === undefined ? null : pack.id,
      amountCents: typeof input['amount_cents'] === 'number' ? input['amount_cents'] : pack.amount_cents,
      isClaimed: false,
      isCredited: false,
      refunds: [],
      parts: [],
    };
    orders.set(id, order);
    const body = {
      request_id: 'r',
      order_id: id,
      provider_txn_id: `txn-${id}`,
      order: orderBody(id, order),
      ...wayToPay(id, order),
    };
    return { status: before ? 200 : 201, body };
  }

  function claim(hash: string | null, input: Record<string, unknown>): Reply {
    const id = String(input['order_id']);
    const order = orders.get(id);
    if (!order || hash === null) return problem(404, 'order_not_found', 'There is no such order.');
    if (order.hash !== hash) return problem(409, 'order_claimed', 'It belongs to another key.');
    if (!order.isCredited) return problem(404, 'order_unpaid', 'Not paid yet.');
    if (!order.isClaimed) claims.push(id);
    order.isClaimed = true;
    const balance = wallet(hash)?.balance ?? 0;
    return {
      status: 200,
      body: {
        request_id: 'r',
        order: orderBody(id, order),
        balance_microcredits: balance,
        pro_left: Math.floor(balance / price),
      },
    };
  }

  function ownOrder(hash: string | null, id: string): Reply {
    const order = orders.get(id);
    if (hash !== null && !wallet(hash)) return problem(401, 'token_rejected', 'This key is not known here.');
    if (!order || order.hash !== hash) return problem(404, 'order_not_found', 'There is no such order.');
    const refunds = order.refunds.map((refund) => ({
      ...refund,
      order_id: id,
      currency: pack.currency,
      cause: { code: 'written', text: 'asked for' },
      reason: 'asked for',
      created_at: 4,
    }));
    return { status: 200, body: { request_id: 'r', order: orderBody(id, order), refunds } };
  }

  function status(hash: string | null): Reply {
    if (hash !== null && !wallet(hash)) return problem(401, 'token_rejected', 'This key is not known here.');
    const own = hash === null ? undefined : wallet(hash);
    const free = own ? 0 : Math.max(0, freeLeft);
    const available = own ? own.balance - own.held : 0;
    return {
      status: 200,
      body: {
        request_id: 'r',
        mode: own ? (available > 0 ? 'active' : 'exhausted') : 'off',
        balance_microcredits: own?.balance ?? 0,
        held_microcredits: own?.held ?? 0,
        pro_left: Math.floor(available / price),
        free: own ? null : { limit: 20, left: free, resets_at: null },
      },
    };
  }

  function act(route: string, id: string, request: SeenRequest): Reply {
    const input: Record<string, unknown> = request.body === '' ? {} : JSON.parse(request.body);
    const hash = request.bearer === null ? null : createHash('sha256').update(request.bearer).digest('hex');
    const owner = hash ?? `client:${request.clientId ?? ''}`;
    if (hash !== null && route.includes('/v1/holds') && !wallet(hash)) {
      return problem(401, 'token_rejected', 'This key is not known here.');
    }
    switch (route) {
      case 'GET /v1/config':
        return {
          status: 200,
          body: {
            request_id: 'r',
            name: 'Double',
            version: '1',
            is_sandbox: true,
            providers: ['sandbox', 'btcpay', 'stripe'],
            packs: [pack],
            free_amount: freeAmount,
            local_message_microcredits: price,
            free: { limit: 20, window_seconds: 86_400 },
          },
        };
      case 'GET /v1/pro/status':
        return status(hash);
      case 'POST /v1/holds':
        return createHold(owner, input);
      case 'POST /v1/holds/:id/capture':
        return endHold(id, owner, 'captured');
      case 'POST /v1/holds/:id/release':
        return endHold(id, owner, 'released');
      case 'POST /v1/payments/checkout':
        return checkout(input);
      case 'GET /v1/payments/status': {
        const order = orders.get(id);
        if (!order) return problem(404, 'order_not_found', 'There is no such order.');
        return { status: 200, body: { request_id: 'r', order: orderBody(id, order), provider_status: null } };
      }
      case 'GET /v1/pro/orders/:id':
        return ownOrder(hash, id);
      case 'POST /v1/pro/claim':
        return claim(hash, input);
      case 'GET /v1/models': {
        const data = hosted.models();
        if (data === null) return problem(404, 'not_found', 'Nothing is here.');
        return { status: 200, body: { object: 'list', data } };
      }
      case 'GET /v1/charges/:id': {
        const charge = hosted.chargeOf(id);
        if (charge === null) return problem(404, 'hold_not_found', 'There is no such hold.');
        return { status: 200, body: { request_id: 'r', charge } };
      }
      default:
        return problem(404, 'not_found', 'Nothing is here.');
    }
  }

  function openEvents(id: string, response: ServerResponse): void {
    const order = orders.get(id);
    if (!order) return send(response, problem(404, 'order_not_found', 'There is no such order.'));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(event(orderBody(id, order)));
    const open = watchers.get(id) ?? new Set();
    watchers.set(id, open.add(response));
    response.on('close', () => open.delete(response));
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://double');
    const { route, id } = routeOf(request.method ?? 'GET', url);
    const bearer = request.headers.authorization?.replace(/^Bearer /, '') ?? null;
    const clientId = typeof request.headers['x-client-id'] === 'string' ? request.headers['x-client-id'] : null;
    const entry: SeenRequest = { route, path: url.pathname, bearer, clientId, body: await readBody(request) };
    seen.push(entry);
    const fault = once.get(route)?.shift() ?? always.get(route) ?? always.get('*');
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'wait') await fault.until;
    if (fault?.kind === 'answer') {
      response.writeHead(fault.status, { 'content-type': fault.type ?? 'application/json', ...fault.headers });
      response.end(fault.body);
      return;
    }
    if (route === 'GET /v1/orders/:id/events' && fault === undefined) return openEvents(id, response);
    if (route === 'POST /v1/chat/completions' && fault === undefined) return hosted.take(request, entry.body, response);
    const reply = act(route, id, entry);
    if (fault?.kind === 'lose') {
      request.socket.destroy();
      return;
    }
    if (fault?.kind === 'cut') {
      const text = JSON.stringify(reply.body);
      response.writeHead(reply.status, { 'content-type': 'application/json', 'content-length': text.length });
      response.write(text.slice(0, text.length / 2), () => request.socket.destroy());
      return;
    }
    send(response, reply);
  }

  function setOrder(id: string, state: string): void {
    const order = orders.get(id);
    if (!order) throw new Error(`No order ${id}`);
    order.state = state;
    if (state === 'paid' && !order.isCredited) {
      order.isCredited = true;
      const own = wallets.get(order.hash) ?? { balance: 0, held: 0 };
      wallets.set(order.hash, { ...own, balance: own.balance + creditsOf(order) });
    }
    for (const response of watchers.get(id) ?? []) response.write(event(orderBody(id, order)));
  }

  async function start(): Promise<void> {
    const next = createServer((request, response) => {
      handle(request, response).catch(() => response.destroy());
    });
    server = next;
    await new Promise<void>((resolve) => next.listen(port, '127.0.0.1', resolve));
  }

  async function stop(): Promise<void> {
    const former = server;
    server = null;
    if (former === null) return;
    former.closeAllConnections();
    await new Promise<void>((resolve) => former.close(() => resolve()));
  }

  await start();
  return {
    origin: `http://127.0.0.1:${port}`,
    hosted,
    holds,
    orders,
    wallets,
    seen,
    claims,
    setOrder,
    /** What was given back so far; the order's state is set apart. */
    setRefunds(id: string, refunds: readonly DoubleRefund[]) {
      const order = orders.get(id);
      if (!order) throw new Error(`No order ${id}`);
      order.refunds = refunds;
    },
    /** A part of an invoice came in; `rest` is how what is left can be paid. */
    payPart(id: string, rest: DoubleMethod) {
      const order = orders.get(id);
      if (!order) throw new Error(`No order ${id}`);
      order.parts = [...order.parts, rest];
      setOrder(id, order.state);
    },
    setFree: (count: number) => {
      freeLeft = count;
    },
    freeLeft: () => freeLeft,
    /** What the next requests of a route meet, one after the other. */
    next: (route: string, ...faults: readonly Fault[]) => once.set(route, [...(once.get(route) ?? []), ...faults]),
    /** What every request of a route ('*': of all) meets from now on; null: nothing more. */
    always: (route: string, fault: Fault | null) => (fault === null ? always.delete(route) : always.set(route, fault)),
    count: (route: string) => seen.filter((request) => request.route === route).length,
    /** Gone from the network, as if switched off; `start` brings it back with its books. */
    stop,
    start,
  };
}

export function problem(status: number, code: string, detail: string, extra: object = {}): Reply {
  return { status, body: { type: 'about:blank', title: code, status, detail, code, request_id: 'r', ...extra } };
}

/** The same as a fault. */
export function problemFault(status: number, code: string, detail: string, extra: object = {}): Fault {
  return {
    kind: 'answer',
    status,
    type: 'application/problem+json',
    body: JSON.stringify(problem(status, code, detail, extra).body),
  };
}

function routeOf(method: string, url: URL): { route: string; id: string } {
  const own = /^\/v1\/pro\/orders\/([^/]+)$/.exec(url.pathname);
  if (own) return { route: `${method} /v1/pro/orders/:id`, id: own[1] ?? '' };
  const charge = /^\/v1\/charges\/([^/]+)$/.exec(url.pathname);
  if (charge) return { route: `${method} /v1/charges/:id`, id: charge[1] ?? '' };
  const match = /^\/v1\/(holds|orders)\/([^/]+)(\/.*)$/.exec(url.pathname);
  if (match) return { route: `${method} /v1/${match[1]}/:id${match[3]}`, id: match[2] ?? '' };
  return { route: `${method} ${url.pathname}`, id: url.searchParams.get('order_id') ?? '' };
}

function send(response: ServerResponse, reply: Reply): void {
  const type = reply.status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(reply.status, { 'content-type': type }).end(JSON.stringify(reply.body));
}

function event(data: unknown): string {
  return `event: message\ndata: ${JSON.stringify(data)}\n\n`;
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}
