// The page the double serves: from its sources through vite, or as it was built.
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { createServer } from 'vite';
import { diagramHeaders, diagramPath, readDiagramPage } from '../../../src/main/core/diagram-page.ts';
import type { PageHandler } from './serve.ts';

const root = resolve(import.meta.dirname, '../../../src/renderer');

/** Compiles on request and does not watch: reload to see a change after a restart, or pass `isWatching`. */
export async function sourcePage(isWatching = false): Promise<PageHandler> {
  const vite = await createServer({
    configFile: false,
    root,
    appType: 'spa',
    plugins: [react(), tailwindcss()],
    logLevel: 'warn',
    server: { middlewareMode: true, hmr: false, ws: false, watch: isWatching ? {} : null },
  });
  return { handle: (request, response) => vite.middlewares(request, response), close: () => vite.close() };
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.png': 'image/png',
};

export function builtPage(folder: string): PageHandler {
  return {
    handle(request, response) {
      const path = normalize(new URL(request.url ?? '/', 'http://page').pathname);
      if (path === diagramPath) {
        readDiagramPage(folder).then(
          (body) => response.writeHead(200, diagramHeaders(['http://*:*'])).end(body),
          () => response.writeHead(404).end(),
        );
        return;
      }
      const file = join(folder, path === '/' ? 'index.html' : path);
      readFile(file).then(
        (body) =>
          response
            .writeHead(200, { 'content-type': mediaTypes[extname(file)] ?? 'application/octet-stream' })
            .end(body),
        () => response.writeHead(404).end(),
      );
    },
    close: async () => undefined,
  };
}
