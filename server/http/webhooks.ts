// Webhooks from payment providers. A delivery is stored as raw bytes before it is answered; a worker acts on it later.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Provider } from '../contract/orders/orders.ts';
import type { Usecases } from '../usecases/create-usecases.ts';
import { refusal } from './problem.ts';

const bodyBytesMax = 256 * 1024;

/** Registers a scope of its own in which bodies are not parsed, because a signature covers the bytes. */
export async function addWebhooks(
  app: FastifyInstance,
  inbox: Usecases['inbox'],
  providers: readonly Provider[],
): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: bodyBytesMax }, (_request, body, done) =>
      done(null, body),
    );
    scope.route({
      method: 'POST',
      url: '/v1/webhooks/:provider',
      bodyLimit: bodyBytesMax,
      config: { access: 'public', limit: 'webhook' },
      handler: async (request) => {
        const { eventType, orderId } = await file(request, inbox, providers);
        return { ok: true, request_id: request.id, event_type: eventType, order_id: orderId };
      },
    });
  });
}

type Filed = Extract<Awaited<ReturnType<Usecases['inbox']['file']>>, { readonly kind: 'filed' }>;

async function file(request: FastifyRequest, inbox: Usecases['inbox'], providers: readonly Provider[]): Promise<Filed> {
  const provider = Provider.safeParse(providerIn(request.params));
  if (!provider.success || !providers.includes(provider.data)) throw refusal('not_found', { reason: 'no_webhooks' });
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const filed = await inbox.file(provider.data, { body, headers: request.headers });
  if (filed.kind === 'filed') return filed;
  request.log.warn({ request_id: request.id, provider: provider.data, reason: filed.reason }, 'webhook rejected');
  throw refusal('invalid_request', { reason: 'signature_wrong' });
}

function providerIn(params: unknown): unknown {
  return typeof params === 'object' && params !== null && 'provider' in params ? params.provider : undefined;
}
