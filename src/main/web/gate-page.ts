// The page shown in place of the app: how to open the app, or a document again. It has no script and says nothing about the person.

import type { Words } from '../../words/words.ts';

export const notePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export type GateReason = 'no_session' | 'link_used';
type DocumentReason = 'document_used' | 'document_refused';

export function notePage(reason: GateReason | DocumentReason, { language, gate }: Words): string {
  const { title, text, remedy } = gate[reason];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.6 system-ui, sans-serif; background: light-dark(#faf7f1, #1b1815); color: light-dark(#2b2520, #ece5da); }
main { max-width: 36rem; padding: 2rem; }
h1 { font-size: 1.35rem; font-weight: 600; margin: 0 0 .5rem; }
p { margin: 0 0 .75rem; }
code { font-family: ui-monospace, monospace; }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
<p>${remedy.map((part, at) => (at % 2 === 1 ? `<code>${part}</code>` : part)).join('')}</p>
</main>
</body>
</html>
`;
}
