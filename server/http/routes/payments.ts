// Orders: starting a checkout, reading the state, watching it as a stream.
import type { CheckoutStarted } from '../../usecases/orders/checkout-answer.ts';
import { urlOf } from '../listening-url.ts';
import { orRefuse, refusal } from '../problem.ts';
import { callerOf } from '../request.ts';
import { buyerOf, checkoutAsked } from './buying.ts';
import { namedOrder } from './order-named.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

export function paymentHandlers(os: ContractImplementer, { usecases, streams, settings, operatorKey }: RouterDeps) {
  return {
    payments: {
      checkout: os.payments.checkout.handler(async ({ input, context: { request }, signal }) => {
        const answer = orRefuse(
          await usecases.orders.checkout(
            buyerOf(request),
            checkoutAsked(request, input, operatorKey),
            signal ?? AbortSignal.timeout(30_000),
          ),
        );
        const base = settings.publicUrl ?? urlOf(request.server.server.address());
        return {
          status: answer.isNew ? (201 as const) : (200 as const),
          body: { request_id: request.id, ...withPage(answer.answer, `${base}/checkout/${answer.answer.order.id}`) },
        };
      }),
      status: os.payments.status.handler(async ({ input, context: { request }, signal }) => {
        const named = namedOrder(input);
        // Before anything is looked up, so that nobody learns which payments there are, not even by how long it takes.
        if (!('orderId' in named) && !operatorKey.isShownBy(request)) throw refusal('order_not_found', {});
        const { id } = orRefuse(await usecases.orders.idOf(named));
        const told = orRefuse(await usecases.orders.status(id, signal ?? AbortSignal.timeout(30_000)));
        const { order, providerStatus, local, provider } = told;
        return { request_id: request.id, order, provider_status: providerStatus, local, provider };
      }),
    },
    orders: {
      list: os.orders.list.handler(async ({ input, context: { request } }) => {
        const asked = { limit: input.limit, cursor: input.cursor ?? null };
        const { orders, nextCursor } = orRefuse(await usecases.orders.own.list(callerOf(request), input.of, asked));
        return { request_id: request.id, orders: [...orders], next_cursor: nextCursor };
      }),
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
