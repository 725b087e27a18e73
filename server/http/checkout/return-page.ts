// The page to which a provider's pages for subscriptions lead back. It does not know how they ended: the app asks for that.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { variesByLanguage } from '../vary.ts';
import { documentOf, mark, type Assets } from './document.ts';
import { html } from './html.ts';
import { localeOf, type Locale } from './locale.ts';
import { pageGuards } from './policy.ts';

const word = z.string().max(100).optional().catch(undefined);
const Query = z.object({ lang: word, back: z.enum(['done', 'cancelled', 'portal']).catch('portal') });
type Back = z.infer<typeof Query>['back'];

export const returnPath = '/subscription/back';

export function addReturnPage(scope: FastifyInstance, deps: { readonly assets: Assets; readonly base: string }): void {
  scope.route({
    method: 'GET',
    url: returnPath,
    helmet: pageGuards,
    config: { access: 'public', limit: 'calm' },
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const { lang, back } = Query.parse(request.query);
      const locale = localeOf({ named: lang, accept: request.headers['accept-language'], base: deps.base });
      return reply
        .header('cache-control', 'no-store')
        .header('vary', variesByLanguage(reply))
        .header('content-type', 'text/html; charset=utf-8')
        .send(returnPage(back, { locale, path: `${deps.base}${returnPath}` }, deps.assets));
    },
  });
}

/** The script asks the window to close: one of the app's does, a browser's tab stays and says what to do. */
function returnPage(back: Back, shown: { readonly locale: Locale; readonly path: string }, assets: Assets): string {
  const { title, body } = shown.locale.texts.subscription.back[back];
  const main = html`<main class="sheet" data-ends="yes">
    <header>
      ${mark(back === 'done')}
      <h1 id="title" tabindex="-1">${title}</h1>
      <p>${body}</p>
    </header>
  </main>`;
  const addressIn = (language: string) => `${shown.path}?back=${back}&lang=${language}`;
  return documentOf({ title, main, locale: shown.locale, addressIn, sources: null, reloadSeconds: null }, assets);
}
