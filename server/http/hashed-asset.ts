// A file of a page, served under a name that changes with its content, so that browsers may cache it without a limit.
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

type Asset = { readonly file: string; readonly type: string; readonly content: Buffer | string };

export const forEver = 'public, max-age=31536000, immutable';

/** Answers with the name. `folder`: the path that it is served in, such as /checkout/assets. */
export function addHashedAsset(app: FastifyInstance, folder: string, { file, type, content }: Asset): string {
  const name = `${createHash('sha256').update(content).digest('hex').slice(0, 12)}-${file}`;
  const handler = async (_request: FastifyRequest, reply: FastifyReply) =>
    reply.header('content-type', type).header('cache-control', forEver).send(content);
  app.route({ method: 'GET', url: `${folder}/${name}`, config: { access: 'public', limit: 'calm' }, handler });
  return name;
}
