// The sheet of paper that receipts and recovery kits are: self-contained, printable on A4 and Letter, readable by day and by night.
import { randomBytes } from 'node:crypto';
import type { Words } from '../../../../words/words.ts';
import type { SecretDocument } from '../../shell-port.ts';
import { markup, type Markup } from '../markup.ts';

export type Sheet = {
  readonly title: string;
  readonly body: Markup;
  readonly words: Words;
};

export function makeSheet({ title, body, words }: Sheet): SecretDocument {
  const nonce = randomBytes(18).toString('base64url');
  const page = markup`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
<header><h1>${title}</h1><button type="button" id="print">${words.documents.print}</button></header>
${body}
</main>
<script nonce="${nonce}">document.getElementById('print').addEventListener('click', () => print());</script>
</body>
</html>
`;
  return { title, html: page.text, policy: policyFor(nonce) };
}

/** The sandbox gives the document an origin of nobody's: not even the page that opened it can look inside. Modals are for printing. */
function policyFor(nonce: string): string {
  return [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    'sandbox allow-scripts allow-modals',
  ].join('; ');
}

/** Two columns: what it is, and how it is. */
export function facts(rows: readonly (readonly [name: string, value: string | Markup])[]): Markup {
  return markup`<dl>${rows.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

const style: Markup = {
  kind: 'markup',
  text: `
:root { color-scheme: light dark; }
@page { margin: 18mm; }
* { box-sizing: border-box; }
body { margin: 0; padding: 2.5rem 1.25rem; font: 1rem/1.55 system-ui, sans-serif; background: light-dark(#faf7f1, #1b1815); color: light-dark(#2b2520, #ece5da); }
main { max-width: 40rem; margin: 0 auto; }
header { display: flex; gap: 1rem; align-items: baseline; justify-content: space-between; border-bottom: 2px solid currentColor; padding-bottom: .75rem; }
h1 { font-size: 1.5rem; line-height: 1.2; font-weight: 600; margin: 0; }
h2 { font-size: 1rem; font-weight: 600; margin: 2rem 0 .5rem; }
p, ol { margin: .75rem 0; max-width: 36rem; }
ol { padding-left: 1.25rem; }
button { font: inherit; padding: .375rem 1rem; border: 1px solid currentColor; border-radius: .5rem; background: none; color: inherit; cursor: pointer; }
button:focus-visible { outline: 3px solid light-dark(#8a4b2a, #e0a27e); outline-offset: 2px; }
dl { margin: 1rem 0; }
dl div { display: grid; grid-template-columns: 11rem 1fr; gap: 0 1rem; padding: .5rem 0; border-bottom: 1px solid light-dark(#d9d0c2, #4a423a); break-inside: avoid; }
dt { color: light-dark(#675c50, #b3a898); }
dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
strong { font-weight: 600; }
.mono { font-family: ui-monospace, Consolas, monospace; overflow-wrap: anywhere; }
.token { display: block; padding: 1rem; border: 1px solid currentColor; border-radius: .5rem; font-size: 1.125rem; user-select: all; break-inside: avoid; }
.warning { border-left: 4px solid light-dark(#a1461f, #e0a27e); padding-left: 1rem; }
.qr { display: block; width: 56mm; height: 56mm; margin: 1.5rem 0; break-inside: avoid; }
@media (max-width: 32rem) { dl div { grid-template-columns: 1fr; } }
@media print {
  :root { color-scheme: light; }
  body { padding: 0; font-size: 11pt; background: #fff; color: #000; }
  dt { color: #000; }
  button { display: none; }
}
`,
};
