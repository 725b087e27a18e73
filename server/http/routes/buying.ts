// What a checkout says of whom to credit and how the order is called, with what only the operator may say.
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { OrderId, type payments } from '../../contract/orders/orders.ts';
import type { Caller } from '../../usecases/caller.ts';
import type { CheckoutRequest } from '../../usecases/orders/start-checkout.ts';
import { ownerNamed } from '../../usecases/wallets/wallet-target.ts';
import type { OperatorKey } from '../operator.ts';
import { refusal } from '../problem.ts';
import { callerOf } from '../request.ts';

type Asked = z.output<NonNullable<(typeof payments.checkout)['~orpc']['inputSchema']>>;

/** Throws where something was named that only the operator may name, and their key was not shown. */
export function checkoutAsked(request: FastifyRequest, input: Asked, operatorKey: OperatorKey): CheckoutRequest {
  const isOperator = operatorKey.isShownBy(request);
  const { user_id: user, team_id: team } = input;
  if (!isOperator && (user !== undefined || team !== undefined)) throw refusal('operator_key_rejected', {});
  return {
    ...orderNamed(input.order_id, isOperator),
    packId: input.pack_id ?? null,
    amount: freeAmount(input),
    provider: input.provider ?? null,
    tokenHash: input.token_hash ?? null,
    of: input.for ?? (team === undefined ? 'me' : 'team'),
    owner: ownerNamed({ user: user ?? null, team: team ?? null, of: input.for ?? null }),
    isOperator,
  };
}

/** A UUID is our own id; any other name is the operator's. Only they may leave it out. */
export function orderNamed(name: string | undefined, isOperator: boolean): OrderNamed {
  if (name === undefined && !isOperator)
    throw refusal('invalid_request', { reason: 'field_missing', field: 'order_id' });
  const id = OrderId.safeParse(name);
  if (id.success) return { orderId: id.data, externalId: null };
  if (name === undefined) return { orderId: null, externalId: null };
  if (!isOperator)
    throw refusal('invalid_request', { reason: 'field_wrong_format', field: 'order_id', format: 'uuid' });
  return { orderId: null, externalId: name };
}

export type OrderNamed = { readonly orderId: OrderId | null; readonly externalId: string | null };

/** A buyer needs no identity at all: the order may carry the token's hash itself. */
export function buyerOf(request: FastifyRequest): Caller | null {
  return request.identity.proof.kind === 'none' ? null : callerOf(request);
}

function freeAmount({ pack_id: pack, amount_cents: cents, currency }: Asked): CheckoutRequest['amount'] {
  const isPack = pack !== undefined && cents === undefined && currency === undefined;
  if (isPack) return null;
  if (pack !== undefined || cents === undefined || currency === undefined)
    throw refusal('invalid_request', { reason: 'pack_or_amount' });
  return { cents, currency };
}
