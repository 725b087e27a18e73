// The window in which a receipt or a recovery kit is shown. The document goes from memory to the screen: once, from a session of its own.
import { randomBytes } from 'node:crypto';
import type { BrowserWindow, WebContents } from 'electron';
import type { SecretDocument } from '../core/shell-port.ts';
import { limitRequests } from './lockdown.ts';
import { createLockedWindow } from './locked-window.ts';
import { shellWords } from './shell-words.ts';
import { pageScheme } from './page-protocol.ts';

const origin = `${pageScheme}://document`;

export type DocumentWindow = {
  open(document: SecretDocument, parent: BrowserWindow | null): Promise<void>;
  owns(contents: WebContents): boolean;
};

/** Device-independent pixels; a sheet of paper fits. */
const sheetSize = { width: 720, height: 860 } as const;

export function createDocumentWindow(
  report: (error: unknown) => void,
  size: { readonly width: number; readonly height: number } = sheetSize,
): DocumentWindow {
  const window = createLockedWindow({ partition: 'document', title: shellWords().page.appName, ...size, report });
  let waiting: { readonly url: string; readonly document: SecretDocument } | null = null;
  let isServed = false;

  const answer = (request: Request): Response => {
    const found = waiting;
    if (found === null || request.method !== 'GET' || request.url !== found.url)
      return new Response(shellWords().turnedAway.documentShown, {
        status: 410,
        headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
      });
    waiting = null;
    return new Response(found.document.html, {
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': found.document.policy,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      },
    });
  };

  return {
    owns: window.owns,
    async open(document, parent) {
      const own = await window.freshSession();
      limitRequests(own, ({ url }) => url.startsWith(`${origin}/`));
      if (!isServed) own.protocol.handle(pageScheme, answer);
      isServed = true;
      const url = `${origin}/${randomBytes(24).toString('base64url')}`;
      waiting = { url, document };
      try {
        await window.open({ url, parent, mayNavigate: () => false, mayNavigateFrames: () => false });
      } finally {
        // Loaded or not: it does not wait for anybody else.
        if (waiting?.url === url) waiting = null;
      }
    },
  };
}
