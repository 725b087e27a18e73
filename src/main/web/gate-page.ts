// What somebody sees who comes without a session: how to open the app. Holds no script and nothing about the person.

export const gatePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export type GateReason = 'no_session' | 'link_used';

const words: Readonly<Record<GateReason, { readonly title: string; readonly text: string }>> = {
  no_session: {
    title: 'Open Tallystick with its link',
    text: 'This page belongs to whoever started the app. In the terminal where it runs stands a link that opens it in this browser.',
  },
  link_used: {
    title: 'This link has been used',
    text: 'Each link opens the app once. The newest one stands in the terminal where the app runs.',
  },
};

export function gatePage(reason: GateReason): string {
  const { title, text } = words[reason];
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
<p>To get another link at any time, run <code>npm start</code> again: it finds the running app and prints one.</p>
</main>
</body>
</html>
`;
}
