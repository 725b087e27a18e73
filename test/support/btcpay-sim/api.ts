// The simulated BTCPay Server's answers to our requests, with its permissions and its refusals.
import { invoiceJson, methodsJson, refusals } from './answers.ts';
import { newId, type SimInvoice } from './invoices.ts';
import { isRefundable, newPull, payoutJson, pullJson, type SimPull } from './pulls.ts';

export type SimRequest = { readonly method: string; readonly path: string; readonly body: unknown };
export type Answer = { readonly status: number; readonly body: unknown };

export type Api = {
  readonly storeId: string;
  readonly url: string;
  readonly invoices: Map<string, SimInvoice>;
  readonly pulls: SimPull[];
  readonly hooks: Record<string, unknown>[];
  readonly permissions: () => readonly string[];
  /** Epoch seconds. */
  readonly now: () => number;
  readonly created: (invoice: SimInvoice) => void;
  readonly refunded: (invoice: SimInvoice) => void;
};

type Question = SimRequest & { readonly id: string; readonly query: URLSearchParams };

/** What the key must hold one of, by question; each of the latter holds the former. */
const almighty = ['btcpay.store.canmodifystoresettings', 'unrestricted'];
const giveBack = [
  'btcpay.store.cancreatenonapprovedpullpayments',
  'btcpay.store.cancreatepullpayments',
  'btcpay.store.canmanagepullpayments',
  ...almighty,
];
const needed: Readonly<Record<string, readonly string[]>> = {
  'GET stores/:': ['btcpay.store.canviewstoresettings', ...almighty],
  'GET stores/:/rates': ['btcpay.store.canviewstoresettings', ...almighty],
  'GET stores/:/webhooks': ['btcpay.store.webhooks.canmodifywebhooks', ...almighty],
  'POST stores/:/webhooks': ['btcpay.store.webhooks.canmodifywebhooks', ...almighty],
  'GET stores/:/pull-payments': ['btcpay.store.canviewpullpayments', 'btcpay.store.canviewstoresettings', ...giveBack],
  'POST stores/:/invoices/:/refund': giveBack,
};

export function answerTo(request: SimRequest, api: Api): Answer {
  const at = new URL(request.path, api.url);
  const [, , , root, first, kind, second, leaf] = at.pathname.split('/');
  const isOfStore = root === 'stores';
  if (at.pathname === '/api/v1/api-keys/current') return ok({ apiKey: '', permissions: api.permissions() });
  if (isOfStore && first !== api.storeId) return refusals.unknownStore;
  const steps = [root, first === undefined ? undefined : ':', kind, second === undefined ? undefined : ':', leaf];
  const question = `${request.method} ${steps.filter((step) => step !== undefined).join('/')}`;
  const wanted = needed[question];
  const held = api.permissions();
  if (wanted !== undefined && !wanted.some((one) => held.includes(one) || held.includes(`${one}:${api.storeId}`)))
    return refusals.forbidden(wanted[0] ?? '');
  const id = (isOfStore ? second : first) ?? '';
  const asked = { ...request, id, query: at.searchParams };
  return kind === 'invoices' && isOfStore ? ofInvoices(question, asked, api) : ofOthers(question, asked, api);
}

function ofInvoices(question: string, { body, id, query }: Question, api: Api): Answer {
  const invoice = api.invoices.get(id);
  if (id !== '' && invoice === undefined) return refusals.unknownInvoice;
  const json = (one: SimInvoice) => invoiceJson(one, api);
  if (question === 'POST stores/:/invoices') return ok(json(create(body, api)));
  if (question === 'GET stores/:/invoices')
    return ok([...api.invoices.values()].filter((one) => query.getAll('orderId').includes(one.orderId)).map(json));
  if (invoice === undefined) return refusals.unknownPath;
  switch (question) {
    case 'GET stores/:/invoices/:':
      return ok(json(invoice));
    case 'GET stores/:/invoices/:/payment-methods':
      return ok(methodsJson(invoice));
    case 'POST stores/:/invoices/:/refund':
      return refund(invoice, body, api);
    default:
      return refusals.unknownPath;
  }
}

function ofOthers(question: string, { body, id, query }: Question, api: Api): Answer {
  const pull = api.pulls.find((one) => one.id === id);
  switch (question) {
    case 'GET stores/:':
      return ok({ id: api.storeId, name: 'Test store' });
    case 'GET stores/:/rates':
      return ok(
        query.getAll('currencyPair').map((currencyPair) => ({
          currencyPair,
          errors: [],
          rate: currencyPair === 'BTC_XPF' ? '0' : '64000',
        })),
      );
    case 'GET stores/:/webhooks':
      return ok(api.hooks);
    case 'POST stores/:/webhooks':
      api.hooks.push({ id: newId(), ...objectOf(body) });
      return ok(api.hooks.at(-1));
    case 'GET stores/:/pull-payments':
      return ok(api.pulls.filter((one) => !one.archived || query.get('includeArchived') === 'true').map(pullJson));
    case 'GET pull-payments/:':
      return pull === undefined ? refusals.unknownPull : ok(pullJson(pull));
    case 'GET pull-payments/:/payouts':
      return pull === undefined
        ? refusals.unknownPull
        : ok(
            pull.payouts
              .filter(({ state }) => state !== 'Cancelled' || query.get('includeCancelled') === 'true')
              .map(payoutJson),
          );
    default:
      return refusals.unknownPath;
  }
}

function create(body: unknown, api: Api): SimInvoice {
  const { amount, currency, metadata, checkout } = objectOf(body);
  const seconds = api.now();
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
  api.invoices.set(invoice.id, invoice);
  api.created(invoice);
  return invoice;
}

/** BTCPay Server itself looks neither at what was paid nor at what was given back before. */
function refund(invoice: SimInvoice, body: unknown, api: Api): Answer {
  if (!isRefundable(invoice)) return refusals.notRefundable;
  const { name, description, customAmount, customCurrency } = objectOf(body);
  if (!(Number(customAmount) > 0)) return refusals.invalid('CustomAmount', 'Amount must be greater than 0');
  const pull = newPull(
    {
      name: typeof name === 'string' ? name : `Refund ${invoice.id}`,
      description: typeof description === 'string' ? description : '',
      amount: String(customAmount),
      currency: String(customCurrency),
      autoApproveClaims: false,
    },
    api.url,
  );
  api.pulls.unshift(pull);
  api.refunded(invoice);
  return ok(pullJson(pull));
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
