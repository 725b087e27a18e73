// The page that shows the API's description to people, drawn by Swagger UI. All that it loads comes from this server.
import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { addHashedAsset, forEver } from '../hashed-asset.ts';
import { docsPage } from './docs-page.ts';
import { openSwaggerUi, type SwaggerUiFile, swaggerUiFiles, swaggerUiVersion } from './swagger-ui.ts';

const path = '/docs';
const assets = `${path}/assets`;
const shared = { access: 'public', limit: 'calm' } as const;

/** It asks this server and nobody else, also where somebody tries a route out, and no other page may frame it. */
const guards = {
  referrerPolicy: { policy: 'no-referrer' as const },
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      imgSrc: ['data:'],
      connectSrc: ["'self'"],
      formAction: ["'none'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
};

/** `description`: what /openapi.json answers. `base`: the path that PUBLIC_URL has, without a slash at its end. */
export async function addDocs(app: FastifyInstance, description: object, base: string): Promise<void> {
  const own = async (file: string, type: string): Promise<string> => {
    const content = await readFile(new URL(file, import.meta.url));
    return `${base}${assets}/${addHashedAsset(app, assets, { file, type, content })}`;
  };
  const css = await own('docs.css', 'text/css; charset=utf-8');
  const js = await own('docs.js', 'text/javascript; charset=utf-8');
  for (const { file, type } of swaggerUiFiles)
    app.get(`${assets}/${file}`, { config: shared }, async (_request, reply) =>
      reply.header('content-type', type).header('cache-control', forEver).send(openSwaggerUi(file)),
    );
  app.get(path, { helmet: guards, config: shared }, async (_request, reply) => {
    const version = await swaggerUiVersion();
    const at = (file: SwaggerUiFile) => `${base}${assets}/${file}?version=${version}`;
    const page = docsPage(description, {
      description: `${base}/openapi.json`,
      styles: [at('swagger-ui.css'), css],
      scripts: [at('swagger-ui-bundle.js'), js],
    });
    return reply.header('cache-control', 'no-cache').header('content-type', 'text/html; charset=utf-8').send(page);
  });
  app.get('/redoc', { config: shared }, async (_request, reply) => reply.redirect(`${base}${path}`, 302));
}
