// What the simulated Stripe shows to a browser: its script for our page, the frame in which a card is typed, and its hosted page.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type BillingDesk, serveBillingPages } from './billing/billing-pages.ts';
import { type Books, sessionOf } from './books.ts';

/** Typed into the frame, they mean what Stripe's test cards of these numbers mean; `process` stands for methods that take days. */
export const simCards = {
  succeed: '4242424242424242',
  decline: '4000000000000002',
  process: '4000000000000077',
} as const;

type Act = keyof typeof simCards;

type Desk = BillingDesk & {
  readonly books: Books;
  readonly run: (act: Act, orderId: string) => void;
};

/** true: the request was for a page and is answered. */
export function servePages(
  {
    request,
    response,
    text,
  }: { readonly request: IncomingMessage; readonly response: ServerResponse; readonly text: string },
  desk: Desk,
): boolean {
  const { pathname } = new URL(request.url ?? '/', desk.url);
  const send = (type: string, body: string) => void response.writeHead(200, { 'content-type': type }).end(body);
  const [, area, , id, act] = pathname.split('/');
  if (pathname === '/v3/') send('text/javascript', script(desk.url));
  else if (pathname === '/v3/element') send('text/html', frame);
  else if (pathname === '/v3/confirm') send('application/json', JSON.stringify(confirm(text, desk)));
  else if (serveBillingPages(pathname, response, desk)) return true;
  else if (area === 'c' && id !== undefined) hosted({ response, id, act: act ?? '' }, desk);
  else return false;
  return true;
}

/** Answers as `confirmPayment` does. */
function confirm(text: string, { books, run }: Desk): object {
  const { secret, number } = Object(JSON.parse(text));
  const intent = [...books.intents.values()].find((one) => one.client_secret === secret);
  const act = actFor(String(number));
  if (intent === undefined || act === null)
    return { error: { type: 'validation_error', message: 'Your card number is incomplete.' } };
  run(act, intent.metadata['order_id'] ?? '');
  return act === 'decline'
    ? { error: { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' } }
    : { paymentIntent: { id: intent.id, status: intent.status } };
}

function actFor(number: string): Act | null {
  const bare = number.replaceAll(/\D/g, '');
  if (bare === simCards.succeed) return 'succeed';
  if (bare === simCards.decline) return 'decline';
  return bare === simCards.process ? 'process' : null;
}

function hosted(
  { response, id, act }: { readonly response: ServerResponse; readonly id: string; readonly act: string },
  { books, run }: Desk,
): void {
  const session = books.sessions.get(id);
  const leave = (to: string) => void response.writeHead(303, { location: to }).end();
  if (session === undefined || sessionOf(books, session.client_reference_id) === null) {
    response.writeHead(404).end();
    return;
  }
  if (act === 'back') return leave(session.cancel_url);
  if (act === 'succeed' || act === 'process' || act === 'decline') {
    run(act, session.client_reference_id);
    return leave(act === 'decline' ? `/c/pay/${id}` : session.success_url);
  }
  const button = (word: string, label: string) =>
    `<form method="post" action="/c/pay/${id}/${word}"><button>${label}</button></form>`;
  const buttons = [
    ['succeed', 'Pay'],
    ['process', 'Pay by bank, which takes days'],
    ['decline', 'Pay with a card that is declined'],
    ['back', 'Back'],
  ] as const;
  const all = buttons.map(([word, label]) => button(word, label)).join('');
  response
    .writeHead(200, { 'content-type': 'text/html' })
    .end(`<!doctype html><title>Stripe, simulated</title><h1>${session.amount_total} ${session.currency}</h1>${all}`);
}

/** Stripe.js as far as a page needs it: the element lives in a frame of ours, and the page never sees what is typed there. */
function script(origin: string): string {
  return `globalThis.Stripe = (key) => {
  const frames = [];
  const elements = (options) => {
    const create = (kind) => {
      const listeners = {};
      const tell = (name, detail = {}) => (listeners[name] ?? []).forEach((listen) => listen({ elementType: kind, ...detail }));
      const element = {
        on: (name, listen) => { (listeners[name] ??= []).push(listen); return element; },
        off: (name) => { delete listeners[name]; return element; },
        mount: (place) => {
          const host = typeof place === 'string' ? document.querySelector(place) : place;
          const frame = document.createElement('iframe');
          frame.title = 'Secure payment input frame';
          frame.src = ${JSON.stringify(origin)} + '/v3/element#' + encodeURIComponent(options.clientSecret);
          frame.style.cssText = 'border:0;width:100%;height:7rem';
          addEventListener('message', ({ source, data }) => {
            if (source !== frame.contentWindow) return;
            if (data.kind === 'ready') tell('ready');
            if (data.kind === 'change') tell('change', { complete: data.complete, empty: data.empty });
          });
          host.replaceChildren(frame);
          frames.push(frame);
        },
        unmount: () => frames.splice(0).forEach((frame) => frame.remove()),
        destroy: () => element.unmount(),
        update: () => {},
        focus: () => frames.at(-1)?.focus(),
      };
      return element;
    };
    return { create, getElement: () => null, submit: async () => ({}), update: () => {}, clientSecret: options.clientSecret };
  };
  const confirmPayment = ({ confirmParams, redirect }) => new Promise((resolve) => {
    const frame = frames.at(-1);
    if (frame === undefined) throw new Error('No element is mounted.');
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      if (data.error === undefined && redirect !== 'if_required') location.assign(confirmParams.return_url);
      else resolve(data);
    };
    frame.contentWindow.postMessage({ kind: 'confirm' }, ${JSON.stringify(origin)}, [port2]);
  });
  return { key, elements, confirmPayment, retrievePaymentIntent: async () => ({}) };
};
globalThis.Stripe.version = 'simulated';`;
}

const frame = `<!doctype html><html lang="en"><title>Card</title>
<style>body{font:16px system-ui;margin:0}label{display:block}input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem}</style>
<label>Card number <input name="number" inputmode="numeric" autocomplete="cc-number"></label>
<script>
const secret = decodeURIComponent(location.hash.slice(1));
const field = document.querySelector('input');
const digits = () => field.value.replace(/\\D/g, '');
field.addEventListener('input', () => parent.postMessage({ kind: 'change', complete: digits().length === 16, empty: digits() === '' }, '*'));
addEventListener('message', async ({ data, ports }) => {
  if (data.kind !== 'confirm') return;
  const answer = await fetch('/v3/confirm', { method: 'POST', body: JSON.stringify({ secret, number: field.value }) });
  ports[0].postMessage(await answer.json());
});
parent.postMessage({ kind: 'ready' }, '*');
</script></html>`;
