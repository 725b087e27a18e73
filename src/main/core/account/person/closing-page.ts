// The page that the browser shows when it has brought somebody back: two sentences, nothing to load.
import { randomBytes } from 'node:crypto';
import type { Words } from '../../../../words/words.ts';
import { markup, type Markup } from '../markup.ts';

/** `policy`: the Content-Security-Policy that it has to be sent with. */
export type Page = { readonly html: string; readonly policy: string };

export function closingPages(words: Words): { readonly done: Page; readonly wrong: Page } {
  const { browser } = words.person;
  return { done: page(words, browser.done), wrong: page(words, browser.wrong) };
}

function page(words: Words, says: { readonly title: string; readonly text: string }): Page {
  const nonce = randomBytes(18).toString('base64url');
  const { text: html } = markup`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${says.title}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
<h1>${says.title}</h1>
<p>${says.text}</p>
</main>
</body>
</html>
`;
  return {
    html,
    policy: `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  };
}

const style: Markup = {
  kind: 'markup',
  text: `
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 1.0625rem/1.55 system-ui, sans-serif; background: light-dark(#faf7f1, #1b1815); color: light-dark(#2b2520, #ece5da); }
main { padding: 2rem; max-width: 28rem; text-align: center; }
h1 { font-size: 1.375rem; margin: 0 0 0.5rem; }
p { margin: 0; }
`,
};
