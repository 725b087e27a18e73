// A BTCPay Server over real HTTP that a test can script: states, webhooks byte for byte, and every way to misbehave.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { invoiceJson, methodsJson, refusals } from './answers.ts';
import { type Fault, misbehave } from './faults.ts';
import {
  confirm,
  expire,
  invalidate,
  mark,
  newId,
  receive,
  replace,
  type SimEvent,
  type SimInvoice,
} from './invoices.ts';

export type SimRequest = { readonly method: string; readonly path: string; readonly body: unknown };
export type SimDelivery = { readonly type: string; readonly body: Buffer; readonly signature: string };

export const simStore = { id: 'TestStore1', apiKey: 'key-of-the-simulator', webhookSecret: 'secret-of-the-simulator' };

export type BtcpaySim = Awaited<ReturnType<typeof startBtcpaySim>>;

type Act = (invoice: SimInvoice) => readonly SimEvent[];

/** `now`: epoch milliseconds. Webhooks are only made; carrying them is the test's business (`deliver`). */
export async function startBtcpaySim({ now = Date.now }: { readonly now?: () => number } = {}) {
  const invoices = new Map<string, SimInvoice>();
  const pulls: { id: string; name: string; viewLink: string; amount: string; currency: string }[] = [];
  const hooks: Record<string, unknown>[] = [];
  const requests: SimRequest[] = [];
  const planned: { readonly match: RegExp; readonly fault: Fault; times: number }[] = [];
  const state = { permissions: ['btcpay.store.cancreateinvoice', 'btcpay.store.canviewinvoices'] };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = addressOf(server.address());
  const url = `http://127.0.0.1:${port}`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const text = Buffer.concat(chunks).toString();
    const body: unknown = text === '' ? null : JSON.parse(text);
    const asked = { method: request.method ?? 'GET', path: request.url ?? '/', body };
    requests.push(asked);
    const plan = planned.find(({ match, times }) => times > 0 && match.test(`${asked.method} ${asked.path}`));
    if (plan !== undefined) plan.times -= 1;
    if (plan !== undefined && misbehave(plan.fault, request, response)) return;
    const isKnown = request.headers.authorization === `token ${simStore.apiKey}`;
    const answer = isKnown ? route(asked) : refusals.unauthenticated;
    if (plan?.fault.kind === 'lost') request.socket.destroy();
    else
      response
        .writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8' })
        .end(indented(answer.body));
  }

  function route({ method, path, body }: SimRequest): { readonly status: number; readonly body: unknown } {
    const at = new URL(path, url);
    const [, , , root, storeId, kind, id, leaf] = at.pathname.split('/');
    const question = `${method} ${[root, storeId === undefined ? '' : ':', kind, id === undefined ? '' : ':', leaf].join('/')}`;
    if (at.pathname === '/api/v1/api-keys/current') return ok({ apiKey: '', permissions: state.permissions });
    if (root === 'stores' && storeId !== simStore.id) return refusals.unknownStore;
    const invoice = invoices.get(id ?? '');
    if (kind === 'invoices' && id !== undefined && invoice === undefined) return refusals.unknownInvoice;
    switch (question) {
      case 'GET stores/:///':
        return ok({ id: simStore.id, name: 'Test store' });
      case 'POST stores/:/invoices//':
        return ok(invoiceJson(create(body), { storeId: simStore.id, url }));
      case 'GET stores/:/invoices//':
        return ok(
          [...invoices.values()]
            .filter((one) => at.searchParams.getAll('orderId').includes(one.orderId))
            .map((one) => invoiceJson(one, { storeId: simStore.id, url })),
        );
      case 'GET stores/:/pull-payments//':
        return ok(pulls);
      case 'GET stores/:/webhooks//':
        return ok(hooks);
      case 'POST stores/:/webhooks//':
        hooks.push({ id: newId(), ...objectOf(body) });
        return ok(hooks.at(-1));
      default:
        return invoice === undefined ? refusals.unknownPath : ofInvoice(question, invoice, body);
    }
  }

  function ofInvoice(question: string, invoice: SimInvoice, body: unknown) {
    switch (question) {
      case 'GET stores/:/invoices/:/':
        return ok(invoiceJson(invoice, { storeId: simStore.id, url }));
      case 'GET stores/:/invoices/:/payment-methods':
        return ok(methodsJson(invoice));
      case 'POST stores/:/invoices/:/refund': {
        const { name, customAmount, customCurrency } = objectOf(body);
        const id = newId();
        pulls.push({
          id,
          name: String(name),
          viewLink: `${url}/pull-payments/${id}`,
          amount: String(customAmount),
          currency: String(customCurrency),
        });
        return ok(pulls.at(-1));
      }
      default:
        return refusals.unknownPath;
    }
  }

  function create(body: unknown): SimInvoice {
    const { amount, currency, metadata, checkout } = objectOf(body);
    const seconds = Math.floor(now() / 1000);
    const expirationTime = seconds + 60 * Number(objectOf(checkout)['expirationMinutes']);
    const invoice: SimInvoice = {
      id: newId(),
      orderId: String(objectOf(metadata)['orderId']),
      amount: String(amount),
      currency: String(currency),
      createdTime: seconds,
      expirationTime,
      monitoringExpiration: expirationTime + 60 * Number(objectOf(checkout)['monitoringMinutes']),
      status: 'New',
      additionalStatus: 'None',
      payments: [],
    };
    invoices.set(invoice.id, invoice);
    return invoice;
  }

  function sign(invoice: SimInvoice, { type, extra = {} }: SimEvent): SimDelivery {
    const deliveryId = newId();
    const body = Buffer.from(
      indented({
        ...extra,
        deliveryId,
        webhookId: 'TestWebhook',
        originalDeliveryId: deliveryId,
        isRedelivery: false,
        type,
        timestamp: Math.floor(now() / 1000),
        storeId: simStore.id,
        invoiceId: invoice.id,
        metadata: { orderId: invoice.orderId },
      }),
    );
    return { type, body, signature: signatureOf(body, simStore.webhookSecret) };
  }

  const change = (act: Act) => (orderId: string) => {
    const invoice = [...invoices.values()].find((one) => one.orderId === orderId);
    if (invoice === undefined) throw new Error(`the simulator has no invoice of ${orderId}`);
    return act(invoice).map((event) => sign(invoice, event));
  };

  return {
    url,
    requests,
    pulls,
    hooks,
    invoices: () => [...invoices.values()],
    grantPermissions: (permissions: string[]) => void (state.permissions = permissions),
    /** From now on the next `times` requests that match "METHOD /path" go wrong. */
    plan: (match: RegExp, fault: Fault, times = 1) => void planned.push({ match, fault, times }),
    /** Each changes the invoice of an order and returns the webhooks of that, in their order. */
    receive: (orderId: string, value: number) => change((invoice) => receive(invoice, value))(orderId),
    confirm: change(confirm),
    replace: change(replace),
    expire: change(expire),
    invalidate: change(invalidate),
    mark: (orderId: string, status: 'Settled' | 'Invalid') => change((invoice) => mark(invoice, status))(orderId),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Carries one webhook as BTCPay Server does and answers with the status it got. */
export async function deliver(
  target: string,
  { body, signature }: Pick<SimDelivery, 'body' | 'signature'>,
): Promise<number> {
  const answer = await fetch(`${target}/v1/webhooks/btcpay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', 'BTCPay-Sig': signature },
    body: new Uint8Array(body),
  });
  await answer.arrayBuffer();
  return answer.status;
}

export function signatureOf(body: Buffer, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

function ok(body: unknown) {
  return { status: 200, body };
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the simulator listens on no port');
  return address;
}
