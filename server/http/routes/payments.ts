// Orders: starting a checkout, reading the state, watching it as a stream.
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../usecases/caller.ts';
import type { CheckoutStarted } from '../../usecases/orders/checkout-answer.ts';
import { urlOf } from '../listening-url.ts';
import { orRefuse, refusal } from '../problem.ts';
import { callerOf } from '../request.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

export function paymentHandlers(os: ContractImplementer, { usecases, streams, settings }: RouterDeps) {
  return {
    payments: {
      checkout: os.payments.checkout.handler(async ({ input, context: { request }, signal }) => {
        const answer = orRefuse(
          await usecases.orders.checkout(
            buyerOf(request),
            {
              orderId: input.order_id,
              packId: input.pack_id ?? null,
              amount: freeAmount(input),
              provider: input.provider,
              tokenHash: input.token_hash ?? null,
            },
            signal ?? AbortSignal.timeout(30_000),
          ),
        );
        const base = settings.publicUrl ?? urlOf(request.server.server.address());
        return {
          status: answer.isNew ? (201 as const) : (200 as const),
          body: { request_id: request.id, ...withPage(answer.answer, `${base}/checkout/${input.order_id}`) },
        };
      }),
      status: os.payments.status.handler(async ({ input, context: { request }, signal }) => {
        const { order, providerStatus } = orRefuse(
          await usecases.orders.status(input.order_id, signal ?? AbortSignal.timeout(30_000)),
        );
        return { request_id: request.id, order, provider_status: providerStatus };
      }),
    },
    orders: {
      events: os.orders.events.handler(async ({ input, context: { request, reply }, signal }) => {
        const stream = streams.open(request.identity.bucket, signal);
        try {
          const changes = await usecases.orders.watch(input.id, stream.signal);
          if (changes === null) throw refusal('order_not_found', {});
          reply.header('cache-control', 'no-store').header('x-accel-buffering', 'no');
          // A HEAD has no body, so nobody would read the stream.
          if (request.isHead) stream.close();
          return stream.bound(changes);
        } catch (thrown) {
          stream.close();
          throw thrown;
        }
      }),
    },
  };
}

/** The address of the page is made now, because the server may have had another address when the order was made. */
function withPage(answer: CheckoutStarted, url: string): CheckoutStarted {
  switch (answer.type) {
    case 'redirect':
      return { ...answer, payload: { ...answer.payload, url } };
    case 'client_secret':
      return { ...answer, payload: { ...answer.payload, url } };
    case 'invoice':
      return { ...answer, payload: { ...answer.payload, url } };
  }
}

/** A buyer needs no identity at all: the order may carry the token's hash itself. */
function buyerOf(request: FastifyRequest): Caller | null {
  return request.identity.proof.kind === 'none' ? null : callerOf(request);
}

function freeAmount(input: {
  readonly pack_id?: string | undefined;
  readonly amount_cents?: number | undefined;
  readonly currency?: string | undefined;
}) {
  const { pack_id: pack, amount_cents: cents, currency } = input;
  const isPack = pack !== undefined && cents === undefined && currency === undefined;
  if (isPack) return null;
  if (pack !== undefined || cents === undefined || currency === undefined)
    throw refusal('invalid_request', { reason: 'pack_or_amount' });
  return { cents, currency };
}
