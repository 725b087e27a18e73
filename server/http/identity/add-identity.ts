// Tells every request who is asking, before anything else looks at it.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../../lib/clock.ts';
import type { HttpSettings } from '../http-settings.ts';
import { createIdentify, type Identity } from '../identity.ts';
import { createJwtReader } from './jwt-reader.ts';
import { createKeySet } from './key-set.ts';

/** Goes on at once where nothing has to be verified. */
export function addIdentity(app: FastifyInstance, { salt, proxies, identity }: HttpSettings, clock: Clock): void {
  const { issuer, areHeadersTrusted, scope } = identity;
  const readJwt =
    issuer === null
      ? null
      : createJwtReader({
          keys: createKeySet({ url: issuer.keysUrl, clock }),
          issuer: issuer.name,
          audience: issuer.audience,
          planClaim: issuer.planClaim,
          clock,
        });
  const identify = createIdentify({ salt, proxies, readJwt, areHeadersTrusted, scope });
  app.decorateRequest('identity');
  app.addHook('onRequest', (request, _reply, done) => {
    const found = identify(request.headers, request.socket.remoteAddress);
    if (found instanceof Promise) {
      void identifyLater(request, found, done);
      return;
    }
    request.identity = found;
    done();
  });
}

async function identifyLater(
  request: FastifyRequest,
  found: Promise<Identity>,
  done: (error?: Error) => void,
): Promise<void> {
  const failed = await found.then(
    (identity) => {
      request.identity = identity;
      return undefined;
    },
    (error: unknown) => new Error('who is asking could not be found out', { cause: error }),
  );
  done(failed);
}
