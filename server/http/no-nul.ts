// Refuses addresses with a NUL character in them. No store finds anything under such a name, and PostgreSQL takes none for a text.
import type { FastifyInstance } from 'fastify';
import { BodyUnreadable } from './json-body.ts';

export function addNoNul(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.url.includes('%00')) throw new BodyUnreadable({ reason: 'address_unreadable' });
    done();
  });
}
