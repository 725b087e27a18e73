// How the sandbox's pages of subscriptions, invoices and the portal look. No money moves on them, and each of them says so.
import { documentOf, mark, type Assets } from './document.ts';
import { html, type Html } from './html.ts';
import type { Locale } from './locale.ts';
import type { SandboxBillingView } from './sandbox-view.ts';

type Shown = { readonly locale: Locale; readonly path: string; readonly lang: string | null };
type Portal = Extract<SandboxBillingView, { readonly kind: 'portal' }>;

export function sandboxPage(view: SandboxBillingView, shown: Shown, assets: Assets): string {
  const { locale, path } = shown;
  const { title, body } = headOf(view, locale);
  const main = html`<main class="sheet">
    <p class="notice">${locale.texts.sandbox.notice}</p>
    <header>
      ${mark(view.kind === 'invoice' && view.state === 'paid')}
      <h1 id="title" tabindex="-1">${title}</h1>
      <p>${body}</p>
    </header>
    ${partOf(view, shown)}
  </main>`;
  const addressIn = (language: string) => `${path}?lang=${language}`;
  return documentOf({ title, main, locale, addressIn, sources: null, reloadSeconds: null }, assets);
}

function headOf(view: SandboxBillingView, { texts: { subscription } }: Locale) {
  switch (view.kind) {
    case 'subscription':
      return view.isOpen ? subscription.begin : subscription.over;
    case 'portal':
      return view.isOpen ? subscription.portal : subscription.over;
    case 'invoice':
      return subscription.invoice[view.state];
  }
}

function partOf(view: SandboxBillingView, shown: Shown): Html {
  const { texts, formats } = shown.locale;
  switch (view.kind) {
    case 'subscription':
      return view.isOpen
        ? html`<section class="panel" aria-label="${texts.subscription.begin.title}">
            ${button({ action: 'agree', label: texts.subscription.agree(priceOf(view.price, shown)), isMain: true }, shown)}
            <div class="others">${button({ action: 'back', label: texts.subscription.leave }, shown)}</div>
          </section>`
        : html``;
    case 'portal':
      return view.isOpen ? portalPart(view, shown) : html``;
    case 'invoice': {
      const total = formats.money(view.amountCents, view.currency);
      const lines = view.lines.map(
        (line) =>
          html`<div>
            <dt>${line.description}</dt>
            <dd>${formats.money(line.amountCents, view.currency)}</dd>
          </div>`,
      );
      const pay = html`<section class="panel" aria-label="${texts.sandbox.legend}">
        ${button({ action: 'pay', label: texts.sandbox.pay(total), isMain: true }, shown)}
        <div class="others">${button({ action: 'decline', label: texts.sandbox.decline }, shown)}</div>
      </section>`;
      return html`<dl class="bill">${lines}</dl>
        ${view.state === 'paid' ? [] : pay}`;
    }
  }
}

function portalPart({ subscriptions }: Portal, shown: Shown): Html {
  const { subscription: texts } = shown.locale.texts;
  const each = subscriptions.map((one) => {
    const press = (action: string, label: string) => button({ action, label, of: one.id }, shown);
    const running = [
      one.isEnding ? press('keep', texts.keep) : press('cancel', texts.cancel),
      press('renew', texts.renew),
      press('fail', texts.fail),
    ];
    const waiting = [press('pay', texts.payNow), press('renew', texts.renew)];
    return html`<section class="panel" aria-label="${priceOf(one.price, shown)}">
      <h2>${priceOf(one.price, shown)}</h2>
      <p class="explain">${standingOf(one, shown.locale)}</p>
      <div class="others">${one.state === 'active' ? running : waiting}</div>
    </section>`;
  });
  return html`${subscriptions.length === 0 ? html`<p>${texts.none}</p>` : each}
    <section class="panel">${button({ action: 'back', label: texts.leave, isMain: true }, shown)}</section>`;
}

function standingOf(
  { state, isEnding, endsAt }: Portal['subscriptions'][number],
  { texts: { subscription }, formats }: Locale,
): string {
  const standing = state === 'past_due' || state === 'incomplete' ? state : isEnding ? 'ending' : 'active';
  return subscription.standing[standing](formats.day(endsAt));
}

function priceOf(
  { amountCents, currency, every }: Portal['subscriptions'][number]['price'],
  { locale: { texts, formats } }: Shown,
): string {
  const price = formats.money(amountCents ?? 0, currency);
  return every === null ? price : texts.subscription.price[every.unit](price, every.count);
}

type Press = { readonly action: string; readonly label: string; readonly isMain?: boolean; readonly of?: string };

function button({ action, label, isMain = false, of }: Press, { path, lang, locale }: Shown): Html {
  const query = new URLSearchParams({ ...(lang === null ? {} : { lang }), ...(of === undefined ? {} : { of }) });
  const address = `${path}/${action}${query.size === 0 ? '' : `?${query.toString()}`}`;
  return html`<form class="${isMain ? 'act' : ''}" method="post" action="${address}">
    <button class="${isMain ? 'pay' : ''}" type="submit" data-busy="${locale.texts.page.busy}">${label}</button>
  </form>`;
}
