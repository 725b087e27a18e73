// The sandbox's own pages of a subscription, of an invoice and of the portal; they exist only where the sandbox is on.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { refusal } from '../problem.ts';
import { variesByLanguage } from '../vary.ts';
import { plainPage, type Assets } from './document.ts';
import { localeOf, type Locale } from './locale.ts';
import { pageGuards } from './policy.ts';
import { isSameOrigin } from './same-origin.ts';
import { sandboxPage } from './sandbox-page.ts';
import { type SandboxBillingPages, SandboxKind } from './sandbox-view.ts';

type PageDeps = { readonly desk: SandboxBillingPages; readonly assets: Assets; readonly base: string };

const short = z.string().max(100);
const Params = z.object({ kind: SandboxKind, id: short, action: z.string().max(32).optional() });
const word = short.optional().catch(undefined);
const Query = z.object({ lang: word, of: word }).catch({});

/** `scope` reads no bodies: a press is known by its address. */
export function addSandboxPages(scope: FastifyInstance, deps: PageDeps): void {
  const shared = { helmet: pageGuards, config: { access: 'public', limit: 'calm' } } as const;
  const url = '/checkout/sandbox/:kind/:id';
  scope.route({ ...shared, method: 'GET', url, handler: (request, reply) => show(request, reply, deps) });
  scope.route({
    ...shared,
    method: 'POST',
    url: `${url}/:action`,
    handler: (request, reply) => press(request, reply, deps),
  });
}

async function show(request: FastifyRequest, reply: FastifyReply, deps: PageDeps): Promise<FastifyReply> {
  const { desk, assets, base } = deps;
  reply.header('cache-control', 'no-store');
  const { lang } = Query.parse(request.query);
  const locale = localeOf({ named: lang, accept: request.headers['accept-language'], base });
  const params = Params.safeParse(request.params);
  const view = params.success ? await desk.look(params.data.kind, params.data.id) : null;
  if (!params.success || view === null) return send(reply, 404, nothing(locale, { assets, base }));
  const path = `${base}/checkout/sandbox/${params.data.kind}/${encodeURIComponent(params.data.id)}`;
  return send(reply, 200, sandboxPage(view, { locale, path, lang: lang ?? null }, assets));
}

async function press(request: FastifyRequest, reply: FastifyReply, { desk, base }: PageDeps): Promise<FastifyReply> {
  if (!isSameOrigin(request.headers)) throw refusal('forbidden', { reason: 'other_origin' });
  const { lang, of } = Query.parse(request.query);
  const params = Params.safeParse(request.params);
  if (!params.success || params.data.action === undefined) throw refusal('not_found', { reason: 'address' });
  const { kind, id, action } = params.data;
  const outcome = await desk.act(kind, id, { action, subscription: of });
  if (outcome.kind === 'leave') return reply.redirect(outcome.to, 303);
  if (outcome.kind === 'unknown' && (await desk.look(kind, id)) === null)
    throw refusal('not_found', { reason: 'address' });
  const query = lang === undefined ? '' : `?${new URLSearchParams({ lang }).toString()}`;
  return reply.redirect(`${base}/checkout/sandbox/${kind}/${encodeURIComponent(id)}${query}`, 303);
}

function nothing(locale: Locale, { assets, base }: Pick<PageDeps, 'assets' | 'base'>): string {
  return plainPage(
    locale.texts.subscription.over,
    { locale, path: `${base}/checkout/sandbox/subscription/none` },
    assets,
  );
}

function send(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply
    .status(status)
    .header('vary', variesByLanguage(reply))
    .header('content-type', 'text/html; charset=utf-8')
    .send(page);
}
