// The page shown in place of the app: how to open the app, or a document again. It has no script and says nothing about the person.

export const notePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export type GateReason = 'no_session' | 'link_used';
type DocumentReason = 'document_used' | 'document_refused';

type Words = { readonly title: string; readonly text: string; readonly remedy: string };

const anotherLink =
  'To get another link at any time, run <code>npm start</code> again: it finds the running app and prints one.';

const words: Readonly<Record<GateReason | DocumentReason, Words>> = {
  no_session: {
    title: 'Open Tallystick with its link',
    text: 'This page belongs to whoever started the app. In the terminal where it runs stands a link that opens it in this browser.',
    remedy: anotherLink,
  },
  link_used: {
    title: 'This link has been used',
    text: 'Each link opens the app once. The newest one stands in the terminal where the app runs.',
    remedy: anotherLink,
  },
  document_used: {
    title: 'This document has been shown',
    text: 'It is made anew each time, opens once within a minute, and is kept nowhere.',
    remedy: 'To see it again, go back to Tallystick and ask for it again.',
  },
  document_refused: {
    title: 'This document opens in a tab of its own',
    text: 'It may hold a key to your credits, so it is not handed to anything but a tab that you open.',
    remedy: 'Go back to Tallystick and ask for it again.',
  },
};

export function notePage(reason: GateReason | DocumentReason): string {
  const { title, text, remedy } = words[reason];
  return `<!doctype html>
<html lang="en">
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
<p>${remedy}</p>
</main>
</body>
</html>
`;
}
