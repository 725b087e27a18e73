// Refuses addresses with a NUL character in them. No store finds anything under such a name, and PostgreSQL takes none for a text.
import type { FastifyInstance } from 'fastify';
import { BodyUnreadable } from './json-body.ts';

export function addNoNul(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    // What a page is asked for behind its path is chosen from a list, and never looked up.
    const isApi = request.routeOptions.url?.startsWith('/v1/') === true;
    const [path = ''] = request.url.split('?', 1);
    if ((isApi ? request.url : path).includes('%00')) throw new BodyUnreadable({ reason: 'address_unreadable' });
    done();
  });
}
