// The page that a buyer pays on, its assets and its buttons. Whoever knows the order's id may see it.
import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Pack } from '../../contract/config.ts';
import { OrderId, type Order } from '../../contract/orders/orders.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Usecases } from '../../usecases/create-usecases.ts';
import { addHashedAsset } from '../hashed-asset.ts';
import type { Refused } from '../../usecases/refusal.ts';
import { pathOf } from '../known-paths.ts';
import { refusal } from '../problem.ts';
import { variesByLanguage } from '../vary.ts';
import { plainPage, type Assets } from './document.ts';
import { localeOf, type Locale } from './locale.ts';
import { orderPage, type PageView } from './page.ts';
import { isPayable, pageStateOf, returnOf } from './page-state.ts';
import type { CheckoutPanel } from './panel.ts';
import { pageGuards, policyWith } from './policy.ts';
import { addReturnPage } from './return-page.ts';
import { isSameOrigin } from './same-origin.ts';
import { addSandboxPages } from './sandbox-pages.ts';
import type { SandboxBillingPages } from './sandbox-view.ts';

export type CheckoutDeps = {
  readonly orders: Pick<Usecases['orders'], 'started'> & {
    status(id: OrderId, signal: AbortSignal): Promise<{ readonly kind: 'order'; readonly order: Order } | Refused>;
  };
  readonly packs: readonly Pack[];
  readonly panels: readonly CheckoutPanel[];
  /** The sandbox's pages of subscriptions; null where it is off. */
  readonly sandboxBilling: SandboxBillingPages | null;
  readonly clock: Pick<Clock, 'now'>;
  /** The path that PUBLIC_URL has, without a slash at its end. */
  readonly base: string;
};

const Params = z.object({ orderId: OrderId, action: z.string().max(32).optional() });
/** Other parameters of the address are ignored, and so is one that is given twice. */
const word = z.string().max(100).optional().catch(undefined);
const Query = z.object({ lang: word, back: word, redirect_status: word, way: word }).catch({});
const statusTimeoutMs = 10_000;

export async function addCheckout(app: FastifyInstance, deps: CheckoutDeps): Promise<void> {
  const assets = await addAssets(app, deps.base);
  await app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer', bodyLimit: 1024 },
      (_request, _body, done) => done(null),
    );
    const shared = { helmet: pageGuards, config: { access: 'public', limit: 'calm' } } as const;
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
    addReturnPage(scope, { assets, base: deps.base });
    const { sandboxBilling: desk } = deps;
    if (desk !== null) addSandboxPages(scope, { desk, assets, base: deps.base });
  });
}

type PageDeps = CheckoutDeps & { readonly assets: Assets };

async function show(request: FastifyRequest, reply: FastifyReply, deps: PageDeps): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  const order = await findOrder(request, deps.orders);
  if (order === null) return notFound(request, reply, deps);
  const view = await viewOf(order, request, deps);
  const sources = view.panel?.sources ?? null;
  if (sources !== null) reply.header('content-security-policy', policyWith(sources));
  return sendPage(reply, 200, orderPage(view, deps.assets));
}

async function act(request: FastifyRequest, reply: FastifyReply, deps: PageDeps): Promise<FastifyReply> {
  if (!isSameOrigin(request.headers)) throw refusal('forbidden', { reason: 'other_origin' });
  const order = await findOrder(request, deps.orders);
  const panel = deps.panels.find((one) => one.provider === order?.provider);
  const action = Params.safeParse(request.params).data?.action;
  if (
    order === null ||
    panel === undefined ||
    action === undefined ||
    (await panel.act(order.id, action)) === 'unknown'
  )
    return notFound(request, reply, deps);
  return reply.redirect(localeFor(request, deps).address(order.id), 303);
}

async function findOrder(request: FastifyRequest, orders: CheckoutDeps['orders']): Promise<Order | null> {
  const params = Params.safeParse(request.params);
  if (!params.success) return null;
  const found = await orders.status(params.data.orderId, AbortSignal.timeout(statusTimeoutMs));
  return found.kind === 'order' ? found.order : null;
}

async function viewOf(order: Order, request: FastifyRequest, deps: PageDeps): Promise<PageView> {
  const query = Query.parse(request.query);
  const locale = localeFor(request, deps);
  const panel = deps.panels.find((one) => one.provider === order.provider);
  const isSettling = (await panel?.isSettling(order)) === true;
  const state = pageStateOf(order, { isSettling, returned: returnOf(query) });
  const now = deps.clock.now();
  const shown = { order, now, locale, isTest: panel?.isTest === true, pack: packOf(order, deps.packs) };
  if (!isPayable(state)) return { ...shown, state, panel: null, hasWayBack: state === 'settling' && !isSettling };
  const started = await deps.orders.started(order.id);
  const way = panel?.render({ order, started, locale, way: query.way ?? null }) ?? null;
  return { ...shown, state: way === null ? 'unavailable' : state, panel: way, hasWayBack: false };
}

function packOf(order: Order, packs: readonly Pack[]): Pack | null {
  return packs.find((pack) => pack.id === order.pack_id) ?? null;
}

function localeFor(request: FastifyRequest, { base }: Pick<CheckoutDeps, 'base'>): Locale {
  return localeOf({ named: Query.parse(request.query).lang, accept: request.headers['accept-language'], base });
}

/** People get a page, programs a problem document. */
function notFound(request: FastifyRequest, reply: FastifyReply, { assets, base }: PageDeps): FastifyReply {
  if (request.headers.accept?.includes('text/html') !== true) throw refusal('order_not_found', {});
  const locale = localeFor(request, { base });
  const path = `${base}${pathOf(request.url)}`;
  return sendPage(reply, 404, plainPage(locale.texts.unknown, { locale, path }, assets));
}

function sendPage(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply
    .status(status)
    .header('vary', variesByLanguage(reply))
    .header('content-type', 'text/html; charset=utf-8')
    .send(page);
}

async function addAssets(app: FastifyInstance, base: string): Promise<Assets> {
  const folder = '/checkout/assets';
  const add = (file: string, type: string, content: Buffer | string) =>
    addHashedAsset(app, folder, { file, type, content });
  const read = (file: string) => readFile(new URL(file, import.meta.url));
  const font = add('inter.woff2', 'font/woff2', await read('inter.woff2'));
  const css = (await read('checkout.css')).toString().replace('inter.woff2', font);
  const at = (name: string) => `${base}${folder}/${name}`;
  return {
    css: at(add('checkout.css', 'text/css; charset=utf-8', css)),
    js: at(add('checkout.js', 'text/javascript; charset=utf-8', await read('checkout.js'))),
    card: at(add('card.js', 'text/javascript; charset=utf-8', await read('card.js'))),
  };
}
