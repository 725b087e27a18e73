// Stripe's pages for subscriptions, simulated: the one on which a subscription is begun, an invoice's, and the customer portal.
import type { ServerResponse } from 'node:http';
import type { SimEvent } from '../acts.ts';
import { known } from './billing-books.ts';
import type { Desk } from './invoice-acts.ts';
import { become, finishPage, pay } from './subscription-acts.ts';

type Button = readonly [word: string, label: string];

export type BillingDesk = Desk & { readonly tell: (events: readonly SimEvent[]) => unknown };

/** true: it was one of these pages and is answered. */
export function serveBillingPages(pathname: string, response: ServerResponse, desk: BillingDesk): boolean {
  const [, area, kind, id = '', word = ''] = pathname.split('/');
  if (area === 'c' && kind === 'subscribe') subscribe({ response, id, word }, desk);
  else if (area === 'p' && kind === 'session') portal({ response, id, word }, desk);
  else if (area === 'i') invoicePage({ response, id: kind ?? '', word: id }, desk);
  else return false;
  return true;
}

type Visit = { readonly response: ServerResponse; readonly id: string; readonly word: string };

function subscribe({ response, id, word }: Visit, desk: BillingDesk): void {
  const page = known(desk.billing.pages, id);
  if (word === 'back') return leave(response, page.cancel_url);
  if (word === 'succeed' || word === 'process' || word === 'decline') {
    desk.tell(finishPage(desk, page, word));
    return leave(response, page.status === 'complete' ? page.success_url : `/c/subscribe/${id}`);
  }
  const price = known(desk.billing.prices, known(desk.billing.wishes, id).price);
  show(response, `/c/subscribe/${id}`, `${price.unit_amount} ${price.currency} a ${price.recurring?.interval}`, [
    ['succeed', 'Subscribe'],
    ['process', 'Subscribe by bank, which takes days'],
    ['decline', 'Subscribe with a card that is declined'],
    ['back', 'Back'],
  ]);
}

function portal({ response, id, word }: Visit, desk: BillingDesk): void {
  const { customer, return_url: back } = known(desk.billing.portals, id);
  if (word === 'back') return leave(response, back);
  const running = [...desk.billing.subscriptions.values()].filter(
    (one) => one.customer === customer && one.ended_at === null,
  );
  if (word === 'cancel') {
    for (const one of running)
      desk.tell(become(one, { cancel_at: one.items.data[0]?.current_period_end ?? null, cancel_at_period_end: false }));
    return leave(response, `/p/session/${id}`);
  }
  const planned = running.every((one) => one.cancel_at !== null || one.cancel_at_period_end);
  show(response, `/p/session/${id}`, `${running.length} subscriptions${planned ? ', ending' : ''}`, [
    ['cancel', 'Cancel subscription'],
    ['back', 'Return'],
  ]);
}

function invoicePage({ response, id, word }: Visit, desk: BillingDesk): void {
  const invoice = known(desk.billing.invoices, id);
  if (word === 'succeed' && invoice.status === 'open') {
    desk.tell(pay(desk, invoice, 'succeed').events);
    return leave(response, `/i/${id}`);
  }
  show(response, `/i/${id}`, `${invoice.total} ${invoice.currency}: ${invoice.status}`, [['succeed', 'Pay']]);
}

function leave(response: ServerResponse, to: string): void {
  response.writeHead(303, { location: to }).end();
}

function show(response: ServerResponse, path: string, title: string, buttons: readonly Button[]): void {
  const all = buttons.map(
    ([word, label]) => `<form method="post" action="${path}/${word}"><button>${label}</button></form>`,
  );
  response
    .writeHead(200, { 'content-type': 'text/html' })
    .end(`<!doctype html><title>Stripe, simulated</title><h1>${title}</h1>${all.join('')}`);
}
