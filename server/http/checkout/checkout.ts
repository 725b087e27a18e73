// The page that a buyer pays on, its two assets and its buttons. Whoever knows the order's id may see it.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Pack } from '../../contract/config.ts';
import { OrderId, type Order } from '../../contract/orders.ts';
import type { Usecases } from '../../usecases/usecases.ts';
import { refusal } from '../problem.ts';
import { isPayable, orderPage, plainPage, type Assets, type PageView } from './page.ts';
import type { CheckoutPanel, PanelSources } from './panel.ts';
import { isSameOrigin } from './same-origin.ts';
import { pageTexts } from './texts.ts';

export type CheckoutDeps = {
  readonly orders: Pick<Usecases['orders'], 'status' | 'started'>;
  readonly packs: readonly Pack[];
  readonly panels: readonly CheckoutPanel[];
};

/** Only the app's own shells may frame the page. */
const helmet = {
  frameguard: false,
  referrerPolicy: { policy: 'same-origin' as const },
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      imgSrc: ['data:'],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ['http://127.0.0.1:*', 'http://localhost:*', 'app:'],
    },
  },
};

/** The page's policy with another's scripts let in. */
function policyWith({ scripts, frames, connects }: PanelSources): string {
  const { directives } = helmet.contentSecurityPolicy;
  const all = {
    ...directives,
    scriptSrc: [...directives.scriptSrc, ...scripts],
    frameSrc: frames,
    connectSrc: [...directives.connectSrc, ...connects],
  };
  const named = Object.entries(all).map(
    ([name, values]) => `${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${values.join(' ')}`,
  );
  return named.join(';');
}

const Params = z.object({ orderId: OrderId, action: z.string().max(32).optional() });
const statusTimeoutMs = 10_000;

export async function addCheckout(app: FastifyInstance, deps: CheckoutDeps): Promise<void> {
  const assets = await addAssets(app);
  await app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer', bodyLimit: 1024 },
      (_request, _body, done) => done(null),
    );
    const shared = { helmet, config: { limit: 'calm' } } as const;
    scope.route({
      ...shared,
      method: 'GET',
      url: '/checkout/:orderId',
      handler: (request, reply) => show(request, reply, { ...deps, assets }),
    });
    scope.route({
      ...shared,
      method: 'POST',
      url: '/checkout/:orderId/:action',
      handler: (request, reply) => act(request, reply, { ...deps, assets }),
    });
  });
}

type PageDeps = CheckoutDeps & { readonly assets: Assets };

async function show(request: FastifyRequest, reply: FastifyReply, deps: PageDeps): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  const order = await findOrder(request, deps.orders);
  if (order === null) return notFound(request, reply, deps.assets);
  const sources = deps.panels.find((one) => one.provider === order.provider)?.sources ?? null;
  if (sources !== null) reply.header('content-security-policy', policyWith(sources));
  return sendPage(reply, 200, orderPage(await viewOf(order, deps), deps.assets));
}

async function act(request: FastifyRequest, reply: FastifyReply, deps: PageDeps): Promise<FastifyReply> {
  if (!isSameOrigin(request.headers))
    throw refusal('forbidden', 'This can only be done from the checkout page itself.');
  const order = await findOrder(request, deps.orders);
  const panel = deps.panels.find((one) => one.provider === order?.provider);
  const action = Params.safeParse(request.params).data?.action;
  if (order === null || panel === undefined || action === undefined || panel.act(order.id, action) === 'unknown')
    return notFound(request, reply, deps.assets);
  return reply.redirect(`/checkout/${order.id}`, 303);
}

async function findOrder(request: FastifyRequest, orders: CheckoutDeps['orders']): Promise<Order | null> {
  const params = Params.safeParse(request.params);
  if (!params.success) return null;
  const found = await orders.status(params.data.orderId, AbortSignal.timeout(statusTimeoutMs));
  return found.kind === 'order' ? found.order : null;
}

async function viewOf(order: Order, { orders, packs, panels }: CheckoutDeps): Promise<PageView> {
  const panel = panels.find((one) => one.provider === order.provider);
  const state = panel?.isSettling(order) === true ? 'settling' : order.state;
  return {
    order,
    state,
    pack: packs.find((pack) => pack.id === order.pack_id) ?? null,
    notice: panel?.notice ?? null,
    panel: panel !== undefined && isPayable(state) ? panel.render(order, await orders.started(order.id)) : null,
    foreignScript: panel?.sources?.script ?? null,
  };
}

/** People get a page, programs a problem document. */
function notFound(request: FastifyRequest, reply: FastifyReply, assets: Assets): FastifyReply {
  if (request.headers.accept?.includes('text/html') !== true)
    throw refusal('order_not_found', 'There is no order with this id here.');
  return sendPage(reply, 404, plainPage(pageTexts.unknown, assets));
}

function sendPage(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply.status(status).header('content-type', 'text/html; charset=utf-8').send(page);
}

/** Served under names that change with their content, so that they may be kept for ever. */
async function addAssets(app: FastifyInstance): Promise<Assets> {
  const add = async (file: string, type: string): Promise<string> => {
    const content = await readFile(new URL(file, import.meta.url));
    const path = `/checkout/assets/${createHash('sha256').update(content).digest('hex').slice(0, 12)}-${file}`;
    const handler = async (_request: FastifyRequest, reply: FastifyReply) =>
      reply.header('content-type', type).header('cache-control', 'public, max-age=31536000, immutable').send(content);
    app.route({ method: 'GET', url: path, config: { limit: 'calm' }, handler });
    return path;
  };
  return {
    css: await add('checkout.css', 'text/css; charset=utf-8'),
    js: await add('checkout.js', 'text/javascript; charset=utf-8'),
    card: await add('card.js', 'text/javascript; charset=utf-8'),
  };
}
