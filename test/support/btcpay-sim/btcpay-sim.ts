// A BTCPay Server over real HTTP that a test can script: states, refunds, webhooks byte for byte, and every way to misbehave.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPlans, type Fault } from '../provider-sim/faults.ts';
import { createMailbox, type Mailbox, post, type RawWebhook } from '../provider-sim/mailbox.ts';
import { refusals } from './answers.ts';
import { type Answer, answerTo, type SimRequest } from './api.ts';
import * as acts from './invoices.ts';
import { newId, type SimEvent, type SimInvoice } from './invoices.ts';
import * as pulling from './pulls.ts';
import { newPull, type PayoutState, type SimPull } from './pulls.ts';

/** Signed once and for all: BTCPay Server's signature holds no time. */
export type SimDelivery = RawWebhook & { readonly signature: string };

export const simStore = { id: 'TestStore1', apiKey: 'key-of-the-simulator', webhookSecret: 'secret-of-the-simulator' };

export type BtcpaySim = {
  readonly url: string;
  readonly requests: readonly SimRequest[];
  /** Newest first. */
  readonly pulls: readonly SimPull[];
  readonly hooks: readonly Record<string, unknown>[];
  readonly deliveries: Mailbox<SimDelivery>;
  invoices(): readonly SimInvoice[];
  /** What the key may do; by default what purchases and refunds need. */
  grantPermissions(permissions: readonly string[]): void;
  /** From now on the next `times` requests that match "METHOD /path" go wrong. */
  plan(match: RegExp, fault: Fault, times?: number): void;
  /** Each changes the invoice of an order and returns the webhooks of that, in their order. Values are in the invoice's currency. */
  receive(orderId: string, value: number): readonly SimDelivery[];
  confirm(orderId: string): readonly SimDelivery[];
  /** The payment was replaced by one to somebody else (RBF): the invoice waits again, and nothing is told. */
  replace(orderId: string): readonly SimDelivery[];
  expire(orderId: string): readonly SimDelivery[];
  /** It never confirmed. */
  invalidate(orderId: string): readonly SimDelivery[];
  mark(orderId: string, status: 'Settled' | 'Invalid'): readonly SimDelivery[];
  /** A refund made in BTCPay Server's own pages: its name is not ours, and its currency may be bitcoin. */
  refundInUi(orderId: string, wish: { readonly amount: string; readonly currency: string }): readonly SimDelivery[];
  /** The buyer gives an address under the link; by default for all that is left. */
  claim(pullId: string, amount?: string): readonly SimDelivery[];
  /** All open payouts of a pull payment go on to this state. */
  movePayouts(pullId: string, state: PayoutState): readonly SimDelivery[];
  archive(pullId: string): readonly SimDelivery[];
  /** The same news again, as BTCPay Server sends it: another delivery's id, another signature. */
  redelivery(delivery: SimDelivery): SimDelivery;
  close(): Promise<void>;
};

/** `now`: epoch milliseconds. Webhooks wait in `deliveries` and are returned; carrying them is the test's business. */
export async function startBtcpaySim({ now = Date.now }: { readonly now?: () => number } = {}): Promise<BtcpaySim> {
  const invoices = new Map<string, SimInvoice>();
  const pulls: SimPull[] = [];
  const hooks: Record<string, unknown>[] = [];
  const requests: SimRequest[] = [];
  const state: { permissions: readonly string[] } = {
    permissions: [
      'btcpay.store.cancreateinvoice',
      'btcpay.store.canviewinvoices',
      'btcpay.store.cancreatenonapprovedpullpayments',
    ],
  };
  const seconds = () => Math.floor(now() / 1000);
  const plans = createPlans((response, { status, body }) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(indented(body));
  });
  const deliveries = createMailbox<SimDelivery>('/v1/webhooks/btcpay', (one) => one);
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = addressOf(server.address());
  const url = `http://127.0.0.1:${port}`;
  const api = {
    storeId: simStore.id,
    url,
    invoices,
    pulls,
    hooks,
    permissions: () => state.permissions,
    now: seconds,
    created: (invoice: SimInvoice) => void tell(invoice, [{ type: 'InvoiceCreated' }]),
    refunded: (invoice: SimInvoice) => void tell(invoice, [{ type: 'InvoiceRefund' }]),
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const text = Buffer.concat(chunks).toString();
    const body: unknown = text === '' ? null : JSON.parse(text);
    const asked = { method: request.method ?? 'GET', path: request.url ?? '/', body };
    requests.push(asked);
    const isOpen = asked.path.startsWith('/api/v1/pull-payments/');
    const isKnown = isOpen || request.headers.authorization === `token ${simStore.apiKey}`;
    const answer = (): Answer => (isKnown ? answerTo(asked, api) : refusals.unauthenticated);
    await plans.serve({ request, response, question: `${asked.method} ${asked.path}` }, answer);
  }

  /** `invoice` null: about a payout, which BTCPay Server ties to no invoice. */
  function tell(invoice: SimInvoice | null, events: readonly SimEvent[]): readonly SimDelivery[] {
    return events.map(({ type, extra = {} }) => {
      const deliveryId = newId();
      const about = invoice === null ? {} : { invoiceId: invoice.id, metadata: { orderId: invoice.orderId } };
      const content = {
        ...extra,
        deliveryId,
        webhookId: 'TestWebhook',
        originalDeliveryId: deliveryId,
        isRedelivery: false,
        type,
        timestamp: seconds(),
        storeId: simStore.id,
        ...about,
      };
      return deliveries.add(packed(type, content));
    });
  }

  function change(orderId: string, act: (invoice: SimInvoice) => readonly SimEvent[]): readonly SimDelivery[] {
    const invoice = [...invoices.values()].find((one) => one.orderId === orderId);
    if (invoice === undefined) throw new Error(`the simulator has no invoice of ${orderId}`);
    return tell(invoice, act(invoice));
  }

  function pullOf(pullId: string): SimPull {
    const pull = pulls.find(({ id }) => id === pullId);
    if (pull === undefined) throw new Error(`the simulator has no pull payment ${pullId}`);
    return pull;
  }

  return {
    url,
    requests,
    pulls,
    hooks,
    deliveries,
    invoices: () => [...invoices.values()],
    grantPermissions: (permissions) => void (state.permissions = permissions),
    plan: (match, fault, times) => plans.plan(match, fault, times),
    receive: (orderId, value) => change(orderId, (invoice) => acts.receive(invoice, value)),
    confirm: (orderId) => change(orderId, acts.confirm),
    replace: (orderId) => change(orderId, acts.replace),
    expire: (orderId) => change(orderId, acts.expire),
    invalidate: (orderId) => change(orderId, acts.invalidate),
    mark: (orderId, status) => change(orderId, (invoice) => acts.mark(invoice, status)),
    refundInUi: (orderId, wish) =>
      change(orderId, (invoice) => {
        pulls.unshift(
          newPull(
            { name: `Refund ${invoice.id}`, description: '', ...wish, autoApproveClaims: wish.currency === 'BTC' },
            url,
          ),
        );
        return [{ type: 'InvoiceRefund' }];
      }),
    claim: (pullId, amount) =>
      tell(null, pulling.claim(pullOf(pullId), { seconds: seconds(), ...(amount === undefined ? {} : { amount }) })),
    movePayouts: (pullId, to) => tell(null, pulling.movePayouts(pullOf(pullId), to)),
    archive: (pullId) => tell(null, pulling.archive(pullOf(pullId))),
    redelivery({ type, body }) {
      const content = { ...Object(JSON.parse(body.toString())), deliveryId: newId(), isRedelivery: true };
      return packed(type, content);
    },
    async close() {
      await deliveries.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Carries one webhook as BTCPay Server does and answers with the status it got. */
export function deliver(target: string, { body, signature }: Pick<SimDelivery, 'body' | 'signature'>): Promise<number> {
  return post(`${target}/v1/webhooks/btcpay`, { body, headers: { 'BTCPay-Sig': signature } });
}

export function signatureOf(body: Buffer, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** The header's name in lower case, as a server reads it. */
function packed(type: string, content: object): SimDelivery {
  const body = Buffer.from(indented(content));
  const signature = signatureOf(body, simStore.webhookSecret);
  return { type, body, signature, headers: { 'btcpay-sig': signature } };
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the simulator listens on no port');
  return address;
}
