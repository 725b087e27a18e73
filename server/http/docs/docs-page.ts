// The page itself: a plain list of the routes, in whose place Swagger UI draws where scripts run.
import { z } from 'zod';
import { html, type Html } from '../checkout/html.ts';

/** The addresses of what the page loads. */
export type DocsAssets = {
  readonly description: string;
  readonly styles: readonly string[];
  readonly scripts: readonly string[];
};

const Operation = z.object({ summary: z.string().default(''), tags: z.array(z.string()).default([]) });
const Operations = z.record(z.string(), z.record(z.string(), Operation));
const Description = z.object({
  info: z.object({ title: z.string(), version: z.string(), description: z.string() }),
  paths: Operations,
  webhooks: Operations,
});

type Line = { readonly method: string; readonly name: string; readonly summary: string; readonly tag: string };

export function docsPage(description: object, assets: DocsAssets): string {
  const { info, paths, webhooks } = Description.parse(description);
  const groups = Map.groupBy([...linesIn(paths), ...linesIn(webhooks)], ({ tag }) => tag);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${info.title} ${info.version}</title>
        <link rel="icon" href="data:," />
        ${assets.styles.map((address) => html`<link rel="stylesheet" href="${address}" />`)}
        ${assets.scripts.map((address) => html`<script defer src="${address}"></script>`)}
      </head>
      <body>
        <main id="api" data-description="${assets.description}">
          <div class="plain">
            <h1>${info.title} ${info.version}</h1>
            <p>${info.description}</p>
            <p>The whole description, for programs: <a href="${assets.description}">openapi.json</a></p>
            ${[...groups].map(([tag, lines]) => groupOf(tag, lines))}
          </div>
        </main>
      </body>
    </html> `.text;
}

function groupOf(tag: string, lines: readonly Line[]): Html {
  const items = lines.map(({ method, name, summary }) => html`<li><code>${method} ${name}</code> ${summary}</li>`);
  return html`<h2>${tag}</h2>
    <ul>
      ${items}
    </ul>`;
}

function linesIn(operations: z.infer<typeof Operations>): readonly Line[] {
  return Object.entries(operations).flatMap(([name, methods]) =>
    Object.entries(methods).map(([method, { summary, tags }]) => {
      return { method: method.toUpperCase(), name, summary, tag: tags[0] ?? '' };
    }),
  );
}
