// Works out who is asking, before anything else looks at the request.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../../lib/clock.ts';
import type { HttpSettings } from '../http-settings.ts';
import { createIdentify, type Identity } from '../identity.ts';
import type { KeyFinder } from '../../usecases/keys/find-key.ts';
import { createApiKeys } from './api-keys.ts';
import type { ProofLimit } from './proof-limit.ts';
import { userTokensOf } from './user-tokens.ts';

/** Continues without waiting where no signature has to be verified. */
export function addIdentity(
  app: FastifyInstance,
  { salt, proxies, identity }: HttpSettings,
  deps: { readonly clock: Clock; readonly limit: ProofLimit; readonly keys: Pick<KeyFinder, 'recall' | 'find'> },
): void {
  const { issuer, areHeadersTrusted, scope } = identity;
  const userTokens = issuer === null ? null : userTokensOf(issuer, deps);
  const apiKeys = createApiKeys(deps.keys, deps.limit);
  const identify = createIdentify({ salt, proxies, userTokens, apiKeys, areHeadersTrusted, scope });
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
