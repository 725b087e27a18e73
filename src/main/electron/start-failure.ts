// The window that says why the app cannot start. Closing it ends the app.
import { app, dialog, session } from 'electron';
import type { StartProblem } from '../../preload/contract/start.ts';
import type { Words } from '../../words/words.ts';
import { markup } from '../core/account/markup.ts';
import { createDocumentWindow } from './document-window.ts';
import { lockSession } from './lockdown.ts';
import { shellWords } from './shell-words.ts';

const size = { width: 620, height: 400 };

/** Before or after the app is ready. Resolves once it is shown; the process ends with 1 when the person has closed the last window. */
export async function showStartFailure(problem: StartProblem): Promise<void> {
  const words = shellWords();
  const title = words.start.cannotStart;
  const sentence = words.start.problem(problem);
  process.stderr.write(`${title}: ${sentence}\n`);
  await app.whenReady();
  // The default session exists from here on, and would fetch a dictionary.
  lockSession(session.defaultSession);
  // These would open the app's own window, or end the app without an error code.
  for (const event of ['window-all-closed', 'activate', 'second-instance', 'open-url'] as const)
    app.removeAllListeners(event);
  app.on('window-all-closed', () => app.exit(1));
  try {
    await createDocumentWindow(() => undefined, size).open({ title, html: page(words, sentence), policy }, null);
  } catch {
    dialog.showErrorBox(title, sentence);
    app.exit(1);
  }
}

const policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

function page({ language, start }: Words, sentence: string): string {
  const title = start.cannotStart;
  return markup`<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${title}</title><style>
  :root { color-scheme: light dark; --paper: #faf7f1; --ink: #26221d; --quiet: #6b6258 }
  @media (prefers-color-scheme: dark) { :root { --paper: #1b1815; --ink: #efe9df; --quiet: #a89e92 } }
  body { margin: 0; min-height: 100vh; display: grid; place-content: center; background: var(--paper); color: var(--ink);
    font: 16px/1.5 Inter, system-ui, sans-serif }
  main { max-width: 34rem; padding: 2rem }
  h1 { font-size: 1.375rem; margin: 0 0 .75rem }
  p { margin: 0 0 .75rem; overflow-wrap: anywhere }
  p:last-child { color: var(--quiet) }
  </style></head><body><main><h1>${title}</h1><p>${sentence}</p><p>${start.closeToQuit}</p></main></body></html>`.text;
}
