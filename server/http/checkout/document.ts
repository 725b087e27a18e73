// What surrounds every page of the checkout: its head, the language switch, and the live region that announces changes.
import { html, type Html } from './html.ts';
import { languages, languageTags, type Language } from '../../words/language.ts';
import type { Locale } from './locale.ts';
import type { PanelSources } from './panel.ts';
import type { StateText } from '../../words/checkout/checkout-texts.ts';
import { checkoutTexts } from '../../words/checkout/texts.ts';

/** The addresses of what the page loads. */
export type Assets = { readonly css: string; readonly js: string; readonly card: string };

export type DocumentParts = {
  readonly title: string;
  readonly main: Html;
  readonly locale: Locale;
  /** Where the same page stands in another language. */
  readonly addressIn: (language: Language) => string;
  /** A provider's own script, with which ours for cards is loaded too; null for none. */
  readonly sources: PanelSources | null;
  /** How often it reloads itself where no script runs; null: never. */
  readonly reloadSeconds: number | null;
};

export function documentOf(parts: DocumentParts, assets: Assets): string {
  const { title, main, locale, sources, reloadSeconds } = parts;
  return html`<!doctype html>
    <html lang="${locale.htmlTag}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title} · Tallystick</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${assets.css}" />
        <script type="module" src="${assets.js}"></script>
        ${
          sources === null
            ? []
            : html`<script defer src="${sources.script}"></script>
                <script type="module" src="${assets.card}"></script>`
        }
        ${
          reloadSeconds === null
            ? []
            : html`<noscript><meta http-equiv="refresh" content="${reloadSeconds}" /></noscript>`
        }
      </head>
      <body>
        ${main} ${languageSwitch(parts)}
        <p id="news" class="unseen" role="status"></p>
      </body>
    </html> `.text;
}

/** A page of two sentences, for orders that cannot be shown. `path`: its own address. */
export function plainPage(
  text: StateText,
  shown: { readonly locale: Locale; readonly path: string },
  assets: Assets,
): string {
  const main = html`<main class="sheet">
    <header>
      ${mark(false)}
      <h1 tabindex="-1">${text.title}</h1>
      <p>${text.body}</p>
    </header>
  </main>`;
  const addressIn = (language: Language) => `${shown.path}?lang=${language}`;
  return documentOf(
    { title: text.title, main, locale: shown.locale, addressIn, sources: null, reloadSeconds: null },
    assets,
  );
}

/** Four strokes and a slash, which is drawn before one's eyes where the tally has just become full. */
export function mark(isFull: boolean): Html {
  return html`<svg class="${isFull ? 'mark full' : 'mark'}" viewBox="0 0 40 32" aria-hidden="true">
    <path d="M8 4v24M16 4v24M24 4v24M32 4v24" />
    <path class="slash" d="M2 25 38 7" />
  </svg>`;
}

/** Each language under its own name, so that whoever cannot read this page finds theirs. */
function languageSwitch({ locale, addressIn }: DocumentParts): Html {
  const links = languages.map((language) => {
    const tag = languageTags[language];
    const { name } = checkoutTexts[language];
    return html`<a
      href="${addressIn(language)}"
      lang="${tag}"
      hreflang="${tag}"
      ${language === locale.language ? html`aria-current="true"` : []}
      >${name}</a
    >`;
  });
  return html`<nav class="languages" aria-label="${locale.texts.page.language}">${links}</nav>`;
}
